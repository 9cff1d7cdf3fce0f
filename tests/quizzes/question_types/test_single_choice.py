from decimal import Decimal

import pytest

from quizzes.question_types import TYPES
from quizzes.question_types.base import ONE, ZERO, Part, ResponseError, Shuffle
from tests.quizzes.question_types.helpers import choices, content, fraction, refusals

KIND = TYPES["single_choice"]
ONE_CORRECT = ["exactly one choice must be correct"]


def weighted(*fractions):
    """Choices a, b, c … with fractions; None leaves it out, and the first is correct."""
    given = zip(choices(*"abcdef"[: len(fractions)]), fractions, strict=True)
    return content("single_choice", choices=[each | ({"fraction": worth} if worth else {}) for each, worth in given])


@pytest.mark.parametrize(("chosen", "worth"), [("a", "1"), ("b", "0.5"), ("c", "-1"), ("d", "0"), (None, "0")])
def test_fraction_is_that_of_the_chosen_option(chosen, worth):
    assert fraction(weighted(None, "0.5", "-1", None), chosen) == Decimal(worth)


def test_fraction_near_one_is_right_and_gets_one():
    question = weighted("0.9999995", "0.5")
    assert (KIND.correct(question), fraction(question, "a")) == ("a", ONE)


def test_fraction_stands_above_the_mark_correct():
    question = content(
        "single_choice",
        choices=[
            {"key": "a", "text": "A", "correct": True, "fraction": "0.5"},
            {"key": "b", "text": "B", "fraction": "1"},
        ],
    )
    assert (KIND.correct(question), fraction(question, "b"), fraction(question, "a")) == ("b", ONE, Decimal("0.5"))
    assert [part.key for part in KIND.grade(question, "b").parts] == [False, True]


def test_key_that_is_no_choice_gets_zero():
    assert fraction(weighted(None, None), "z") == ZERO


def test_grade_tells_feedback_of_the_chosen_option_and_of_every_part():
    outcome = KIND.grade(content("single_choice", choices=choices("a", "b")), "b")
    assert outcome.feedback == "About b."
    assert outcome.parts == (
        Part("A", "a", key=True, right=True, feedback="About a."),
        Part("B", "b", chosen=True, right=False, feedback="About b."),
    )


@pytest.mark.parametrize(
    ("given", "messages"),
    [
        (choices("a", "b", right=0), ONE_CORRECT),
        (choices("a", "b", right=2), ONE_CORRECT),
        ([*choices("a"), {"key": "b", "text": "B", "fraction": "1"}], ONE_CORRECT),
        ([{"key": "a", "text": "A", "correct": True, "fraction": "0.9"}, *choices("b", right=0)], ONE_CORRECT),
        (choices("a", "b", "a"), ["two entries have the same key"]),
        (choices("a"), ["choices: must have at least 2 entries, not 1"]),
        (
            choices(*(f"k{number}" for number in range(31))),
            ["choices: must have at most 30 entries, not 31"],
        ),
        (choices("a", "B"), ["choices.1.key: 'B' is not a key: a-z, 0-9 and '-', at most 60"]),
        ([*choices("a"), {"key": "b", "text": " "}], ["choices.1.text: must not be empty"]),
        ([*choices("a"), {"key": "b", "text": "B", "comment": "?"}], ["unknown key 'comment'"]),
    ],
)
def test_content_that_has_no_single_right_answer_is_refused(given, messages):
    assert refusals("single_choice", choices=given) == messages


def test_content_of_thirty_choices_is_taken():
    assert refusals("single_choice", choices=choices(*(f"k{number}" for number in range(30)))) == []


@pytest.mark.parametrize(("fixed", "groups"), [(False, {"choice": Shuffle.IF_QUIZ_DOES}), (True, {})])
def test_choices_are_shuffled_unless_their_order_is_fixed(fixed, groups):
    question = content("single_choice", choices=choices("a", "b"), fixed_order=fixed)
    assert (KIND.shuffled(question), KIND.groups(question)) == (groups, {"choice": ["a", "b"]})


@pytest.mark.parametrize("raw", [True, 1, 1.5, ["a"], {"a": "b"}])
def test_response_that_is_no_text_is_refused(raw):
    with pytest.raises(ResponseError, match="^wrong_shape$"):
        KIND.to_author(weighted(None, None), raw, lambda group, key: key)


def test_summary_is_the_text_of_the_chosen_option():
    assert KIND.summary(weighted(None, None), "b") == "B"


def test_widget_marks_the_chosen_option_in_page_order():
    question = content("single_choice", choices=choices("a", "b"))
    assert KIND.widget(question, {"choice": [("b", "x1"), ("a", "x2")]}, "a") == {
        "choices": [{"key": "x1", "text": "B", "chosen": False}, {"key": "x2", "text": "A", "chosen": True}]
    }
