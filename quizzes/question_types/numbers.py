"""Typed numbers and units: how they are read, and which numbers are accepted. Shared by numerical and cloze."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Context, Decimal, localcontext
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field, field_validator, model_validator

from lessons.course_files import Entry, Key, NonEmpty, Text
from quizzes.question_types.base import ONE, ZERO, Fraction

MAX_NUMBER = 100
# Longer than any number that people write out: more is shown as a power of ten.
MAX_SHOWN = 40
# Wide enough for every number that is taken: bounds are exact, and a value keeps its digits.
EXACT = Context(prec=200)

_IGNORED = re.compile(r"[\s\u00a0\u202f']")
_POWER_OF_TEN = re.compile(r"(?<=[\d.,])[×x*·⋅]10(?:\^([+-]?\d{1,3})|([⁺⁻]?[⁰¹²³⁴-⁹]{1,3}))")
_QUANTITY = re.compile(
    r"(?P<before>[^\w.,+-]*)"
    r"(?P<number>[+-]?(?:\d{1,30}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][+-]?\d{1,3})?)"
    r"(?![\d.,]|[eE][+-]?\d)"
    r"(?P<after>.*)"
)


def read_quantity(raw: str) -> tuple[str, str] | None:
    """A typed number in canonical form (point as the decimal mark, no exponent) and what stands beside it, its unit.

    None when there is no number, or several, or when words stand before it (a sign, as of a currency, may).
    """
    text = _IGNORED.sub("", raw).replace("−", "-")
    text = _POWER_OF_TEN.sub(lambda found: "e" + (found[1] or unicodedata.normalize("NFKC", found[2])), text, count=1)
    found = _QUANTITY.fullmatch(text.replace("−", "-"))
    if found is None or (found["before"] and found["after"]):
        return None
    value = Decimal(found["number"].replace(",", "."))
    return format(value.normalize(EXACT) if value else ZERO, "f"), unit_name(found["before"] or found["after"])


def read_number(raw: str) -> str | None:
    """A typed number in canonical form, or None when it isn't one or has a unit."""
    value, unit = read_quantity(raw) or (None, "")
    return None if unit else value


def unit_name(text: str) -> str:
    """The form in which units are compared: 'm²', 'm^2' and 'm 2' are the same, 'mW' and 'MW' are not."""
    return re.sub(r"[\s^']", "", unicodedata.normalize("NFKC", text)).rstrip(".")


def shown_number(value: str) -> str:
    return value if len(value) <= MAX_SHOWN else f"{Decimal(value).normalize(EXACT):E}"


def with_reading(raw: str, reading: str | None) -> str:
    """What was typed, and how it was read when that isn't the same."""
    if reading is None:
        return _("%(typed)s (could not be read as a number)") % {"typed": raw}
    return raw if reading == raw.strip() else _("%(typed)s (read as %(number)s)") % {"typed": raw, "number": reading}


class Unit(Entry):
    """A unit and how much of the first unit it is."""

    unit: NonEmpty
    also: tuple[NonEmpty, ...] = ()
    factor: Annotated[Decimal, Field(gt=0, max_digits=40)] = ONE

    @field_validator("unit", "also")
    @classmethod
    def _is_no_number(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for name in [value] if isinstance(value, str) else value:
            if read_quantity(f"1 {name}") != ("1", unit_name(name)) or not unit_name(name):
                raise ValueError(f"'{name}' behind a number could not be told from it")
        return value

    def names(self) -> list[str]:
        return [unit_name(each) for each in (self.unit, *self.also)]


ToleranceType = Literal["nominal", "relative", "geometric"]


class NumericAnswer(Entry):
    value: Annotated[Decimal, Field(max_digits=40)]
    tolerance: Annotated[Decimal, Field(ge=0, max_digits=40)] = ZERO
    tolerance_type: ToleranceType = "nominal"
    fraction: Fraction = ONE
    feedback: Text = ""
    misconception: Key | None = None

    @model_validator(mode="after")
    def _geometric_is_positive(self) -> "NumericAnswer":
        if self.tolerance_type == "geometric" and self.value <= 0:
            raise ValueError("a geometric tolerance needs a value above 0")
        return self

    def bounds(self) -> tuple[Decimal, Decimal]:
        """Nominal a ± t, relative a ± t·|a|, geometric a/(1+t) … a·(1+t) (scoring rules, numerical)."""
        with localcontext(EXACT):
            return self._bounds()

    def _bounds(self) -> tuple[Decimal, Decimal]:
        if self.tolerance_type == "geometric":
            return self.value / (1 + self.tolerance), self.value * (1 + self.tolerance)
        reach = self.tolerance * abs(self.value) if self.tolerance_type == "relative" else self.tolerance
        return self.value - reach, self.value + reach

    def accepts(self, value: Decimal) -> bool:
        low, high = self.bounds()
        return low <= value <= high


def first_number(answers: Iterable[NumericAnswer], value: Decimal) -> NumericAnswer | None:
    return next((each for each in answers if each.accepts(value)), None)


def best_number(answers: Iterable[NumericAnswer]) -> NumericAnswer:
    return max(answers, key=lambda answer: answer.fraction)
