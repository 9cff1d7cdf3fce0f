"""Numerical: the first accepted number that matches, within its tolerance; with units if the question has any."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from lessons.course_files import Text
from quizzes.question_types.base import (
    NO_FULL_MARKS,
    ONE,
    RIGHT,
    ZERO,
    Outcome,
    Part,
    QuestionEntry,
    Shown,
    Translate,
    TypedResponse,
    as_fraction,
    is_partly,
    misconception_of,
    text_response,
)
from quizzes.question_types.numbers import (
    EXACT,
    MAX_NUMBER,
    NumericAnswer,
    Unit,
    best_number,
    first_number,
    read_quantity,
    shown_number,
    with_reading,
)


class NumberQuestion(QuestionEntry):
    """What all questions share whose answer is a number: its units, and what is said to any other."""

    tail: ClassVar[tuple[str, ...]] = ("units", "unit_use", "unit_penalty", "feedback_other", *QuestionEntry.tail)

    units: Annotated[tuple[Unit, ...], Field(max_length=50)] = ()
    unit_use: Literal["optional", "required", "ignored"] = "optional"
    unit_penalty: Annotated[Decimal, Field(ge=0, le=1, decimal_places=7)] = Decimal("0.1")
    feedback_other: Text = ""

    @model_validator(mode="after")
    def _units_agree(self) -> "NumberQuestion":
        names = [name for unit in self.units for name in unit.names()]
        if len(set(names)) < len(names):
            raise ValueError("a unit stands twice")
        if self.units and self.units[0].factor != ONE:
            raise ValueError("the answers are in the first unit: its factor is 1")
        if (self.unit_use == "required" and not self.units) or (self.unit_use == "ignored" and self.units):
            raise ValueError("'required' needs units, 'ignored' has none")
        return self


class NumericalContent(NumberQuestion):
    type: Literal["numerical"]
    answers: Annotated[tuple[NumericAnswer, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _can_be_right(self) -> "NumericalContent":
        found = first_number(self.answers, Decimal(self.right_number()))
        if found is None or found.fraction < RIGHT:
            raise ValueError(self.no_full_marks())
        return self

    def no_full_marks(self) -> str:
        return NO_FULL_MARKS

    def right_number(self) -> str:
        """The right answer as it is shown, without its unit."""
        return format(best_number(self.answers).value, "f")

    @property
    def takes_units(self) -> bool:
        return bool(self.units) or self.unit_use == "ignored"

    def unit_of(self, name: str) -> Unit | None:
        return next((unit for unit in self.units if name in unit.names()), None)

    def factor(self, name: str) -> Decimal | None:
        """How much of the first unit one of these is; None when the unit is wrong, or missing and required."""
        if self.unit_use == "ignored" or (not name and self.unit_use == "optional"):
            return ONE
        unit = self.unit_of(name)
        return unit.factor if unit else None

    def judge(self, stored: Any) -> tuple[NumericAnswer | None, bool]:
        """The answer that accepts a stored response, and whether its unit is right.

        With a wrong unit the number is taken for one of the first unit.
        """
        number = read(self, stored)
        if number is None:
            return None, True
        value, unit = number
        factor = self.factor(unit)
        found = None if factor is None else first_number(self.answers, EXACT.multiply(value, factor))
        return (found, True) if found else (first_number(self.answers, value), False)


def read(content: NumericalContent, stored: Any) -> tuple[Decimal, str] | None:
    """Number and unit of a stored response; None when it has no number or a unit that this question doesn't take."""
    if not stored or stored["value"] is None:
        return None
    unit = stored.get("unit", "")
    return None if unit and not content.takes_units else (Decimal(stored["value"]), unit)


def read_as(content: NumericalContent, stored: Any) -> str | None:
    """The number as it was read, for its reader to see."""
    number = read(content, stored)
    if number is None:
        return None
    known = content.unit_of(number[1])
    unit = known.unit if known else number[1] if content.units else ""
    return f"{shown_number(stored['value'])} {unit}".strip()


class Numerical(TypedResponse):
    """A stored response is {"raw": as typed, "value": canonical or None}, and "unit" when it has one."""

    name = "numerical"
    content = NumericalContent

    def to_author(self, content: NumericalContent, raw: Any, translate: Translate) -> Any:
        text = text_response(raw, limit=MAX_NUMBER)
        if text is None:
            return None
        value, unit = read_quantity(text) or (None, "")
        return {"raw": text, "value": value} | ({"unit": unit} if unit else {})

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return stored and stored["raw"]

    def widget(self, content: NumericalContent, shown: Shown, stored: Any) -> dict[str, Any]:
        return {
            "value": stored["raw"] if stored else "",
            "read_as": read_as(content, stored),
            "unit_use": content.unit_use if content.units else "",
        }

    def grade(self, content: NumericalContent, stored: Any) -> Outcome:
        answer, unit_right = content.judge(stored)
        fraction = ZERO if answer is None else as_fraction(answer.fraction * self._kept(content, unit_right))
        feedback = answer.feedback if answer else content.feedback_other if stored else ""
        if answer and not unit_right:
            feedback = " ".join(filter(None, [_("The number fits, but its unit is wrong or missing."), feedback]))
        part = Part(
            "",
            given=with_reading(stored["raw"], read_as(content, stored)) if stored else "",
            expected=self.correct(content)["raw"],
            right=fraction == ONE,
            partly=is_partly(fraction),
            feedback=feedback,
            misconception=misconception_of(answer),
        )
        return Outcome(fraction, (part,), feedback)

    def _kept(self, content: NumericalContent, unit_right: bool) -> Decimal:
        return ONE if unit_right else ONE - content.unit_penalty

    def correct(self, content: NumericalContent) -> Any:
        value = content.right_number()
        if not content.units:
            return {"raw": value, "value": value}
        unit = content.units[0]
        return {"raw": f"{value} {unit.unit}", "value": value, "unit": unit.names()[0]}

    def summary(self, content: NumericalContent, stored: Any) -> str:
        return stored["raw"] if stored else ""
