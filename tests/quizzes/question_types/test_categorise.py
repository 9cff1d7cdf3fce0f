from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import ONE, ZERO, Part, ResponseError, Shuffle
from tests.quizzes.question_types.helpers import content, fraction, key_map, refusals

KIND = TYPES["categorise"]
CATEGORIES = [{"key": key, "text": key.upper()} for key in ("in", "out")]


def items(**places: str | None) -> list[dict]:
    return [
        {"key": key, "text": key.upper(), "feedback": f"About {key}."} | ({"category": place} if place else {})
        for key, place in places.items()
    ]


QUESTION = content("categorise", categories=CATEGORIES, items=items(a="in", b="in", c="out", d="out", x=None, y=None))
RIGHT = {"a": "in", "b": "in", "c": "out", "d": "out"}


@pytest.mark.parametrize(
    ("given", "worth"),
    [
        (RIGHT, "1"),
        ({"a": "in"}, "0.25"),
        ({"a": "out"}, "0"),
        ({**RIGHT, "d": "in"}, "0.75"),
        ({**RIGHT, "x": "in"}, "0.5"),
        ({**RIGHT, "x": "in", "y": "out"}, "0"),
        ({"x": "in"}, "0"),
        (None, "0"),
    ],
)
def test_right_placements_add_a_share_and_strays_take_one(given, worth):
    assert fraction(QUESTION, given) == Decimal(worth)


@given(st.dictionaries(st.sampled_from("abcdxy"), st.sampled_from(["in", "out"]), min_size=1))
def test_fraction_follows_its_definition(placed):
    right = sum(RIGHT.get(item) == place for item, place in placed.items())
    strays = sum(item not in RIGHT for item in placed)
    assert fraction(QUESTION, placed) == max(ZERO, Decimal(right) / 4 - Decimal(strays) / 2)


@given(st.integers(2, 9), st.sampled_from([0, 2, 3, 7]))
def test_right_placements_get_exactly_one_and_placing_everything_too_gets_nothing(placed, strays):
    places = {f"r{number}": "in" for number in range(placed)} | {f"w{number}": None for number in range(strays)}
    question = content("categorise", categories=CATEGORIES, items=items(**places))
    assert fraction(question, KIND.correct(question)) == ONE
    assert fraction(question, dict.fromkeys(places, "in")) == (ZERO if strays else ONE)


def test_grade_tells_each_item():
    assert KIND.grade(QUESTION, {"a": "in", "c": "in", "x": "out"}).parts == (
        Part("A", "a", given="IN", expected="IN", marked=True, right=True, worth=Decimal("0.25"), feedback="About a."),
        Part("B", "b", given="in no category", expected="IN", marked=True, right=False, feedback="About b."),
        Part("C", "c", given="IN", expected="OUT", marked=True, right=False, feedback="About c."),
        Part("D", "d", given="in no category", expected="OUT", marked=True, right=False, feedback="About d."),
        Part(
            "X",
            "x",
            given="OUT",
            expected="in no category",
            marked=True,
            right=False,
            worth=Decimal("-0.5"),
            feedback="About x.",
        ),
        Part("Y", "y", given="in no category", expected="in no category", marked=True, right=True, feedback="About y."),
    )


def test_items_are_always_shuffled_and_categories_stand_as_written():
    assert KIND.shuffled(QUESTION) == {"item": Shuffle.ALWAYS}
    assert KIND.groups(QUESTION) == {"item": list("abcdxy"), "category": ["in", "out"]}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("a", "wrong_shape"),
        (["a"], "wrong_shape"),
        ({"a": True}, "wrong_shape"),
        ({"z": "in"}, "unknown_choice"),
        ({"a": "z"}, "unknown_choice"),
    ],
)
def test_response_of_another_shape_is_refused(raw, code):
    with pytest.raises(ResponseError, match=f"^{code}$"):
        KIND.to_author(QUESTION, raw, key_map(QUESTION).to_author)


def test_form_has_a_list_for_each_item():
    assert KIND.from_form(QueryDict("a1-x=p&a1-y=&a1-z=q"), "a1", {"item": ["x", "y"]}) == {"x": "p"}


def test_widget_marks_where_an_item_lies():
    shown = {"item": [("b", "x2"), ("a", "x1")], "category": [("in", "y1"), ("out", "y2")]}
    widget = KIND.widget(QUESTION, shown, {"a": "out"})
    assert [(item["key"], item["chosen"]) for item in widget["parts"]] == [("x2", None), ("x1", "y2")]
    assert widget["places"] == [{"key": "y1", "text": "IN"}, {"key": "y2", "text": "OUT"}]
    assert widget["numbered"] is False


def test_summary_names_items_with_their_categories():
    assert KIND.summary(QUESTION, {"c": "in", "a": "in"}) == "A: IN; C: IN"


STRAYS = ["an item at least has a category, and none or at least two have none"]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"items": items(a="in", b="else")}, ["there is no category 'else'"]),
        ({"items": items(a="in", b=None)}, STRAYS),
        ({"items": items(a=None, b=None)}, STRAYS),
        ({"items": items(a="in") * 2}, ["two entries have the same key"]),
        ({"categories": CATEGORIES[:1] * 2}, ["two entries have the same key"]),
        ({"categories": CATEGORIES[:1]}, ["categories: must have at least 2 entries, not 1"]),
    ],
)
def test_content_whose_items_have_no_place_is_refused(fields, messages):
    given = {"categories": CATEGORIES, "items": items(a="in", b="out")} | fields
    assert refusals("categorise", **given) == messages
