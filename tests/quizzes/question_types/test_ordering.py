from decimal import Decimal
from itertools import permutations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import ONE, ZERO, ResponseError, Shuffle
from quizzes.question_types.order_grades import concordance
from tests.quizzes.question_types.helpers import content, fraction, refusals

KIND = TYPES["ordering"]


def items(*keys: str) -> list[dict]:
    return [{"key": key, "text": key.upper()} for key in keys]


FIVE = content("ordering", items=items(*"abcde"))


@pytest.mark.parametrize(
    ("order", "worth"),
    [
        ("abcde", "1"),
        ("bacde", "0.8"),
        ("abced", "0.8"),
        ("badce", "0.6"),
        ("baced", "0.6"),
        ("eabcd", "0.2"),
        ("edcba", "0"),
        ("dcbae", "0"),
        ("cbade", "0.4"),
        ("abcd", "0.2"),
        ("abc", "0"),
        ("a", "0"),
    ],
)
def test_fraction_is_twice_the_share_of_right_pairs_less_one(order, worth):
    assert fraction(FIVE, list(order)) == Decimal(worth)


def test_random_order_of_five_gets_0_16_on_average():
    scores = [fraction(FIVE, list(order)) for order in permutations("abcde")]
    assert round(sum(scores) / len(scores), 2) == Decimal("0.16")


@given(st.permutations([f"k{number}" for number in range(8)]))
def test_fraction_is_kendalls_tau_held_at_zero(order):
    right = sorted(order)
    pairs = [(one, two) for place, one in enumerate(order) for two in order[place + 1 :]]
    tau = Decimal(sum(1 if one < two else -1 for one, two in pairs)) / len(pairs)
    assert round(concordance(right, list(order)), 7) == round(max(ZERO, tau), 7)


@given(st.permutations([f"k{number}" for number in range(7)]), st.integers(0, 5))
def test_putting_two_neighbours_right_never_lowers(order, place):
    right = sorted(order)
    swapped = list(order)
    swapped[place : place + 2] = sorted(swapped[place : place + 2])
    assert concordance(right, swapped) >= concordance(right, list(order))


@given(st.integers(2, 20))
def test_swap_of_two_neighbours_costs_two_pairs(count):
    right = [f"k{number:02}" for number in range(count)]
    swapped = [right[1], right[0], *right[2:]]
    assert round(concordance(right, swapped), 7) == round(max(ZERO, ONE - Decimal(4) / (count * (count - 1))), 7)


def test_missing_item_stands_in_no_right_pair():
    assert concordance(["a", "b", "c"], ["a", "b"]) == ZERO
    assert concordance(["a", "b", "c", "d"], ["a", "b", "c"]) == ZERO
    assert concordance(list("abcdef"), list("abcde")) == 2 * Decimal(10) / 15 - 1


def test_grade_tells_what_stands_in_each_place():
    parts = KIND.grade(content("ordering", items=items("a", "b", "c")), ["b", "a"]).parts
    assert [(part.label, part.given, part.expected, part.right) for part in parts] == [
        ("1", "B", "A", False),
        ("2", "A", "B", False),
        ("3", "", "C", False),
    ]


@pytest.mark.parametrize(
    ("given", "messages"),
    [
        (items("a"), ["items: must have at least 3 entries, not 1"]),
        (items("a", "b", "a"), ["two entries have the same key"]),
        (
            items(*(f"k{number}" for number in range(21))),
            ["items: must have at most 20 entries, not 21"],
        ),
    ],
)
def test_content_with_too_few_too_many_or_equal_items_is_refused(given, messages):
    assert refusals("ordering", items=given) == messages


@pytest.mark.parametrize("raw", ["a", True, 3, {"a": "1"}, ["a", "a"], ["a", 2]])
def test_response_that_is_no_list_of_different_keys_is_refused(raw):
    with pytest.raises(ResponseError, match="^wrong_shape$"):
        KIND.to_author(FIVE, raw, lambda group, key: key)


@pytest.mark.parametrize(
    ("form", "raw"),
    [
        ("a1-x=2&a1-y=1&a1-z=3", ["y", "x", "z"]),
        ("a1-x=1&a1-y=1&a1-z=1", ["x", "y", "z"]),
        ("a1-x=&a1-y=&a1-z=2", ["z"]),
        ("a1-x=²&a1-y=-1&a1-z=9999", None),
        ("", None),
    ],
)
def test_form_ranks_are_read_in_their_order(form, raw):
    assert KIND.from_form(QueryDict(form), "a1", {"item": ["x", "y", "z"]}) == raw


def test_items_are_always_shuffled():
    assert (KIND.shuffled(FIVE), KIND.groups(FIVE)) == ({"item": Shuffle.AWAY}, {"item": list("abcde")})


def test_summary_is_the_order_in_words():
    assert KIND.summary(FIVE, ["b", "a"]) == "B → A"


def test_widget_puts_placed_items_first_and_the_rest_as_shuffled():
    question = content("ordering", items=items("a", "b", "c"))
    shown = {"item": [("c", "x3"), ("a", "x1"), ("b", "x2")]}
    widget = KIND.widget(question, shown, ["b"])
    assert [(item["key"], item["text"], item["rank"]) for item in widget["items"]] == [
        ("x2", "B", 1),
        ("x3", "C", None),
        ("x1", "A", None),
    ]
