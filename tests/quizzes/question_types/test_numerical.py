from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import NO_FULL_MARKS, ONE, ZERO, Part, ResponseError
from quizzes.question_types.numerical import MAX_NUMBER, read_number
from tests.quizzes.question_types.helpers import content, fraction, refusals

KIND = TYPES["numerical"]
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9)
POSITIVE = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value="0.000001", max_value=10**6)


def typed(raw: str) -> dict:
    return {"raw": raw, "value": read_number(raw)}


def question_of(value, tolerance="0", tolerance_type="nominal"):
    answer = {"value": str(value), "tolerance": str(tolerance), "tolerance_type": tolerance_type}
    return content("numerical", answers=[answer])


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("1949", "1949"),
        ("4.2", "4.2"),
        ("4,2", "4.2"),
        ("4.", "4"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("+3", "3"),
        ("-3,50", "-3.5"),
        ("−3", "-3"),
        ("0", "0"),
        ("-0", "0"),
        ("0,000", "0"),
        ("007", "7"),
        (" 1 949 ", "1949"),
        ("1\u00a0949", "1949"),
        ("1\u202f949", "1949"),
        ("1'949", "1949"),
        ("1e3", "1000"),
        ("1,5E-3", "0.0015"),
        ("1200", "1200"),
        ("٤٢", "42"),
        ("1234567890123456789012345678901,5", None),
        ("123456789012345678901234567890,5", "123456789012345678901234567890.5"),
        ("0.123456789012345678901234567891", "0.123456789012345678901234567891"),
        ("1.949,5", None),
        ("1,949.5", None),
        ("12 %", None),
        ("about 5", None),
        ("", None),
        (".", None),
        ("-", None),
        ("1e", None),
        ("1e9999", None),
        ("NaN", None),
        ("Infinity", None),
        ("0x10", None),
        ("1_000", None),
        ("²", None),
        ("--1", None),
    ],
)
def test_number_is_read_with_comma_or_point(raw, read):
    assert read_number(raw) == read


@given(NUMBERS, st.sampled_from([",", "."]))
def test_number_that_was_read_is_read_the_same_again(value, mark):
    read = read_number(format(value, "f").replace(".", mark))
    assert Decimal(read) == value
    assert read_number(read) == read


@given(st.text(max_size=MAX_NUMBER))
def test_any_text_is_a_canonical_number_or_none(raw):
    read = read_number(raw)
    assert read is None or format(Decimal(read), "f") == read


def test_largest_exponent_is_read_without_harm():
    assert read_number("1e999") == "1" + "0" * 999
    assert read_number("1e-999") == "0." + "0" * 998 + "1"


@pytest.mark.parametrize(
    ("kind", "value", "tolerance", "low", "high"),
    [
        ("nominal", "10", "2", "8", "12"),
        ("nominal", "-10", "2", "-12", "-8"),
        ("nominal", "10", "0", "10", "10"),
        ("relative", "200", "0.05", "190", "210"),
        ("relative", "-200", "0.05", "-210", "-190"),
        ("relative", "0", "0.05", "0", "0"),
        ("geometric", "10", "1", "5", "20"),
        ("geometric", "10", "0.25", "8", "12.5"),
    ],
)
def test_bounds_are_included_and_nothing_beyond(kind, value, tolerance, low, high):
    question = question_of(value, tolerance, kind)
    hair = Decimal("1e-20")
    accepted = {
        number: fraction(question, {"raw": "", "value": format(number, "f")})
        for number in (Decimal(low) - hair, Decimal(low), Decimal(high), Decimal(high) + hair)
    }
    assert list(accepted.values()) == ([ZERO, ONE, ONE, ZERO] if low != high else [ZERO, ONE, ZERO])


@given(POSITIVE, POSITIVE, NUMBERS)
def test_tolerances_follow_their_definitions(value, tolerance, number):
    def accepted(kind):
        return fraction(question_of(value, tolerance, kind), {"raw": "", "value": str(number)}) == ONE

    assert accepted("nominal") is (abs(number - value) <= tolerance)
    assert accepted("relative") is (abs(number - value) <= tolerance * abs(value))
    assert accepted("geometric") is (value <= number * (1 + tolerance) and number <= value * (1 + tolerance))


@pytest.mark.parametrize(
    ("value", "tolerance"),
    [("1.23456789012345678901234567890123456789", "0"), ("1e39", "1e-30"), ("0.1", "0"), ("-7", "0"), ("0", "0")],
)
def test_correct_number_gets_exactly_one(value, tolerance):
    question = question_of(value, tolerance)
    assert fraction(question, KIND.correct(question)) == ONE


QUESTION = content(
    "numerical",
    answers=[
        {"value": 1949, "feedback": "Yes."},
        {"value": 1949, "tolerance": 5, "fraction": "0.5", "feedback": "Close."},
        {"value": 1945, "fraction": "-0.5", "feedback": "The UN."},
        {"value": 1900, "fraction": "-0.5", "feedback": "Long before."},
    ],
    feedback_other="After the war.",
)


@pytest.mark.parametrize(
    ("raw", "worth", "feedback"),
    [
        ("1949", "1", "Yes."),
        ("1949,0", "1", "Yes."),
        ("1944", "0.5", "Close."),
        ("1945", "0.5", "Close."),
        ("1954", "0.5", "Close."),
        ("1955", "0", "After the war."),
        ("1900", "-0.5", "Long before."),
        ("don't know", "0", "After the war."),
    ],
)
def test_first_answer_that_accepts_gives_fraction_and_feedback(raw, worth, feedback):
    outcome = KIND.grade(QUESTION, typed(raw))
    assert (outcome.fraction, outcome.feedback) == (Decimal(worth), feedback)


def test_response_is_stored_raw_and_canonical():
    assert KIND.to_author(QUESTION, " 4,20 ", None) == {"raw": " 4,20 ", "value": "4.2"}
    assert KIND.to_author(QUESTION, "many", None) == {"raw": "many", "value": None}


def test_page_gets_what_was_typed_and_how_it_was_read():
    stored = typed("1 949,50")
    assert KIND.to_page(stored, None) == "1 949,50"
    assert KIND.widget(QUESTION, {}, stored) == {"value": "1 949,50", "read_as": "1949.5"}
    assert KIND.summary(QUESTION, stored) == "1 949,50"


@pytest.mark.parametrize(
    ("raw", "code"), [(1949, "wrong_shape"), (True, "wrong_shape"), (["1"], "wrong_shape"), ("1" * 101, "too_long")]
)
def test_response_that_is_no_short_text_is_refused(raw, code):
    with pytest.raises(ResponseError, match=f"^{code}$"):
        KIND.to_author(QUESTION, raw, None)


def test_grade_tells_what_was_typed_and_expected():
    assert KIND.grade(QUESTION, typed("1950")).parts == (
        Part("", given="1950", expected="1949", right=False, partly=True, feedback="Close."),
    )
    assert KIND.grade(QUESTION, None).parts == (Part("", given="", expected="1949", right=False),)


@pytest.mark.parametrize(
    ("answers", "messages"),
    [
        ([], ["answers: Tuple should have at least 1 item after validation, not 0"]),
        ([{"value": "5", "fraction": "0.5"}], [NO_FULL_MARKS]),
        ([{"value": "5", "tolerance": "1", "fraction": "0.5"}, {"value": "5"}], [NO_FULL_MARKS]),
        (
            [{"value": "0", "tolerance_type": "geometric"}],
            ["answers.0: a geometric tolerance needs a value above 0"],
        ),
        (
            [{"value": "5", "tolerance": "-1"}],
            ["answers.0.tolerance: Input should be greater than or equal to 0"],
        ),
        ([{"value": "NaN"}], ["answers.0.value: Input should be a finite number"]),
        ([{"value": "many"}], ["answers.0.value: Input should be a valid decimal"]),
        (
            [{"value": "5", "tolerance_type": "absolute"}],
            ["answers.0.tolerance_type: Input should be 'nominal', 'relative' or 'geometric'"],
        ),
    ],
)
def test_content_that_nobody_can_get_right_is_refused(answers, messages):
    assert refusals("numerical", answers=answers) == messages
