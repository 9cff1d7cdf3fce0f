from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import NO_FULL_MARKS, ONE, ZERO, Part, ResponseError
from quizzes.question_types.numbers import MAX_NUMBER, read_number, read_quantity, unit_name
from tests.quizzes.question_types.helpers import content, fraction, refusals

KIND = TYPES["numerical"]
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9)
NUMBER_LIKE = st.text("0129eE+-., ×^m%€", max_size=20)
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
        ("3·10^5", "300000"),
        ("3,5 × 10^-2", "0.035"),
        ("3.5x10⁻²", "0.035"),
        ("2*10¹²", "2000000000000"),
        ("3×105", None),
        ("×10^3", None),
        ("3·10^5·10^2", None),
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
    assert KIND.to_author(QUESTION, "4,2 km", None) == {"raw": "4,2 km", "value": "4.2", "unit": "km"}


def test_page_gets_what_was_typed_and_how_it_was_read():
    stored = typed("1 949,50")
    assert KIND.to_page(stored, None) == "1 949,50"
    assert KIND.widget(QUESTION, {}, stored) == {"value": "1 949,50", "read_as": "1949.5", "unit_use": ""}
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
        ([], ["answers: must have at least 1 entry, not 0"]),
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


# --- units -----------------------------------------------------------------------------------------------------------

UNITS = [{"unit": "km", "also": ["kilometre"]}, {"unit": "m", "factor": "0.001"}, {"unit": "nmi", "factor": "1.852"}]


def in_units(unit_use="optional", penalty="0.25", units=UNITS, **fields):
    answer = {"value": "4.2", "feedback": "Yes."} | fields
    return content("numerical", answers=[answer], units=units, unit_use=unit_use, unit_penalty=penalty)


def graded(question, raw: str) -> Decimal:
    return fraction(question, KIND.to_author(question, raw, None))


@pytest.mark.parametrize(
    ("raw", "optional", "required"),
    [
        ("4,2 km", "1", "1"),
        ("4.2km", "1", "1"),
        ("km 4.2", "0", "0"),
        ("4.2 kilometre", "1", "1"),
        ("4200 m", "1", "1"),
        ("4,2·10^3 m", "1", "1"),
        ("4.2e3m.", "1", "1"),
        ("4.2", "1", "0.75"),
        ("4.2 m", "0.75", "0.75"),
        ("4.2 furlong", "0.75", "0.75"),
        ("4.2 KM", "0.75", "0.75"),
        ("4200 km", "0", "0"),
        ("4200", "0", "0"),
        ("4200 furlong", "0", "0"),
        ("about 4.2", "0", "0"),
        ("4.2 km 7", "0.75", "0.75"),
        ("km", "0", "0"),
    ],
)
def test_unit_converts_the_number_and_a_wrong_one_costs_the_penalty(raw, optional, required):
    assert graded(in_units(), raw) == Decimal(optional)
    assert graded(in_units("required"), raw) == Decimal(required)


@given(POSITIVE, POSITIVE)
def test_number_in_a_unit_is_right_when_its_product_with_the_factor_is(value, factor):
    units = [{"unit": "a"}, {"unit": "b", "factor": str(factor)}]
    question = in_units(units=units, value=str(value * factor), penalty="1")
    assert graded(question, f"{value:f} b") == ONE
    assert graded(question, f"{value:f} a") == (ONE if factor == 1 else ZERO)


def test_unit_that_is_ignored_may_be_anything():
    question = in_units("ignored", units=[])
    assert [graded(question, raw) for raw in ("4.2", "4.2 km", "€ 4,20", "4.2 %", "5 km")] == [1, 1, 1, 1, 0]
    assert KIND.widget(question, {}, KIND.to_author(question, "4,2 km", None))["read_as"] == "4.2"


def test_number_with_a_unit_is_not_read_where_there_are_none():
    stored = KIND.to_author(QUESTION, "1949 AD", None)
    assert fraction(QUESTION, stored) == ZERO
    assert KIND.widget(QUESTION, {}, stored)["read_as"] is None


def test_unit_that_an_author_adds_later_counts_for_answers_that_are_there():
    stored = KIND.to_author(QUESTION, "4.2 km", None)
    assert (fraction(question_of("4.2"), stored), fraction(in_units(), stored)) == (ZERO, ONE)


def test_grade_tells_that_only_the_unit_is_wrong():
    question = in_units("required")
    outcome = KIND.grade(question, KIND.to_author(question, "4,2", None))
    assert outcome.feedback == "The number fits, but its unit is wrong or missing. Yes."
    assert (outcome.parts[0].given, outcome.parts[0].expected) == ("4,2 (read as 4.2)", "4.2 km")
    assert KIND.grade(question, KIND.to_author(question, "4.2 km", None)).feedback == "Yes."


@pytest.mark.parametrize(
    ("raw", "given"),
    [
        ("4.2 km", "4.2 km"),
        ("4,2 kilometre", "4,2 kilometre (read as 4.2 km)"),
        ("1,000", "1,000 (read as 1)"),
        ("7 furlong", "7 furlong"),
        ("7furlong", "7furlong (read as 7 furlong)"),
        ("lots", "lots (could not be read as a number)"),
        ("1e50", "1e50 (read as 1E+50)"),
    ],
)
def test_review_tells_how_the_number_was_read(raw, given):
    question = in_units()
    assert KIND.grade(question, KIND.to_author(question, raw, None)).parts[0].given == given


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("m²", "m^2", True),
        ("m 2", "m2", True),
        ("\u00b5m", "\u03bcm", True),
        ("km.", "km", True),
        ("mW", "MW", False),
        ("", "m", False),
    ],
)
def test_units_are_compared_by_what_they_mean(one, two, same):
    assert (unit_name(one) == unit_name(two)) is same


@given(st.text(max_size=MAX_NUMBER) | NUMBER_LIKE)
@example("1E100")
def test_any_text_is_a_number_with_a_unit_or_none(raw):
    """Powers of ten become longer than any number that is written out."""
    found = read_quantity(raw)
    assert found is None or len(found[0]) > 30 or read_quantity(found[0]) == (found[0], "")


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"units": [{"unit": "m", "factor": "0.001"}]}, ["the answers are in the first unit: its factor is 1"]),
        ({"units": [{"unit": "m²"}, {"unit": "m^2"}]}, ["a unit stands twice"]),
        ({"unit_use": "required"}, ["'required' needs units, 'ignored' has none"]),
        ({"unit_use": "ignored", "units": UNITS}, ["'required' needs units, 'ignored' has none"]),
        ({"units": [{"unit": "m", "factor": 0}]}, ["units.0.factor: Input should be greater than 0"]),
        ({"units": [{"unit": "e3"}]}, ["units.0.unit: 'e3' behind a number could not be told from it"]),
        ({"units": [{"unit": "7"}]}, ["units.0.unit: '7' behind a number could not be told from it"]),
        ({"units": [{"unit": "."}]}, ["units.0.unit: '.' behind a number could not be told from it"]),
        ({"unit_penalty": 2}, ["unit_penalty: Input should be less than or equal to 1"]),
    ],
)
def test_content_whose_units_do_not_agree_is_refused(fields, messages):
    assert refusals("numerical", answers=[{"value": 1}], **fields) == messages
