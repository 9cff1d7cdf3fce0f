"""The kinds of grading an order, against plain definitions that try everything."""

from decimal import Decimal
from itertools import chain, combinations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import ONE, ZERO
from quizzes.question_types.order_grades import GRADINGS, Grading
from tests.quizzes.question_types.helpers import content, fraction, refusals

every_grading = pytest.mark.parametrize("name", GRADINGS)
SIZES = st.integers(3, 7)


@st.composite
def orders(draw):
    """The right order and some of its items in any order."""
    right = [f"k{number:02}" for number in range(draw(SIZES))]
    return right, draw(st.lists(st.sampled_from(right), unique=True, min_size=1))


def question_of(grading: str, keys: str = "abcde"):
    return content("ordering", items=[{"key": key, "text": key.upper()} for key in keys], grading=grading)


def subsets(given):
    return chain.from_iterable(combinations(given, size) for size in range(2, len(given) + 1))


def share(found, of):
    return Decimal(found) / of


def in_order(right, given):
    return sum(
        one in given and two in given and given.index(one) < given.index(two) for one, two in combinations(right, 2)
    )


def around(order):
    """(item, what stands beside it, on which side), None beyond either end."""
    padded = [None, *order, None]
    return {(key, padded[i + 1 + side], side) for i, key in enumerate(order) for side in (-1, 1)}


def following(order):
    return {each for each in around(order) if each[2] == 1}


def steps(right, given):
    away = [abs(given.index(key) - right.index(key)) for key in given]
    return sum(max(0, len(right) - 1 - each) for each in away)


def runs(right, given):
    inside = [given[i:j] for i in range(len(given)) for j in range(i + 2, len(given) + 1)]
    return [run for run in inside if "".join(run) in "".join(right)]


# The rules of docs/course-format.md, word for word, slowly.
DEFINITIONS = {
    "concordance": lambda right, given, n: max(ZERO, 2 * share(in_order(right, given), n * (n - 1) // 2) - 1),
    "all_or_nothing": lambda right, given, n: ONE if right == given else ZERO,
    "position": lambda right, given, n: share(sum(right.index(key) == i for i, key in enumerate(given)), n),
    "distance": lambda right, given, n: share(steps(right, given), n * (n - 1)),
    "next": lambda right, given, n: share(len(following(right) & following(given) - {(right[-1], None, 1)}), n - 1),
    "next_and_last": lambda right, given, n: share(len(following(right) & following(given)), n),
    "neighbours": lambda right, given, n: share(len(around(right) & around(given)), 2 * n),
    "pairs": lambda right, given, n: share(in_order(right, given), n * (n - 1) // 2),
    "longest_subset": lambda right, given, n: share(
        max((len(each) for each in subsets(given) if sorted(each) == list(each)), default=0), n
    ),
    "longest_run": lambda right, given, n: share(max(map(len, runs(right, given)), default=0), n),
}


@every_grading
@given(orders())
def test_grading_follows_its_definition(name, order):
    right, given_order = order
    assert GRADINGS[name](right, given_order) == DEFINITIONS[name](right, given_order, len(right))


@pytest.mark.parametrize(
    ("name", "given_order", "worth"),
    [
        ("next", "ab", "0.25"),
        ("next", "e", "0"),
        ("next_and_last", "ab", "0.2"),
        ("next_and_last", "e", "0.2"),
        ("neighbours", "ab", "0.3"),
        ("neighbours", "c", "0"),
        ("neighbours", "e", "0.1"),
        ("neighbours", "abcd", "0.7"),
    ],
)
def test_neighbours_of_an_incomplete_order(name, given_order, worth):
    assert GRADINGS[name]("abcde", given_order) == Decimal(worth)


@every_grading
@given(order=orders())
def test_share_lies_between_0_and_1_and_is_1_for_the_right_order_alone(name, order):
    right, given_order = order
    worth = GRADINGS[name](right, given_order)
    assert ZERO <= worth <= ONE
    assert (worth == ONE) == (right == given_order)


# Grades of Moodle's own rules for orders of five, worked out by hand.
@pytest.mark.parametrize(
    ("name", "grades"),
    [
        ("all_or_nothing", {"abcde": "1", "abced": "0", "edcba": "0"}),
        ("position", {"abcde": "1", "abced": "0.6", "edcba": "0.2", "eabcd": "0"}),
        ("distance", {"abcde": "1", "abced": "0.9", "edcba": "0.4", "eabcd": "0.6"}),
        ("next", {"abcde": "1", "abced": "0.5", "edcba": "0", "eabcd": "0.75"}),
        ("next_and_last", {"abcde": "1", "abced": "0.4", "edcba": "0", "eabcd": "0.6"}),
        ("neighbours", {"abcde": "1", "abced": "0.5", "edcba": "0", "eabcd": "0.6"}),
        ("pairs", {"abcde": "1", "abced": "0.9", "edcba": "0", "eabcd": "0.6"}),
        ("longest_subset", {"abcde": "1", "abced": "0.8", "edcba": "0", "eabcd": "0.8", "daebc": "0.6"}),
        ("longest_run", {"abcde": "1", "abced": "0.6", "edcba": "0", "eabcd": "0.8", "daebc": "0.4"}),
    ],
)
def test_question_is_graded_as_it_says(name, grades):
    question = question_of(name)
    assert {order: fraction(question, list(order)) for order in grades} == {
        order: Decimal(worth) for order, worth in grades.items()
    }


@every_grading
def test_no_answer_gets_nothing(name):
    assert fraction(question_of(name), None) == ZERO


@every_grading
def test_longest_order_of_the_format_is_graded_at_once(name):
    question = question_of(name, "abcdefghijklmnopqrst")
    assert fraction(question, TYPES["ordering"].correct(question)) == ONE


def test_every_grading_has_a_name_in_the_format_and_pairs_are_the_default():
    assert list(get_args(Grading)) == list(GRADINGS)
    assert content("ordering", items=[{"key": key, "text": key} for key in "abc"]).grading == "concordance"


def test_grading_of_another_name_is_refused():
    found = refusals("ordering", items=[{"key": key, "text": key} for key in "abc"], grading="moodle")
    assert [message.split(" 'concordance'")[0] for message in found] == ["grading: Input should be"]
