import pytest
from django.http import QueryDict

from quizzes.question_types import TYPES
from quizzes.question_types.base import ZERO, Outcome, Part, ResponseError
from quizzes.question_types.essay import MAX_ESSAY, count_words
from quizzes.saving import MAX_BODY
from tests.quizzes.question_types.helpers import content, key_map, refusals

KIND = TYPES["essay"]
QUESTION = content("essay", min_words=2, max_words=4, template="Dear reader,\n\n", marking_notes="Two points.")
PLAIN = content("essay")


def take(raw, question=QUESTION):
    return KIND.to_author(question, raw, key_map(question).to_author)


def test_answer_waits_for_a_person_and_none_does_not():
    assert KIND.grade(PLAIN, "A text.") == Outcome(ZERO, (Part("", given="A text."),), waits=True)
    assert KIND.grade(PLAIN, None) == Outcome(ZERO, (Part("", right=False),))


@pytest.mark.parametrize("raw", ["Dear reader,\n\n", "Dear reader,", " Dear\r\nreader,", "", " \n"])
def test_template_that_was_left_as_it_stood_is_no_answer(raw):
    assert take(raw) is None


def test_text_is_kept_as_it_was_typed_with_one_kind_of_line_end():
    assert take("  One\r\ntwo\rthree\n\n four ") == "  One\ntwo\nthree\n\n four "


def test_text_has_a_limit_of_which_three_fit_into_one_request():
    assert take("😀" * MAX_ESSAY, PLAIN) == "😀" * MAX_ESSAY
    assert 3 * MAX_ESSAY * 4 < MAX_BODY
    with pytest.raises(ResponseError, match="^too_long$"):
        take("x" * (MAX_ESSAY + 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), (" one ", 1), ("one-two  three\nfour", 3), ("à l'aube – déjà", 4), ("a\u00a0b\u2003c", 3)],
)
def test_words_are_what_white_space_sets_apart(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one", "1 word; 2 to 4 words were asked for."),
        ("one two", "2 words"),
        ("one two three four", "4 words"),
        ("one two three four five", "5 words; 2 to 4 words were asked for."),
    ],
)
def test_length_is_said_and_never_refused(text, said):
    assert KIND.grade(QUESTION, take(text)).feedback == said


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({}, ""),
        ({"min_words": 1}, "at least one word"),
        ({"min_words": 50}, "at least 50 words"),
        ({"max_words": 200}, "at most 200 words"),
        ({"min_words": 50, "max_words": 200}, "50 to 200 words"),
    ],
)
def test_limits_are_said_on_the_page(limits, said):
    assert KIND.widget(content("essay", **limits), {}, None)["asked_for"] == said


def test_page_begins_with_the_template_and_goes_on_with_the_text():
    assert KIND.widget(QUESTION, {}, None)["value"] == QUESTION.template
    widget = KIND.widget(QUESTION, {}, "Dear Ada,")
    assert (widget["value"], widget["words"]) == ("Dear Ada,", "2 words")


def test_nothing_that_a_learner_gets_has_the_marking_notes():
    outcome = KIND.grade(QUESTION, "Dear Ada,")
    assert "Two points" not in repr((KIND.widget(QUESTION, {}, "Dear Ada,"), outcome, KIND.summary(QUESTION, "Dear")))


@pytest.mark.parametrize(
    ("form", "raw"),
    [
        ("", None),
        ("q1=&q1-template=Dear", None),
        ("q1=Dear%0D%0AAda&q1-template=Dear%0AAda", None),
        ("q1=Dear+Ada&q1-template=Dear", "Dear Ada"),
        ("q1=Two%0D%0Alines", "Two\nlines"),
    ],
)
def test_form_sends_nothing_for_a_template_left_alone(form, raw):
    assert KIND.from_form(QueryDict(form), "q1", {}) == raw


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"min_words": 5, "max_words": 4}, ["'min_words' must not be more than 'max_words'"]),
        ({"min_words": 0}, ["min_words: Input should be greater than or equal to 1"]),
        ({"max_words": 3001}, ["max_words: Input should be less than or equal to 3000"]),
    ],
)
def test_limits_that_leave_no_room_are_refused(fields, messages):
    assert refusals("essay", **fields) == messages
