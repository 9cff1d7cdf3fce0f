"""Formulas of calculated questions: a small grammar of numbers, variables, + − * / ^, parentheses and named functions.

    expression = term {("+" | "-") term}         term = factor {("*" | "/") factor}
    factor = ("+" | "-") factor | power          power = atom ["^" factor]
    atom = number | variable | function "(" [expression {"," expression}] ")" | "(" expression ")"

A formula is read into a tree and worked out with decimals of 50 digits; nothing of it reaches Python. Its length and
depth are bounded, there is nothing to repeat, and a number that grows too large is an error, so it always ends at once.
Results are kept to 15 digits: what sines and logarithms give is no more exact.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import lru_cache

MAX_LENGTH = 500
MAX_DEPTH = 25
DIGITS = 15
LARGEST = Decimal("1e30")
SMALLEST_STEP = Decimal("1e-25")
_EXACT = Context(prec=50, Emax=400, Emin=-400, traps=[InvalidOperation, DivisionByZero, Overflow])
NAME = r"[A-Za-z][A-Za-z0-9_]{0,19}"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>\d{{1,30}}(?:\.\d{{0,30}})?(?:[eE][+-]?\d{{1,3}})?)|(?P<name>{NAME})|(?P<sign>.))", re.DOTALL
)
_SIGNS = str.maketrans({"−": "-", "×": "*", "·": "*", "÷": "/"})


class FormulaError(ValueError):
    """A formula that can't be read, or can't be worked out for these values."""


@dataclass(frozen=True)
class Number:
    value: Decimal


@dataclass(frozen=True)
class Variable:
    name: str


@dataclass(frozen=True)
class Call:
    """An operator or a named function with its arguments."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Variable | Call
Function = Callable[..., Decimal]


def evaluate(source: str, values: Mapping[str, Decimal]) -> Decimal:
    """The formula's number, kept to 15 digits. FormulaError when there is none, as for a division by zero."""
    try:
        with localcontext(_EXACT):
            return _kept(_value(parse(source), values))
    except (DecimalException, ArithmeticError, ValueError) as error:
        if isinstance(error, FormulaError):
            raise
        raise FormulaError(f"'{source}' has no value") from error


def variables_of(source: str) -> set[str]:
    return _names(parse(source))


def _names(node: Node) -> set[str]:
    if isinstance(node, Call):
        return set().union(*map(_names, node.arguments))
    return {node.name} if isinstance(node, Variable) else set()


def _value(node: Node, values: Mapping[str, Decimal]) -> Decimal:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Variable):
        if node.name not in values:
            raise FormulaError(f"there is no variable '{node.name}'")
        return values[node.name]
    return FUNCTIONS[node.function].work_out(*(_value(each, values) for each in node.arguments))


def _kept(value: Decimal) -> Decimal:
    """15 digits, and none further behind the point than SMALLEST_STEP."""
    if abs(value) > LARGEST:
        raise FormulaError("the number is too large")
    value = Context(prec=DIGITS, rounding=ROUND_HALF_UP).plus(value)
    if value and value.as_tuple().exponent < SMALLEST_STEP.as_tuple().exponent:  # type: ignore[operator]
        value = value.quantize(SMALLEST_STEP, ROUND_HALF_UP)
    return value.normalize() if value else Decimal(0)


# --- reading ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=5_000)
def parse(source: str) -> Node:
    """The formula as a tree; FormulaError says what is wrong with it."""
    if len(source) > MAX_LENGTH:
        raise FormulaError(f"a formula has at most {MAX_LENGTH} characters")
    return _Reader(source.translate(_SIGNS)).read()


class _Reader:
    """One pass from left to right; each method reads what its name says and stops behind it."""

    def __init__(self, source: str) -> None:
        found = list(_TOKEN.finditer(source.strip()))
        self.tokens = [(str(each.lastgroup), str(each[each.lastgroup or 0])) for each in found]
        self.at = 0
        self.depth = 0

    def read(self) -> Node:
        node = self.expression()
        if self.at < len(self.tokens):
            raise FormulaError(f"'{self.next()}' is not expected there")
        return node

    def next(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, *signs: str) -> str:
        """The next token if it is one of these, and behind it; else ""."""
        sign = self.next()
        if not sign or sign not in signs:
            return ""
        self.at += 1
        return sign

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            where = f"'{self.next()}'" if self.next() else "the end"
            raise FormulaError(f"'{sign}' is missing before {where}")

    def expression(self) -> Node:
        return self.chain(self.term, "+", "-")

    def term(self) -> Node:
        return self.chain(self.factor, "*", "/")

    def chain(self, part: Callable[[], Node], *signs: str) -> Node:
        """Parts between operators of one rank; a long chain leans to the left and counts as depth."""
        node, length = part(), 0
        while sign := self.take(*signs):
            length += 1
            if length > MAX_DEPTH:
                raise FormulaError("has too many parts: put some of them in parentheses")
            node = Call(sign, (node, part()))
        return node

    def factor(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError("is nested too deeply")
        sign = self.take("+", "-")
        node = Call("negative", (self.factor(),)) if sign == "-" else self.factor() if sign else self.power()
        self.depth -= 1
        return node

    def power(self) -> Node:
        base = self.atom()
        return Call("pow", (base, self.factor())) if self.take("^") else base

    def atom(self) -> Node:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        if kind == "end":
            raise FormulaError("ends too early")
        self.at += 1
        if kind == "number":
            return Number(Decimal(text))
        if kind == "name":
            return self.call(text) if self.take("(") else Variable(text)
        if text != "(":
            raise FormulaError(f"'{text}' is not expected there")
        node = self.expression()
        self.expect(")")
        return node

    def call(self, name: str) -> Node:
        if name not in FUNCTIONS or name in _OPERATORS:
            raise FormulaError(f"there is no function '{name}'")
        arguments: list[Node] = []
        while not (not arguments and self.next() == ")"):
            arguments.append(self.expression())
            if not self.take(","):
                break
        self.expect(")")
        if not FUNCTIONS[name].takes(len(arguments)):
            raise FormulaError(f"'{name}' takes {FUNCTIONS[name].arity}")
        return Call(name, tuple(arguments))


# --- functions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Defined:
    work_out: Function
    least: int
    most: int

    def takes(self, count: int) -> bool:
        return self.least <= count <= self.most

    @property
    def arity(self) -> str:
        numbers = str(self.least) if self.least == self.most else f"{self.least} to {self.most}"
        return f"{numbers} number{'' if numbers == '1' else 's'}"


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if abs(exponent) > 1_000:
        raise FormulaError("an exponent is too large")
    return base**exponent


def _round(value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    """Half away from zero."""
    if places != places.to_integral_value() or abs(places) > DIGITS:
        raise FormulaError(f"'round' takes a whole number of places, at most {DIGITS}")
    return value.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)


def _remainder(value: Decimal, divisor: Decimal) -> Decimal:
    return value % divisor


def _by_float(function: Callable[..., float]) -> Function:
    """Functions that decimals don't have. An angle of more than 15 digits has none to spare for its sine."""

    def work_out(*values: Decimal) -> Decimal:
        if any(abs(each) > Decimal(10) ** DIGITS for each in values):
            raise FormulaError("the number is too large")
        return Decimal(repr(function(*map(float, values))))

    return work_out


def _constant(value: Decimal) -> Function:
    return lambda: value


_OPERATORS: dict[str, _Defined] = {
    "+": _Defined(lambda one, two: one + two, 2, 2),
    "-": _Defined(lambda one, two: one - two, 2, 2),
    "*": _Defined(lambda one, two: one * two, 2, 2),
    "/": _Defined(lambda one, two: one / two, 2, 2),
    "negative": _Defined(lambda value: -value, 1, 1),
}
FUNCTIONS: dict[str, _Defined] = _OPERATORS | {
    "pow": _Defined(_power, 2, 2),
    "abs": _Defined(abs, 1, 1),
    "min": _Defined(lambda *numbers: min(numbers), 1, 10),
    "max": _Defined(lambda *numbers: max(numbers), 1, 10),
    "round": _Defined(_round, 1, 2),
    "floor": _Defined(lambda value: value.to_integral_value(ROUND_FLOOR), 1, 1),
    "ceil": _Defined(lambda value: value.to_integral_value(ROUND_CEILING), 1, 1),
    "fmod": _Defined(_remainder, 2, 2),
    "sqrt": _Defined(lambda value: value.sqrt(), 1, 1),
    "exp": _Defined(lambda value: value.exp(), 1, 1),
    "log": _Defined(lambda value: value.ln(), 1, 1),
    "log10": _Defined(lambda value: value.log10(), 1, 1),
    "pi": _Defined(_constant(Decimal("3.14159265358979323846264338327950288")), 0, 0),
    **{
        name: _Defined(_by_float(getattr(math, python)), 1, 1)
        for name, python in [
            *((each, each) for each in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")),
            ("deg2rad", "radians"),
            ("rad2deg", "degrees"),
        ]
    },
    "atan2": _Defined(_by_float(math.atan2), 2, 2),
}


def names_of_functions() -> Sequence[str]:
    return sorted(FUNCTIONS.keys() - _OPERATORS.keys())
