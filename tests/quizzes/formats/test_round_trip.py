"""Export, then import: what the report of losses doesn't name comes back equal."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizzes.formats import FORMATS
from quizzes.formats.losses import WORDS, between, words_for
from quizzes.question_types import RECIPES, TYPES, schema_of
from quizzes.question_types.texts import TEXTS
from tests.quizzes.formats import text_strategies as strategies
from tests.quizzes.formats.surviving import assert_survived
from tests.quizzes.question_types.helpers import content, sample_questions
from tests.samples import MORE

TEXT_FORMATS = [name for name in FORMATS if name != "moodle_xml"]  # which has tests of its own
SAMPLES = sample_questions(MORE)
# What every text format lacks of the sample questions, beside what is said below.
ALWAYS = {"its objective", "the passages that prove the answer"}
GIFT_LACKS = {
    "zzcheck": {"what it is used for", "misconceptions"},
    "zzsingle": set(),
    "zzmultiple": set(),
    "zztruefalse": {"misconceptions"},
    "zzshort": set(),
    "zznumber": set(),
    "zzmatching": {"feedback on answers"},
    "zzordering": {"how an order is graded: there it is the share of pairs in right order", "the explanation"},
    "zzessay": {
        "the least number of words",
        "the greatest number of words",
        "the text that an answer begins with",
        "notes for marking",
    },
}
# What survives in GIFT, whatever stands in the texts.
GIFT_KEEPS = {
    "its key", "its type: there it is another one",
    "tags", "the question", "the text", "choices", "what choices are worth", "answers", "pairs", "items",
    "feedback on “true”", "feedback on “false”", "feedback on any other answer", "left-hand sides", "right-hand sides",
    "extra right-hand sides", "numbers",
}  # fmt: skip


def lost(written, key):
    return {loss.what for loss in written.losses if loss.key == key}


def is_whole(loss) -> bool:
    return loss.what.startswith("the whole question")


@pytest.mark.parametrize("name", [*TYPES, *RECIPES, *TEXTS])
def test_every_field_of_a_question_has_words(name):
    assert schema_of(name).model_fields.keys() <= WORDS.keys()


def test_gift_lacks_of_the_samples_what_it_has_no_place_for():
    written = FORMATS["gift"].write(list(SAMPLES.values()), {})
    expected = {key: ALWAYS | lacks for key, lacks in GIFT_LACKS.items()}
    assert {key: lost(written, key) for key in GIFT_LACKS} == expected
    assert {loss.key for loss in written.losses if is_whole(loss)} == SAMPLES.keys() - GIFT_LACKS.keys()


WHOLE = content(
    "single_choice", key="whole", use="exam", objective="goal", asks="compare", tags=["law"], difficulty="hard",
    stimulus="text", prompt="Which city is it?", hints=["North"], penalty="0.5", explanation="So.",
    evidence=["first#a"], as_of="2026-01-31", review_by="2027-01-31",
    choices=[
        {"key": "a", "text": "Riga", "correct": True, "feedback": "Yes"},
        {"key": "b", "text": "Oslo", "misconception": "north"},
    ],
)  # fmt: skip


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_what_a_format_says_to_lack_is_what_a_whole_question_loses(name):
    written = FORMATS[name].write([WHOLE], {})
    assert lost(written, "whole") == set(words_for(FORMATS[name].lacks))


@pytest.mark.parametrize("name", TEXT_FORMATS)
@given(st.data())
@settings(max_examples=25)
def test_what_is_not_reported_comes_back_equal(name, data):
    questions = data.draw(st.lists(strategies.questions, max_size=4, unique_by=lambda each: each.key))
    written = FORMATS[name].write(questions, {})
    reading = FORMATS[name].read(written.content)
    left_out = {loss.key for loss in written.losses if is_whole(loss)}
    kept = [question for question in questions if question.key not in left_out]
    assert reading.errors == []
    assert len(reading.questions) == len(kept)
    for question, found in zip(kept, reading.questions, strict=True):
        assert set(between(question, found.data)) == lost(written, question.key)
        assert_survived(question, found.data, lost(written, question.key))


def test_a_line_break_within_an_item_of_an_order_survives_gift():
    """As a label that was two lines in another program has it."""
    items = [{"key": key, "text": text} for key, text in (("a", "Treaty"), ("b", "Council"), ("c", "island\\\narc"))]
    written = FORMATS["gift"].write([content("ordering", key="q", items=items)], {})
    assert "items" not in lost(written, "q")


@pytest.mark.parametrize("name", strategies.BY_TYPE)
@given(st.data())
@settings(max_examples=25)
def test_gift_carries_what_its_types_are_made_of(name, data):
    question = data.draw(strategies.BY_TYPE[name])
    assume(question.type != "stimulus")
    written = FORMATS["gift"].write([question], {})
    found = lost(written, question.key)
    if any(map(is_whole, written.losses)):
        assert "->" in written_texts(question)
    else:
        assert found & GIFT_KEEPS <= not_kept(question)


def not_kept(question) -> set[str]:
    """Of what GIFT keeps otherwise: a range, and spaces that don't break around an accepted answer."""
    if question.type == "numerical":
        return {"numbers"} if is_range(question) else set()
    if question.type == "short_answer":
        accepted = [text for answer in question.answers for text in (answer.text, *answer.also)]
        return set() if accepted == [text.strip() for text in accepted] else {"answers"}
    return set()


def is_range(question) -> bool:
    """Its middle is another number."""
    return any(answer.tolerance_type == "geometric" for answer in question.answers)


def written_texts(question) -> str:
    """A short answer or a left-hand side with an arrow can't be written in GIFT."""
    if question.type == "short_answer":
        return (
            str([(answer.text, answer.also, answer.feedback) for answer in question.answers]) + question.feedback_other
        )
    return str([pair.left for pair in question.pairs]) if question.type == "matching" else ""


@pytest.mark.parametrize("name", FORMATS)
@given(st.binary(max_size=200) | st.text(strategies.MARKS, max_size=200).map(str.encode))
@settings(max_examples=50)
def test_no_bytes_make_a_reader_fail(name, data):
    reading = FORMATS[name].read(data)
    assert all(note.message for note in reading.errors)
