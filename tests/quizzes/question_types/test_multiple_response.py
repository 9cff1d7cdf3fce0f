from decimal import Decimal
from itertools import chain, combinations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import ONE, ZERO, Part, ResponseError, Shuffle
from tests.quizzes.question_types.helpers import choices, content, fraction, refusals

KIND = TYPES["multiple_response"]
COUNTS = st.tuples(st.integers(1, 8), st.integers(2, 8))


def question_of(right: int, wrong: int, **fields):
    keys = [f"r{number}" for number in range(right)] + [f"w{number}" for number in range(wrong)]
    return content("multiple_response", choices=choices(*keys, right=right), **fields)


def with_fractions(*fractions: str | None, **fields):
    """Choices a, b, c … with these fractions; None leaves it out and is wrong."""
    given = choices(*"abcdef"[: len(fractions)], right=0)
    return dict(choices=[a | ({"fraction": f} if f else {}) for a, f in zip(given, fractions, strict=True)], **fields)


def subsets(question) -> list[list[str]]:
    keys = [choice.key for choice in question.choices]
    return [list(each) for each in chain.from_iterable(combinations(keys, size) for size in range(len(keys) + 1))]


@pytest.mark.parametrize(
    ("ticked", "worth"),
    [
        (["r0", "r1", "r2"], "1"),
        (["r0", "r1"], "0.6666667"),
        (["r0"], "0.3333333"),
        (["r0", "r1", "r2", "w0"], "0.5"),
        (["r0", "r1", "w0"], "0.1666667"),
        (["r0", "w0"], "0"),
        (["w0", "w1"], "0"),
        (["r0", "r1", "r2", "w0", "w1"], "0"),
        ([], "0"),
    ],
)
def test_right_ticks_add_a_share_and_wrong_ticks_take_one(ticked, worth):
    assert fraction(question_of(3, 2), ticked) == Decimal(worth)


@given(COUNTS)
def test_ticking_all_gets_nothing(counts):
    question = question_of(*counts)
    assert fraction(question, [choice.key for choice in question.choices]) == ZERO


@given(COUNTS)
def test_ticking_all_right_ones_gets_exactly_one(counts):
    question = question_of(*counts)
    assert fraction(question, KIND.correct(question)) == ONE


def test_random_ticking_of_three_right_and_two_wrong_gets_0_19_on_average():
    question = question_of(3, 2)
    scores = [fraction(question, ticked) for ticked in subsets(question)]
    assert len(scores) == 32
    assert round(sum(scores) / len(scores), 6) == Decimal("0.1875")


@given(COUNTS, st.data())
def test_another_right_tick_never_lowers_and_another_wrong_one_never_raises(counts, data):
    question = question_of(*counts)
    keys = [choice.key for choice in question.choices]
    ticked = data.draw(st.lists(st.sampled_from(keys), unique=True, max_size=len(keys) - 1))
    more = data.draw(st.sampled_from([key for key in keys if key not in ticked]))
    before, after = fraction(question, ticked), fraction(question, [*ticked, more])
    assert after >= before if more.startswith("r") else after <= before


@given(COUNTS, st.randoms(use_true_random=False))
def test_order_of_ticks_changes_nothing(counts, random):
    question = question_of(*counts)
    ticked = [choice.key for choice in question.choices][: sum(counts) // 2 + 1]
    mixed = random.sample(ticked, len(ticked))
    assert KIND.grade(question, mixed) == KIND.grade(question, ticked)


@pytest.mark.parametrize(
    ("ticked", "worth"), [(["r0", "r1"], 1), (["r1", "r0"], 1), (["r0"], 0), (["r0", "r1", "w0"], 0), ([], 0)]
)
def test_all_or_nothing_gives_one_for_exactly_the_right_ones(ticked, worth):
    assert fraction(question_of(2, 2, all_or_nothing=True), ticked) == Decimal(worth)


@pytest.mark.parametrize(
    ("ticked", "worth"), [(["a"], "0.75"), (["b"], "0.25"), (["a", "b"], "1"), (["a", "c"], "0.25"), (["c", "b"], "0")]
)
def test_fractions_of_their_own_are_summed_and_held_between_0_and_1(ticked, worth):
    question = content("multiple_response", **with_fractions("0.75", "0.25", "-0.5", "-0.5"))
    assert fraction(question, ticked) == Decimal(worth)


def test_thirds_that_sum_to_nearly_one_are_taken_and_get_one():
    question = content("multiple_response", **with_fractions("0.3333333", "0.3333333", "0.3333333", None, None))
    assert fraction(question, ["a", "b", "c"]) == ONE


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"choices": choices("a", "b", "c", right=0)}, ["at least one choice must be correct and two must be wrong"]),
        ({"choices": choices("a", "b", right=1)}, ["at least one choice must be correct and two must be wrong"]),
        ({"choices": choices("a", "b", "c", right=2)}, ["at least one choice must be correct and two must be wrong"]),
        (with_fractions("0.5", None, None), ["the positive fractions must sum to 1"]),
        (with_fractions("0.6", "0.6", None, None), ["the positive fractions must sum to 1"]),
        ({"choices": choices("a", "a", "b", "c")}, ["two entries have the same key"]),
    ],
)
def test_content_that_cannot_be_right_or_wrong_is_refused(fields, messages):
    assert refusals("multiple_response", **fields) == messages


@pytest.mark.parametrize("fractions", [("0.5", "0.5", "-1"), ("0.5", "0.5", "0"), ("0.5", "0.5")])
def test_choices_that_all_have_a_fraction_need_no_two_wrong_ones(fractions):
    question = content("multiple_response", **with_fractions(*fractions))
    assert (fraction(question, ["a", "b"]), fraction(question, ["a"])) == (ONE, Decimal("0.5"))


def test_grade_tells_which_ticks_and_which_gaps_are_right():
    question = content("multiple_response", choices=choices("a", "b", "c", "d", right=2))
    assert KIND.grade(question, ["a", "c"]).parts == (
        Part("A", "a", chosen=True, key=True, right=True, worth=Decimal("0.5"), feedback="About a."),
        Part("B", "b", chosen=False, key=True, right=False, feedback="About b."),
        Part("C", "c", chosen=True, key=False, right=False, worth=Decimal("-0.5"), feedback="About c."),
        Part("D", "d", chosen=False, key=False, right=True, feedback="About d."),
    )


@pytest.mark.parametrize("raw", ["a", True, 1, {"a": "b"}, ["a", "a"], ["a", 1], ["a", None], [["a"]]])
def test_response_that_is_no_list_of_different_keys_is_refused(raw):
    with pytest.raises(ResponseError, match="^wrong_shape$"):
        KIND.to_author(question_of(1, 2), raw, lambda group, key: key)


def test_response_is_stored_sorted():
    assert KIND.to_author(question_of(1, 2), ["w0", "r0"], lambda group, key: key) == ["r0", "w0"]


def test_form_gives_every_ticked_key():
    assert KIND.from_form(QueryDict("a1=x&a1=y&a1="), "a1", {"choice": ["x", "y"]}) == ["x", "y"]


@pytest.mark.parametrize(("fixed", "groups"), [(False, {"choice": Shuffle.IF_QUIZ_DOES}), (True, {})])
def test_choices_are_shuffled_unless_their_order_is_fixed(fixed, groups):
    assert KIND.shuffled(question_of(1, 2, fixed_order=fixed)) == groups


def test_summary_names_the_ticked_texts_in_the_order_of_the_question():
    assert KIND.summary(question_of(2, 2), ["w0", "r1"]) == "R1; W0"
