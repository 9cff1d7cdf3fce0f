"""What Moodle gets of our questions, and what the loss report says of the sample course."""

from xml.etree.ElementTree import fromstring

import pytest

from quizzes.formats.moodle_xml import MoodleXml
from quizzes.question_types import schema_of
from tests.quizzes.formats.strategies import PICTURES
from tests.quizzes.question_types.helpers import content, sample_questions
from tests.samples import ASKED, WITH_TEXTS

ALWAYS = {"its objective", "the passages that prove the answer"}
ORDER = "how an order is graded: there it is the share of pairs in right order"
MAP = "all but its prompt: there is no map in Moodle, or no file of its picture"


def element(question, pictures=PICTURES):
    return fromstring(MoodleXml().write([question], pictures).content)[0]


def texts(parent, path):
    return [found.text for found in parent.findall(path)]


def sample(key, files=WITH_TEXTS):
    return sample_questions(files)[key]


@pytest.mark.parametrize(
    ("key", "losses"),
    [
        ("zzcheck", ALWAYS | {"misconceptions"}),
        ("zzsingle", ALWAYS),
        ("zzmultiple", ALWAYS),
        ("zztruefalse", ALWAYS | {"misconceptions"}),
        ("zzshort", ALWAYS),
        ("zznumber", ALWAYS),
        ("zzmatching", ALWAYS | {"feedback on answers"}),
        ("zzordering", ALWAYS | {ORDER}),
        ("zzcloze", ALWAYS),
        ("zzwords", ALWAYS | {"feedback on answers", "the weights of gaps", "groups of words"}),
        ("zzsort", ALWAYS | {"its type: there it is another one"}),
        ("zzessay", ALWAYS),
        ("zzspots", {MAP}),
        ("zzcalc", ALWAYS),
        ("zzmix", ALWAYS),
        ("zzintro", set()),
        ("zzpicture", {"figures and recordings"}),
        ("zzabout-one", {"its objective"}),
    ],
)
def test_the_loss_report_names_what_moodle_does_not_keep(key, losses):
    written = MoodleXml().write([sample(key)], {})
    assert {loss.what for loss in written.losses} == losses
    assert {loss.key for loss in written.losses} <= {key}


def test_choices_have_per_cent_and_their_feedback():
    question = element(sample("zzmultiple"))
    assert question.get("type") == "multichoice"
    assert texts(question, "single") == ["false"]
    assert [answer.get("fraction") for answer in question.findall("answer")] == ["50", "50", "-50", "-50"]
    assert texts(question, "answer/feedback/text")[0] == "A is right."


def test_a_third_has_five_decimals():
    choices = [{"key": key, "text": key, "correct": key in "abc"} for key in "abcdef"]
    question = element(content("multiple_response", choices=choices))
    assert question.find("answer").get("fraction") == "33.33333"


def test_gaps_are_cloze_code():
    assert texts(element(sample("zzcloze")), "questiontext/text") == [
        "Complete the sentence.\n\nThe right of {1:MULTICHOICE:=self-defence#Yes.~%0%free passage#That is the sea.} "
        "stands in Article {3:SHORTANSWER:=51#Yes, 51.~%0%*#Near fifty.}."
    ]


def test_signs_of_cloze_code_are_entities_in_it():
    gap = {"kind": "text", "answers": [{"text": "{a}~b#c & \\*d"}]}
    question = content("cloze", text="x {1}", gaps=[gap])
    assert "{1:SHORTANSWER:={a&#125;&#126;b&#35;c &#38; &#92;*d}" in texts(element(question), "questiontext/text")[0]


def test_words_are_named_by_their_place_in_the_list():
    question = element(sample("zzwords"))
    assert texts(question, "questiontext/text")[0].endswith(
        "Article [[2]] is for talks, Article [[3]] for defence; [[4]] decide together."
    )
    assert texts(question, "dragbox/group") == ["1", "1", "1", "2", "2"]
    assert [box.find("infinite") is not None for box in question.findall("dragbox")] == [False] * 3 + [True, False]


def test_variables_of_formulas_stand_in_braces():
    question = element(sample("zzcalc"))
    assert texts(question, "answer/text") == ["{some} / {all} * 100", "{all} / {some} * 100", "*"]
    assert texts(question, "answer/feedback/text")[0] == "Yes, {={some} / {all} * 100}."
    assert texts(question, "dataset_definitions/dataset_definition/name/text") == ["all", "some"]
    values = texts(question, "dataset_definitions/dataset_definition/dataset_items/dataset_item/value")
    assert len(values) == 40
    assert all(10 <= int(value) <= 30 for value in values[:20])


def test_pictures_are_in_the_element_that_shows_them():
    question = element(sample("zzsingle", ASKED))
    assert texts(question, "questiontext/text") == ["What is it? ![The flag of a state](@@PLUGINFILE@@/zzflag.png)"]
    assert [file.get("name") for file in question.findall("questiontext/file")] == ["zzflag.png"]
    assert [file.get("name") for file in question.findall("answer/file")] == ["zzflag.png", "zzmap.png"]


def test_what_a_tag_can_carry_has_one():
    question = content("true_false", answer=True, use="exam", difficulty="hard", tags=["law"], as_of="2026-06-30")
    assert texts(element(question), "tags/tag/text") == ["law", "use:exam", "difficulty:hard", "as-of:2026-06-30"]


def test_a_draft_comes_back_as_one():
    schema = schema_of("true_false", draft=True)
    draft = schema.model_validate({"key": "a", "type": "true_false", "draft": True, "prompt": "A?", "answer": True})
    written = MoodleXml().write([draft], {})
    (found,) = MoodleXml().read(written.content).questions
    (moodles,) = MoodleXml().read(written.content.replace(b"securityedu", b"other")).questions
    assert schema.model_validate(dict(found.data)) == schema.model_validate(dict(moodles.data)) == draft
    assert written.losses == ()


def test_marked_places_are_pixels_of_the_picture():
    regions = [
        {"key": "a", "name": "A", "circle": ["50", "50", "10"], "correct": True},
        {"key": "b", "name": "B", "rect": ["0", "0", "10", "20"]},
        {"key": "c", "name": "C", "polygon": [["0", "0"], ["10", "0"], ["10", "10"]]},
    ]
    question = element(content("hotspot", picture="zzmap", regions=regions))
    assert question.get("type") == "ddmarker"
    assert texts(question, "drop/coords") == ["100,50;20"]


def test_a_question_that_was_changed_by_hand_is_read_as_moodles():
    written = MoodleXml().write([sample("zzcheck")], {}).content
    changed = written.replace(b"<text>Sends troops</text>", b"<text>Sends ships</text>")
    assert changed != written
    reading = MoodleXml().read(changed)
    assert [choice["text"] for choice in reading.questions[0].data["choices"]] == ["Chooses its action", "Sends ships"]
    assert [note.message for note in reading.warnings] == [
        "Not taken over: what Moodle has no place for: the question was changed after it was exported."
    ]


@pytest.mark.parametrize("own", ["[]", "{", "null", '{"type": 5}', '{"type": "none"}', '{"type": "essay", "x": 1}'])
def test_an_element_of_ours_that_somebody_made_up_is_no_danger(own):
    written = MoodleXml().write([sample("zztruefalse")], {}).content
    start, end = (
        written.index(b"{&quot;") if b"{&quot;" in written else written.index(b'{"'),
        written.index(b"</securityedu>"),
    )
    reading = MoodleXml().read(written[:start] + own.encode() + written[end:])
    assert len(reading.questions) + len(reading.errors) == 1


def test_a_file_without_questions_is_moodle_xml_all_the_same():
    written = MoodleXml().write([], {})
    assert (fromstring(written.content).tag, written.losses) == ("quiz", ())
