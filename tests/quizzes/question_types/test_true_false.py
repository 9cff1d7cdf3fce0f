import pytest
from django.http import QueryDict

from quizzes.question_types import TYPES
from quizzes.question_types.base import ONE, ZERO, Part, ResponseError
from tests.quizzes.question_types.helpers import content, fraction, refusals

KIND = TYPES["true_false"]


@pytest.mark.parametrize(
    ("answer", "given", "worth"),
    [
        (True, True, ONE),
        (True, False, ZERO),
        (False, False, ONE),
        (False, True, ZERO),
        (True, None, ZERO),
        (False, None, ZERO),
    ],
)
def test_right_gets_one_and_anything_else_nothing(answer, given, worth):
    assert fraction(content("true_false", answer=answer), given) == worth


@pytest.mark.parametrize(("given", "feedback"), [(True, "No."), (False, "Yes."), (None, "")])
def test_feedback_is_that_of_the_given_answer(given, feedback):
    question = content("true_false", answer=False, feedback_true="No.", feedback_false="Yes.")
    assert KIND.grade(question, given).feedback == feedback


def test_grade_tells_both_parts():
    question = content("true_false", answer=False, feedback_true="No.", feedback_false="Yes.")
    assert KIND.grade(question, True).parts == (
        Part("True", "True", chosen=True, key=False, right=False, feedback="No."),
        Part("False", "False", chosen=False, key=True, right=True, feedback="Yes."),
    )


@pytest.mark.parametrize("raw", ["true", "", 0, 1, 1.0, [True], {"a": True}])
def test_response_that_is_no_truth_value_is_refused(raw):
    with pytest.raises(ResponseError, match="^wrong_shape$"):
        KIND.to_author(content("true_false", answer=True), raw, lambda group, key: key)


@pytest.mark.parametrize(
    ("form", "raw"), [("a1=true", True), ("a1=false", False), ("a1=", None), ("", None), ("a1=yes", "yes")]
)
def test_form_gives_truth_values(form, raw):
    assert KIND.from_form(QueryDict(form), "a1", {}) is raw or KIND.from_form(QueryDict(form), "a1", {}) == raw


@pytest.mark.parametrize(("stored", "words"), [(True, "True"), (False, "False")])
def test_summary_is_the_word(stored, words):
    assert KIND.summary(content("true_false", answer=True), stored) == words


def test_false_comes_back_to_the_page_as_false():
    assert KIND.to_page(False, None) is False


def test_content_without_answer_is_refused():
    assert refusals("true_false") == ["missing key 'answer'"]


def test_widget_offers_both_and_marks_the_chosen_one():
    assert KIND.widget(content("true_false", answer=True), {}, False) == {
        "choices": [
            {"key": "true", "text": "True", "chosen": False},
            {"key": "false", "text": "False", "chosen": True},
        ]
    }
