from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import Part, ResponseError, Shuffle
from tests.quizzes.question_types.helpers import content, fraction, key_map, refusals

KIND = TYPES["drag_words"]


def words(*keys: str, **fields) -> list[dict]:
    return [{"key": key, "text": key.upper(), **fields} for key in keys]


def fields_of(*gaps: str | dict, bank=None, text="") -> dict:
    """Gaps by their right words (or all of a gap), and the bank a, b, c."""
    entries = [gap if isinstance(gap, dict) else {"word": gap} for gap in gaps]
    text = text or " ".join(f"{{{number}}}" for number in range(1, len(gaps) + 1))
    return {"text": text, "gaps": entries, "words": bank or words("a", "b", "c")}


TWO_GAPS = [{"word": "a", "feedback": "Think of A."}, {"word": "b", "weight": 3}]
QUESTION = content("drag_words", **fields_of(*TWO_GAPS, text="{2}, then {1}."))


@pytest.mark.parametrize(
    ("given", "worth"),
    [
        ({"1": "a", "2": "b"}, "1"),
        ({"1": "a"}, "0.25"),
        ({"2": "b"}, "0.75"),
        ({"1": "b", "2": "b"}, "0.75"),
        ({"1": "c", "2": "c"}, "0"),
        (None, "0"),
    ],
)
def test_fraction_is_the_weight_of_the_right_gaps(given, worth):
    assert fraction(QUESTION, given) == Decimal(worth)


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=6))
def test_three_sevenths_are_three_sevenths(gaps):
    question = content(
        "drag_words", **fields_of(*({"word": "a", "weight": w} for w, _right in gaps), bank=words("a", "b", reuse=True))
    )
    placed = {str(number): "a" if right else "b" for number, (_w, right) in enumerate(gaps, start=1)}
    earned = Decimal(sum(w for w, right in gaps if right)) / sum(w for w, _right in gaps)
    assert fraction(question, placed) == round(earned, 7)


def test_words_of_equal_text_are_the_same():
    bank = [*words("a", "b"), {"key": "c", "text": "A "}]
    question = content("drag_words", **fields_of("a", "b", "c", bank=bank))
    assert fraction(question, {"1": "c", "2": "b", "3": "a"}) == 1


def test_grade_tells_each_gap():
    assert KIND.grade(QUESTION, {"1": "c"}).parts == (
        Part("1", "1", given="C", expected="A", marked=True, right=False, feedback="Think of A."),
        Part("2", "2", given="", expected="B", marked=True, right=False),
    )


def test_gap_takes_words_of_its_group_only():
    bank = [*words("a", "b", group="verbs"), *words("c", "d", group="nouns")]
    question = content("drag_words", **fields_of("a", "c", bank=bank))
    keys = key_map(question)
    gaps = KIND.widget(question, keys.shown(), None)["gaps"]
    texts = {number: [word["text"] for word in words] for number, words in gaps.items()}
    assert texts == {"1": ["A", "B"], "2": ["C", "D"]}
    with pytest.raises(ResponseError, match="^unknown_choice$"):
        KIND.to_author(question, {"1": keys.to_page("word", "d")}, keys.to_author)


def test_page_has_one_bank_and_a_list_in_each_gap():
    shown = {"word": [("c", "x3"), ("a", "x1"), ("b", "x2")]}
    question = content("drag_words", **fields_of("a", bank=[*words("a", reuse=True), *words("b", "c")]))
    widget = KIND.widget(question, shown, {"1": "b"})
    assert widget["words"] == [
        {"key": "x3", "text": "C", "reuse": False},
        {"key": "x1", "text": "A", "reuse": True},
        {"key": "x2", "text": "B", "reuse": False},
    ]
    assert [(word["key"], word["chosen"]) for word in widget["gaps"]["1"]] == [
        ("x3", False),
        ("x1", False),
        ("x2", True),
    ]


def test_words_are_always_shuffled_as_their_order_could_be_that_of_the_gaps():
    assert (KIND.shuffled(QUESTION), KIND.groups(QUESTION)) == ({"word": Shuffle.ALWAYS}, {"word": ["a", "b", "c"]})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("a", "wrong_shape"),
        (["a"], "wrong_shape"),
        ({"1": ["a"]}, "wrong_shape"),
        ({"3": "a"}, "unknown_choice"),
        ({"1": "z"}, "unknown_choice"),
    ],
)
def test_response_of_another_shape_is_refused(raw, code):
    with pytest.raises(ResponseError, match=f"^{code}$"):
        KIND.to_author(QUESTION, raw, key_map(QUESTION).to_author)


def test_form_has_a_list_for_each_gap():
    assert KIND.from_form(QueryDict("a1-2=y&a1-1=x&a1-z=n"), "a1", {}) == {"2": "y", "1": "x"}


def test_summary_numbers_the_filled_gaps():
    assert KIND.summary(QUESTION, {"1": "c", "2": "b"}) == "1: C; 2: B"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (fields_of("z"), ["there is no word 'z'"]),
        (fields_of("a", "a"), ["word 'a' stands in two gaps and is not for reuse"]),
        (fields_of("a", text="none"), ["each gap stands once in the text, as {1}, {2} …"]),
        (fields_of("a", bank=words("a", "b", "a")), ["two entries have the same key"]),
        (
            fields_of("a", bank=[*words("a", group="x"), *words("b", "c")]),
            ["each gap has two words at least to choose from"],
        ),
        (fields_of("a", bank=words("a")), ["words: must have at least 2 entries, not 1"]),
    ],
)
def test_content_whose_words_do_not_fill_the_gaps_is_refused(fields, messages):
    assert refusals("drag_words", **fields) == messages
