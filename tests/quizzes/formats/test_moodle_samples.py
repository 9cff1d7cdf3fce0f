"""Files in the shape of several versions of Moodle: what becomes of each question, and what is said about the rest."""

from base64 import b64encode
from pathlib import Path

import pytest

from quizzes.formats.base import Reading
from quizzes.formats.moodle_xml import MoodleXml
from tests.quizzes.formats.strategies import PICTURES

FOLDER = Path(__file__).parent / "moodle"


def read(version: str) -> Reading:
    """A sample with its pictures, which are kept out of the files."""
    data = (FOLDER / f"moodle-{version}.xml").read_bytes()
    for mark, key in ((b"@PICTURE@", "zzmap"), (b"@FLAG@", "zzflag")):
        data = data.replace(mark, b64encode(PICTURES[key]))
    return MoodleXml().read(data)


def questions(version: str) -> dict[str, dict]:
    return {found.name: dict(found.data) for found in read(version).questions}


def notes(found) -> list[tuple[int, str]]:
    return [(note.line, note.message) for note in found]


def test_moodle_1_9_in_a_single_byte_encoding():
    reading = read("1.9")
    assert notes(reading.errors) == notes(reading.warnings) == []
    assert [(found.line, found.category, found.name) for found in reading.questions] == [
        (6, "Très anciens", "Bâle"),
        (18, "Très anciens", "Prix"),
        (27, "Très anciens", "Paires"),
    ]
    assert [found.data for found in reading.questions] == [
        {
            "type": "true_false",
            "prompt": "Bâle est en Suisse.\\\nVrai ou faux ?\n\n![](picture:ville)",
            "answer": True,
            "feedback_true": "Oui.",
            "penalty": 1,
        },
        {
            "type": "numerical",
            "prompt": "10 € plus 2,5 € ?",
            "answers": [{"value": "12.5", "tolerance": "0.01", "feedback": "Oui."}],
            "units": [{"unit": "€"}],
            "penalty": "0.1",
        },
        {
            "type": "matching",
            "prompt": "Associez.",
            "pairs": [
                {"key": "allemagne", "left": "Allemagne", "right": "Berlin"},
                {"key": "france", "left": "France", "right": "Paris & Lyon"},
            ],
            "extra": [{"key": "rome", "text": "Rome"}],
        },
    ]
    assert reading.questions[0].files == {"ville": b"\x89PNG\r\n\x1a\n"}


def test_moodle_2_5():
    reading = read("2.5")
    assert {found.category for found in reading.questions} == {"Default for Treaties/Part 1//2"}
    assert [list(found.files) for found in reading.questions] == [["old-map"], []]
    assert [found.data for found in reading.questions] == [
        {
            "type": "multiple_response",
            "difficulty": "easy",
            "tags": ["cold-war"],
            "prompt": "Which of these states signed in **1949**?\\\nTick *all*.\n\n![A map](picture:old-map)",
            "choices": [
                {"key": "norway", "text": "Norway", "fraction": "0.5", "feedback": "Yes."},
                {"key": "iceland", "text": "Iceland", "fraction": "0.5"},
                {"key": "sweden", "text": "Sweden \\*", "fraction": -1},
                {"key": "none", "text": "\\<none>", "fraction": 0},
            ],
            "hints": ["Think of the north."],
            "explanation": "There were twelve.",
        },
        {
            "type": "calculated",
            "prompt": "{v_gdptotal} billion, of which {spent}. Twice that is {=spent*2}. Per cent?",
            "variables": [
                {"name": "v_gdptotal", "min": 200, "max": 800},
                {"name": "spent", "min": 1, "max": "9.9", "decimals": 1},
            ],
            "answers": [
                {
                    "formula": "round(spent/v_gdptotal*100, 1)",
                    "tolerance": "0.01",
                    "feedback": "{spent} it is.",
                }
            ],
            "decimals": 1,
        },
    ]
    assert notes(reading.errors) == [
        (155, "“Random (Part 1)”: a random question (random) is no question: let a quiz draw from the bank instead"),
        (
            162,
            "“Which sum?”: calculated multiple choice (calculatedmulti) can't be taken: "
            "choices with drawn numbers have no type",
        ),
        (169, "“By pattern”: questions of the type 'regexp' can't be taken"),
    ]
    assert notes(reading.warnings) == [
        (12, "Not taken over: the points of the question: a quiz gives points for it."),
        (12, "Not taken over: what is said to right, partly right and wrong answers as a whole."),
        (12, "Not taken over: that hints show the number of right parts or clear wrong ones."),
        (77, "Not taken over: the distribution of 'spent': all its values are equally likely."),
    ]


def test_cloze_of_moodle_3_11():
    cloze = questions("3.11")["Charter"]
    assert cloze | {"gaps": []} == {
        "key": "un-charter-1",
        "type": "cloze",
        "prompt": "Complete the *sentence*.",
        "text": "Article 5 rests on {1} in Article {2} of the Charter of {3}.\\\nCase: {4}. One right: {5}.",
        "gaps": [],
    }
    assert cloze["gaps"] == [
        {
            "kind": "dropdown",
            "choices": [
                {"key": "self-defence", "text": "self-defence", "correct": True, "feedback": "Yes, **indeed**."},
                {"key": "free-passage", "text": "free passage", "feedback": "That is the sea. {no}"},
                {"key": "both", "text": "both", "fraction": "0.5"},
            ],
        },
        {
            "kind": "text",
            "weight": 2,
            "answers": [
                {"text": "51", "also": ["fifty-one"], "feedback": "Yes."},
                {"text": "5*", "fraction": "0.5"},
            ],
            "feedback_other": "Near fifty.",
        },
        {
            "kind": "number",
            "answers": [
                {"value": 1945, "tolerance": 1, "feedback": "Yes."},
                {"value": 1944, "fraction": "0.3333333"},
            ],
        },
        {
            "kind": "text",
            "answers": [{"text": "UN"}, {"text": "Un", "fraction": 0, "feedback": "Capitals."}],
            "case_sensitive": True,
        },
        {
            "kind": "dropdown",
            "choices": [
                {"key": "4", "text": "4", "correct": True},
                {"key": "3", "text": "3"},
                {"key": "5", "text": "5"},
            ],
        },
    ]


def test_boxes_to_tick_alone_are_a_question_of_their_own():
    assert questions("3.11")["Boxes"] == {
        "type": "multiple_response",
        "prompt": "Tick the primes:",
        "choices": [
            {"key": "2", "text": "2", "fraction": "0.5"},
            {"key": "3", "text": "3", "fraction": "0.5"},
            {"key": "4", "text": "4", "fraction": 0},
            {"key": "6", "text": "6", "fraction": 0},
        ],
    }


def test_cloze_code_that_cannot_be_taken_is_told():
    assert [(note.line, note.message, note.text) for note in read("3.11").errors] == [
        (
            41,
            "“Two right”: gap 2: several answers are right in it (MULTIRESPONSE), which a gap can't have",
            "{1:MR:=2~=3~4}",
        ),
        (49, "“Broken”: this Cloze code can't be read", "t never ends: {1:MC:=a~b</p>"),
    ]


def test_lists_and_words_of_moodle_3_11():
    found = questions("3.11")
    athens = [{"key": "rome", "text": "Rome"}, {"key": "athens", "text": "Athens", "correct": True}]
    rome = [{"key": "rome", "text": "Rome", "correct": True}, {"key": "athens", "text": "Athens"}]
    right = [{"key": "wrong", "text": "wrong"}, {"key": "right", "text": "right", "correct": True}]
    assert found["Lists"] == {
        "type": "cloze",
        "prompt": "Fill in the gaps.",
        "text": "{1} is older than {2}; that is {3}.",
        "gaps": [{"kind": "dropdown", "choices": choices} for choices in (athens, rome, right)],
    }
    assert found["Words"] == {
        "type": "drag_words",
        "prompt": "Fill in the gaps.",
        "text": "H{1}O and CO{2}, not {\u20601}: {3}.",
        "gaps": [{"word": "2"}, {"word": "2"}, {"word": "yes"}],
        "words": [
            {"key": "2", "text": "₂", "reuse": True},
            {"key": "3", "text": "3"},
            {"key": "yes", "text": "yes", "group": "group-4"},
            {"key": "no", "text": "no", "group": "group-4"},
        ],
    }


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "Earliest first",
            {
                "key": "ord-1",
                "type": "ordering",
                "prompt": "Put them in order.",
                "items": [
                    {"key": "treaty", "text": "Treaty"},
                    {"key": "campaign", "text": "Campaign"},
                    {"key": "decision", "text": "Decision"},
                ],
                "grading": "next",
            },
        ),
        (
            "Why?",
            {
                "type": "essay",
                "prompt": "Say **why**: ",
                "min_words": 50,
                "template": "First: 1.\n\n* Then",
                "marking_notes": "One point **each**.",
                "penalty": 0,
            },
        ),
        (
            "Length",
            {
                "type": "numerical",
                "prompt": "How long, with $x^2$?",
                "answers": [{"value": "5.5", "tolerance": "0.25"}],
                "units": [{"unit": "m", "also": ["metre"]}, {"unit": "cm", "factor": "0.01"}],
                "unit_use": "required",
                "unit_penalty": "0.2",
                "feedback_other": "Measure again.",
            },
        ),
        (
            "Who?",
            {
                "type": "short_answer",
                "prompt": "Who asked \\*first\\*?\\\n1\\. Think.",
                "answers": [
                    {"text": "Türkiye", "also": ["R&D \\* Turk*"]},
                    {"text": "Poland", "fraction": "0.5"},
                ],
                "case_sensitive": True,
            },
        ),
        ("Mixed", {"type": "random_matching", "prompt": "Match them.", "count": 3}),
        ("Read", {"type": "stimulus", "text": "**Part 1**\n\n- slowly"}),
    ],
)
def test_a_question_of_moodle_4_4(name, data):
    assert questions("4.4")[name] == data


def test_labels_on_pictures_of_moodle_4_4():
    found = questions("4.4")
    corner = [[0, 0], [10, 0], [10, 10]]
    assert found["Map"] == {
        "type": "drag_image",
        "prompt": "Mark them.",
        "picture": "map",
        "regions": [
            {"key": "place-1", "name": "Place 1", "circle": [50, 50, 10], "label": "north"},
            {"key": "place-2", "name": "Place 2", "rect": [75, 90, 25, 10], "label": "north"},
            {"key": "place-3", "name": "Place 3", "polygon": corner, "label": "south"},
        ],
        "labels": [{"key": "north", "text": "north", "reuse": True}, {"key": "south", "text": "south"}],
    }
    place, (river, flag) = found["Labels"]["regions"][0], found["Labels"]["labels"]
    assert (place["rect"], place["label"]) == ([10, 30, 26, 22], flag["key"])
    assert (river["text"], flag["text"], flag["reuse"]) == ("river", "![the flag](picture:flag)", True)


def test_the_pictures_of_moodle_4_4_come_along():
    files = {found.name: found.files for found in read("4.4").questions if found.files}
    flag, background = PICTURES["zzflag"], PICTURES["zzmap"]
    assert files == {"Map": {"map": background}, "Labels": {"map": background, "flag": flag}}


def test_what_moodle_4_4_has_and_we_have_not_is_told():
    reading = read("4.4")
    assert reading.errors == []
    assert notes(reading.warnings) == [
        (15, "Not taken over: the choice of some of the items: all are asked for."),
        (47, "Not taken over: that files can be handed in."),
        (47, "Not taken over: the picture 'gone.png', which is not in the file."),
        (47, "Not taken over: that the question is hidden: it is taken like the others."),
        (
            79,
            "Not taken over: that a wrong unit costs a share of the whole question: it costs one of what was reached.",
        ),
    ]


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-32"),
        lambda text: text.replace("UTF-8", "utf-16").encode(),
        lambda text: text.replace("UTF-8", "windows-1252").replace("Türkiye", "T\u00fcrkiye").encode("cp1252"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("Who?", "Who\x0b\x00?").encode(),
    ],
)
def test_every_encoding_says_the_same(encoded):
    text = (FOLDER / "moodle-4.4.xml").read_text(encoding="utf-8")
    reading = MoodleXml().read(encoded(text))
    assert {found.name: found.data for found in reading.questions}["Who?"] == questions("4.4")["Who?"]
    assert [found.line for found in reading.questions] == [
        found.line for found in MoodleXml().read(text.encode()).questions
    ]
