from decimal import Decimal
from itertools import product

import pytest
from django.http import QueryDict

from quizzes.question_types import TYPES
from quizzes.question_types.base import ONE, Part, ResponseError, Shuffle
from tests.quizzes.question_types.helpers import content, fraction, refusals

KIND = TYPES["matching"]


def pairs(**rights: str) -> list[dict]:
    return [{"key": k, "left": k.upper(), "right": right, "feedback": f"About {k}."} for k, right in rights.items()]


QUESTION = content("matching", pairs=pairs(a="One", b="Two", c="Three"), extra=[{"key": "x", "text": "Four"}])
# Two lefts have the same right; the extra one repeats a text too.
SAME = content("matching", pairs=pairs(a="One", b="Two", c=" Two"), extra=[{"key": "x", "text": "One"}])


@pytest.mark.parametrize(
    ("given", "worth"),
    [
        ({"a": "a", "b": "b", "c": "c"}, "1"),
        ({"a": "a", "b": "b"}, "0.6666667"),
        ({"a": "a", "b": "c", "c": "b"}, "0.3333333"),
        ({"a": "a", "b": "a", "c": "a"}, "0.3333333"),
        ({"a": "x", "b": "x", "c": "x"}, "0"),
        ({"c": "c"}, "0.3333333"),
        ({"a": "b", "b": "c", "c": "a"}, "0"),
        (None, "0"),
    ],
)
def test_fraction_is_the_share_of_right_lefts(given, worth):
    assert fraction(QUESTION, given) == Decimal(worth)


def test_every_combination_counts_its_right_lefts():
    rights = ["a", "b", "c", "x", None]
    for chosen in product(rights, repeat=3):
        given = {left: right for left, right in zip("abc", chosen, strict=True) if right}
        count = sum(left == right for left, right in given.items())
        assert fraction(QUESTION, given) == round(Decimal(count) / 3, 7)


def test_equal_rights_are_shown_once_and_count_as_the_same():
    assert KIND.groups(SAME) == {"left": ["a", "b", "c"], "right": ["a", "b"]}
    assert KIND.correct(SAME) == {"a": "a", "b": "b", "c": "b"}
    assert fraction(SAME, {"a": "a", "b": "b", "c": "b"}) == ONE


def test_rights_that_differ_in_white_space_only_are_equal():
    question = content("matching", pairs=pairs(a="Two words", b="Two  words"))
    assert KIND.groups(question)["right"] == ["a"]
    assert fraction(question, {"a": "a", "b": "a"}) == ONE


def test_rights_that_differ_in_case_are_two():
    assert KIND.groups(content("matching", pairs=pairs(a="Us", b="US")))["right"] == ["a", "b"]


def test_grade_tells_each_left():
    assert KIND.grade(QUESTION, {"a": "a", "b": "x"}).parts == (
        Part("A", "a", given="One", expected="One", marked=True, right=True, worth=Decimal(1) / 3, feedback="About a."),
        Part("B", "b", given="Four", expected="Two", marked=True, right=False, feedback="About b."),
        Part("C", "c", given="", expected="Three", marked=True, right=False, feedback="About c."),
    )


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"pairs": pairs(a="One")}, ["pairs: must have at least 2 entries, not 1"]),
        ({"pairs": [*pairs(a="One"), *pairs(a="Two")]}, ["two entries have the same key"]),
        (
            {"pairs": pairs(a="One", b="Two"), "extra": [{"key": "a", "text": "Three"}]},
            ["two entries have the same key"],
        ),
        ({"pairs": [*pairs(a="One"), {"key": "b", "left": "B", "right": ""}]}, ["pairs.1.right: must not be empty"]),
    ],
)
def test_content_with_too_few_or_equal_pairs_is_refused(fields, messages):
    assert refusals("matching", **fields) == messages


@pytest.mark.parametrize("raw", ["a", True, 1, ["a"], {"a": 1}, {"a": ["b"]}, {"a": True}])
def test_response_that_is_no_mapping_of_texts_is_refused(raw):
    with pytest.raises(ResponseError, match="^wrong_shape$"):
        KIND.to_author(QUESTION, raw, lambda group, key: key)


def test_response_leaves_out_lefts_without_right():
    assert KIND.to_author(QUESTION, {"b": "x", "a": "", "c": None}, lambda group, key: key) == {"b": "x"}


def test_form_has_a_field_for_each_left():
    keys = {"left": ["l1", "l2", "l3"], "right": ["r1", "r2"]}
    assert KIND.from_form(QueryDict("a1-l1=r2&a1-l2=&a1-zz=r1"), "a1", keys) == {"l1": "r2"}


def test_both_sides_are_shuffled():
    assert KIND.shuffled(QUESTION) == {"left": Shuffle.IF_QUIZ_DOES, "right": Shuffle.ALWAYS}


def test_summary_pairs_the_texts():
    assert KIND.summary(QUESTION, {"c": "a", "a": "x"}) == "A → Four; C → One"
