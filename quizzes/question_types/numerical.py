"""Numerical: the first accepted number that matches, within its tolerance, bounds included."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lessons.course_files import Entry, Key, Text
from quizzes.question_types.base import (
    NO_FULL_MARKS,
    ONE,
    RIGHT,
    ZERO,
    FormData,
    Fraction,
    Outcome,
    Part,
    QuestionEntry,
    Shown,
    Translate,
    as_fraction,
    is_partly,
    text_response,
)

_NUMBER = re.compile(r"[+-]?(\d{1,30}([.,]\d{0,30})?|[.,]\d{1,30})([eE][+-]?\d{1,3})?")
MAX_NUMBER = 100
# Wide enough for every number that is taken: bounds are exact, and a value keeps its digits.
_EXACT = Context(prec=200)


class NumericAnswer(Entry):
    value: Annotated[Decimal, Field(max_digits=40)]
    tolerance: Annotated[Decimal, Field(ge=0, max_digits=40)] = ZERO
    tolerance_type: Literal["nominal", "relative", "geometric"] = "nominal"
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
        with localcontext(_EXACT):
            return self._bounds()

    def _bounds(self) -> tuple[Decimal, Decimal]:
        if self.tolerance_type == "geometric":
            return self.value / (1 + self.tolerance), self.value * (1 + self.tolerance)
        reach = self.tolerance * abs(self.value) if self.tolerance_type == "relative" else self.tolerance
        return self.value - reach, self.value + reach

    def accepts(self, value: Decimal) -> bool:
        low, high = self.bounds()
        return low <= value <= high


class NumericalContent(QuestionEntry):
    type: Literal["numerical"]
    answers: Annotated[tuple[NumericAnswer, ...], Field(min_length=1, max_length=50)]
    feedback_other: Text = ""

    @model_validator(mode="after")
    def _can_be_right(self) -> "NumericalContent":
        found = first_match(self.answers, self.best().value)
        if found is None or found.fraction < RIGHT:
            raise ValueError(NO_FULL_MARKS)
        return self

    def best(self) -> NumericAnswer:
        return max(self.answers, key=lambda answer: answer.fraction)


def first_match(answers: Iterable[NumericAnswer], value: Decimal) -> NumericAnswer | None:
    return next((each for each in answers if each.accepts(value)), None)


def read_number(raw: str) -> str | None:
    """A typed number in canonical form (point as the decimal mark, no exponent), or None when it isn't one."""
    text = re.sub(r"[\s\u00a0\u202f']", "", raw).replace("−", "-")
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text.replace(",", "."))
    return format(value.normalize(_EXACT) if value else ZERO, "f")


class Numerical:
    """A stored response is {"raw": as typed, "value": canonical or None}."""

    name = "numerical"
    content = NumericalContent
    choices = False

    def groups(self, content: NumericalContent) -> dict[str, list[str]]:
        return {}

    def shuffled(self, content: NumericalContent) -> Sequence[str]:
        return ()

    def to_author(self, content: NumericalContent, raw: Any, translate: Translate) -> Any:
        text = text_response(raw, limit=MAX_NUMBER)
        return None if text is None else {"raw": text, "value": read_number(text)}

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return stored and stored["raw"]

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        return data.get(name) or None

    def widget(self, content: NumericalContent, shown: Shown, stored: Any) -> dict[str, Any]:
        return {"value": stored["raw"] if stored else "", "read_as": stored["value"] if stored else None}

    def grade(self, content: NumericalContent, stored: Any) -> Outcome:
        value = Decimal(stored["value"]) if stored and stored["value"] is not None else None
        answer = None if value is None else first_match(content.answers, value)
        fraction = as_fraction(answer.fraction) if answer else ZERO
        feedback = answer.feedback if answer else content.feedback_other if stored else ""
        expected = format(content.best().value, "f")
        part = Part(
            "",
            given=self.summary(content, stored),
            expected=expected,
            right=fraction == ONE,
            partly=is_partly(fraction),
            feedback=feedback,
        )
        return Outcome(fraction, (part,), feedback)

    def correct(self, content: NumericalContent) -> Any:
        value = format(content.best().value, "f")
        return {"raw": value, "value": value}

    def summary(self, content: NumericalContent, stored: Any) -> str:
        return stored["raw"] if stored else ""
