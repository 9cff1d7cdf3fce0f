"""What other programs, older versions and people's own hands make of Moodle XML, in small."""

from base64 import b64encode

import pytest

from quizzes.formats.moodle_xml import MoodleXml
from quizzes.importing import Shelf, plan
from tests.quizzes.formats.strategies import PICTURES


def read(*questions: str):
    return MoodleXml().read("\n".join(["<quiz>", *questions, "</quiz>"]).encode())


def question(kind: str, text: str, inside: str = "") -> str:
    return (
        f'<question type="{kind}"><name><text>N</text></name>'
        f'<questiontext format="html"><text>{text}</text></questiontext>{inside}</question>'
    )


def answers(**worth: float) -> str:
    return "".join(f'<answer fraction="{percent}"><text>{text}</text></answer>' for text, percent in worth.items())


def only(reading) -> dict:
    assert reading.errors == []
    (found,) = reading.questions
    return dict(found.data)


def fractions(data: dict) -> list:
    return [choice.get("fraction", choice.get("correct", False)) for choice in data["choices"]]


# --- choices ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("worths", "expected", "warned"),
    [
        ({"a": 33, "b": 33, "c": 33, "d": 0}, ["0.3333333"] * 3 + [0], False),
        ({"a": 33, "b": 33.33333, "c": 33.33333, "d": -50, "e": -50}, [True, True, True, False, False], False),
        ({"a": 100, "b": 100, "c": 0}, ["0.5", "0.5", 0], True),
    ],
)
def test_what_several_right_choices_are_worth_is_brought_to_the_whole(worths, expected, warned):
    reading = read(question("multichoice", "Q", f"<single>false</single>{answers(**worths)}"))
    assert fractions(only(reading)) == expected
    assert [note.message for note in reading.warnings] == (
        ["What the right choices are worth was brought to 100% together."] if warned else []
    )


def test_two_right_choices_of_which_one_can_be_chosen_are_all_to_be_ticked():
    reading = read(question("multichoice", "Q", f"<single>true</single>{answers(a=100, b=100, c=0, d=0)}"))
    assert only(reading)["type"] == "multiple_response"
    assert "all of them are to be ticked" in reading.warnings[0].message


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (f"<single>true</single>{answers(a=90, b=50, c=0)}", "no choice is worth 100 per cent"),
        (
            f"<single>true</single>{answers(a=100, b=100, c=0)}",
            "several choices are worth 100 per cent, though only one can be chosen",
        ),
        (f"<single>false</single>{answers(a=0, b=0)}", "no choice is right"),
    ],
)
def test_choices_of_which_none_or_too_many_are_right_are_told(inside, reason):
    assert [note.message for note in read(question("multichoice", "Q", inside)).errors] == [f"“N”: {reason}"]


def test_plugins_whose_questions_we_have_are_read():
    pairs = "".join(
        f'<subquestion format="html"><text>{left}</text><answer format="html"><text>&lt;b&gt;{right}&lt;/b&gt;</text>'
        "</answer></subquestion>"
        for left, right in (("a", "A"), ("b", "B"))
    )
    assert [pair["right"] for pair in only(read(question("ddmatch", "Q", pairs)))["pairs"]] == ["**A**", "**B**"]
    whole = only(read(question("multichoiceset", "Q", answers(a=100, b=100, c=0, d=0))))
    assert (whole["type"], whole["all_or_nothing"], fractions(whole)) == (
        "multiple_response",
        True,
        [True, True, False, False],
    )


@pytest.mark.parametrize("worths", [{"a": 100, "b": 100, "c": 0, "d": 0}, {"a": 100, "b": 100}])
def test_multiple_response_of_the_open_university_is_read_with_what_it_grades_otherwise(worths):
    reading = read(question("oumultiresponse", "Q", answers(**worths)))
    assert only(reading)["type"] == "multiple_response"
    assert reading.warnings[0].message.startswith("Not taken over: that only ticking too many costs something")


def statements(right: dict[int, int], method: str) -> str:
    rows = "".join(
        f'<row number="{row}"><optiontext format="html"><text>S{row}</text></optiontext>'
        "<feedbacktext format='html'><text/></feedbacktext></row>"
        for row in right
    )
    columns = "".join(
        f'<column number="{number}"><responsetext><text>{text}</text></responsetext></column>'
        for number, text in ((1, "True"), (2, "False"))
    )
    weights = "".join(
        f'<weight rownumber="{row}" columnnumber="{column}"><value>{int(column == told)}.000</value></weight>'
        for row, told in right.items()
        for column in (1, 2)
    )
    return f"<scoringmethod><text>{method}</text></scoringmethod>{rows}{columns}{weights}"


@pytest.mark.parametrize(("kind", "method", "warnings"), [("kprime", "kprime", 1), ("mtf", "subpoints", 0)])
def test_statements_are_matched_with_what_they_are(kind, method, warnings):
    reading = read(question(kind, "Which are true?", statements({1: 1, 2: 2, 3: 1}, method)))
    data = only(reading)
    assert [(pair["left"], pair["right"]) for pair in data["pairs"]] == [
        ("S1", "True"),
        ("S2", "False"),
        ("S3", "True"),
    ]
    assert "extra" not in data
    assert len(reading.warnings) == warnings


def test_a_column_that_is_right_for_no_statement_is_there_to_lead_astray():
    data = only(read(question("kprime", "Which are true?", statements({1: 1, 2: 1}, "subpoints"))))
    assert [each["text"] for each in data["extra"]] == ["False"]


def test_a_choice_whose_picture_is_missing_is_told_why_it_is_empty():
    picture = "&lt;img src='@@PLUGINFILE@@/flag.png'&gt;"
    (error,) = read(question("multichoice", "Q", f"{answers(a=100)}<answer><text>{picture}</text></answer>")).errors
    assert error.message == (
        "“N”: choice 2: must not be empty (the picture '@@PLUGINFILE@@/flag.png', which is not in the file)"
    )


# --- texts -----------------------------------------------------------------------------------------------------------


def test_tags_that_stand_in_the_text_as_they_are_keep_their_meaning():
    text = '<p class="x">Some <b>bold</b> words &amp; CO<sub>2</sub><br/></p>'
    assert only(read(question("essay", text)))["prompt"] == "Some **bold** words & CO₂"


def test_what_is_embedded_is_told():
    text = (
        "Watch: &lt;iframe src='https://video.test/1'&gt;&lt;/iframe&gt;&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;/math&gt;"
    )
    told = [note.message for note in read(question("essay", text)).warnings]
    assert told == [f"Not taken over: what is embedded in a text (<{name}>)." for name in ("iframe", "math")]


def test_a_formula_that_cannot_be_read_is_told_once_and_stays():
    reading = read(question("essay", r"\(\ce{H2O}\) or \(\ce{H2O}\)"))
    assert only(reading)["prompt"] == r"\\(\\ce{H2O}\\) or \\(\\ce{H2O}\\)"
    assert len(reading.warnings) == 1


def test_a_picture_within_an_address_is_a_picture():
    encoded = b64encode(PICTURES["zzflag"]).decode()
    reading = read(question("essay", f"See &lt;img src='data:image/png;base64,{encoded}' alt='F'&gt;"))
    assert only(reading)["prompt"] == "See ![F](picture:picture)"
    assert reading.questions[0].files == {"picture": PICTURES["zzflag"]}


def test_a_number_is_shown_as_it_stands_in_the_file():
    (error,) = read(question("numerical", "Q", '<answer fraction="100"><text>1,234.5</text></answer>')).errors
    assert error.text == "1,234.5"


# --- Cloze -----------------------------------------------------------------------------------------------------------


def test_cloze_code_in_small_letters_is_read():
    (gap,) = only(read(question("cloze", "Is it {1:multichoice_s:=so~not so}?")))["gaps"]
    assert [choice["text"] for choice in gap["choices"]] == ["so", "not so"]


def test_braces_of_a_formula_are_no_gap_and_add_no_letter_to_it():
    data = only(read(question("cloze", r"\(\frac{1}{2}\) and {1} is {1:NM:=0.5}, for $5 or {2}")))
    assert data["text"] == "$\\frac{ 1}{ 2}$ and {\u20601} is {1}, for \\$5 or {\u20602}"


def test_a_gap_that_cannot_be_taken_is_told_with_its_own_line():
    (error,) = read(question("cloze", "\nOne {1:SA:=a}\n\nTwo {1:MC:=a~=b~c}")).errors
    assert (error.line, error.text) == (5, "{1:MC:=a~=b~c}")
    assert error.message == "“N”: gap 2: exactly one of its answers has to be right"


# --- whole files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "message", "around"),
    [
        ("<quiz>\n<question>a&nbsp;b</question></quiz>", 2, "entities of HTML", "<question>a&nbsp;b</question></quiz>"),
        ("<quiz>\n\n<b>AT&T</b></quiz>", 3, "not well-formed", "<b>AT&T</b></quiz>"),
        ("<quiz>\n<question type='essay'>", 2, "it ends too early", "<question type='essay'>"),
        ("<question type='essay'/>", 1, "is <quiz>, which is missing", ""),
        ("<activityset/>", 1, "its outermost element is <activityset>", ""),
    ],
)
def test_a_file_that_cannot_be_read_has_one_error_and_no_question(text, line, message, around):
    reading = MoodleXml().read(text.encode())
    (error,) = reading.errors
    assert (error.line, error.text) == (line, around)
    assert message in error.message
    assert plan(reading, Shelf("lesson")).found == 0


def test_the_box_of_a_label_is_as_wide_as_its_longest_line_and_as_high_as_all():
    """That of the largest label, for those of one group."""
    drags = "".join(
        f"<drag><no>{number}</no><text>{words}</text><draggroup>1</draggroup></drag>"
        for number, words in enumerate(["sea", "&lt;b&gt;land&lt;/b&gt;&lt;br/&gt;&amp;amp; ice"], start=1)
    )
    drop = "<drop><text/><no>1</no><choice>1</choice><xleft>10</xleft><ytop>10</ytop></drop>"
    picture = f'<file name="map.png" encoding="base64">{b64encode(PICTURES["zzmap"]).decode()}</file>'
    (region,) = only(read(question("ddimageortext", "Q", picture + drags + drop)))["regions"]
    assert region["rect"] == [5, 10, 26, 44]


def test_an_svg_to_drag_on_is_told_as_what_it_is():
    svg = b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>').decode()
    picture = f'<file name="map.svg" encoding="base64">{svg}</file>'
    (error,) = read(question("ddmarker", "Q", picture)).errors
    assert error.message.startswith("“N”: SVG can hold programs, so it is not taken.")
