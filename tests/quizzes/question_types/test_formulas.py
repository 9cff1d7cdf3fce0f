import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types.formulas import (
    DIGITS,
    LARGEST,
    MAX_LENGTH,
    FormulaError,
    evaluate,
    names_of_functions,
    parse,
    variables_of,
)
from tests.stalls import no_stall

VALUES = {"a": Decimal(7), "b": Decimal("2.5"), "x_1": Decimal(-3)}


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("12 / 4 / 3", "1"),
        ("-2 ^ 2", "-4"),
        ("2 ^ 3 ^ 2", "512"),
        ("2 ^ -1", "0.5"),
        ("--3", "3"),
        ("+3", "3"),
        ("3 - -2", "5"),
        ("a / 3 * 3", "7"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.333333333333333"),
        ("2 / 3", "0.666666666666667"),
        ("0.5e1", "5"),
        ("1E3", "1000"),
        ("a*b", "17.5"),
        ("x_1", "-3"),
        ("6 × 2 ÷ 4 − 1", "2"),
        ("sqrt(2) ^ 2", "2"),
        ("sin(pi() / 6)", "0.5"),
        ("deg2rad(180) / pi()", "1"),
        ("rad2deg(atan2(1, 1))", "45"),
        ("log(exp(2))", "2"),
        ("log10(1000)", "3"),
        ("round(2.5)", "3"),
        ("round(-2.345, 2)", "-2.35"),
        ("round(1234, -2)", "1200"),
        ("floor(-1.5)", "-2"),
        ("ceil(1.2)", "2"),
        ("fmod(7, 3)", "1"),
        ("max(1, a, b)", "7"),
        ("min(1, a, b)", "1"),
        ("abs(x_1)", "3"),
        ("pow(2, 10)", "1024"),
        ("1e-30 * 1e30", "1"),
        ("9e29", "9e29"),
        ("1 / 9e24", "1e-25"),
    ],
)
def test_formula_is_worked_out(source, result):
    assert evaluate(source, VALUES) == Decimal(result)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "ends too early"),
        ("1 +", "ends too early"),
        ("(1 + 2", "')' is missing before the end"),
        ("max(1 2)", "')' is missing before '2'"),
        ("1 2", "'2' is not expected there"),
        ("2 ** 3", "'*' is not expected there"),
        ("1,5", "',' is not expected there"),
        ("* 2", "'*' is not expected there"),
        ("a.real", "'.' is not expected there"),
        ("a[0]", "'[' is not expected there"),
        ("'x'", "''' is not expected there"),
        ("lambda: 1", "':' is not expected there"),
        ("__import__('os')", "'_' is not expected there"),
        ("eval(1)", "there is no function 'eval'"),
        ("negative(1)", "there is no function 'negative'"),
        ("sqrt(1, 2)", "'sqrt' takes 1 number"),
        ("max()", "'max' takes 1 to 10 numbers"),
        ("pi(1)", "'pi' takes 0 numbers"),
        ("(" * 200, "is nested too deeply"),
        ("-" * 200 + "1", "is nested too deeply"),
        ("+".join("1" * 100), "has too many parts: put some of them in parentheses"),
        ("1" * 600, "a formula has at most 500 characters"),
    ],
)
def test_formula_that_is_none_is_told_why(source, reason):
    with pytest.raises(FormulaError) as caught:
        parse(source)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "source",
    [
        *("1 / 0", "0 ^ 0", "0 ^ -1", "sqrt(-1)", "log(0)", "log(-1)", "(-8) ^ (1 / 3)", "fmod(1, 0)", "asin(2)"),
        *("9^9^9^9", "10^400", "exp(900)", "exp(1e300)", "1e31", "sinh(800)", "tan(1e20)", "round(1, 40)", "1e999"),
        *("pow(9, 9^9)", "a ^ 1001", "unknown + 1"),
    ],
)
def test_formula_without_a_value_is_an_error(source):
    with pytest.raises(FormulaError):
        evaluate(source, VALUES)


def test_names_of_variables():
    assert variables_of("sqrt(a) + B2 * max(a, c_d) - pi()") == {"a", "B2", "c_d"}


NUMBERS = st.sampled_from(["0", "1", "9", "0.1", "1e300", "9" * 30, "7e-20"])
FORMULAS = st.recursive(
    NUMBERS | st.sampled_from(["a", "b", "x_1"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/^"), inner).map(lambda parts: "({}{}{})".format(*parts)),
        st.tuples(st.sampled_from(names_of_functions()), st.lists(inner, max_size=3)).map(
            lambda call: f"{call[0]}({', '.join(call[1])})"
        ),
        inner.map("-{}".format),
    ),
    max_leaves=40,
)


@given(FORMULAS | st.text(max_size=60) | st.text("ab019.e()+-*/^, maxsqrt", max_size=MAX_LENGTH + 10))
def test_any_text_has_a_bounded_number_or_an_error(source):
    try:
        with no_stall():
            value = evaluate(source, VALUES)
    except FormulaError:
        pass
    else:
        assert value.is_finite()
        assert abs(value) <= LARGEST
        assert len(value.as_tuple().digits) <= DIGITS
        assert len(format(value, "f").strip("-").replace(".", "")) <= 40


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_arithmetic_is_that_of_python(one, two):
    values = {"one": Decimal(repr(one)), "two": Decimal(repr(two))}
    got = evaluate("one * two - two + sin(one)", values)
    assert math.isclose(got, one * two - two + math.sin(one), rel_tol=1e-9, abs_tol=1e-9)
