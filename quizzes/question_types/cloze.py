"""Cloze: a text with gaps in which one chooses or types a text or a number; Σ wᵢfᵢ / Σ wᵢ, an empty gap is 0."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lessons.course_files import Text
from quizzes.question_types.base import (
    MAX_TEXT,
    NO_FULL_MARKS,
    ONE,
    RIGHT,
    ZERO,
    Choice,
    Outcome,
    Part,
    Shown,
    Shuffle,
    Translate,
    TypedAnswer,
    as_fraction,
    cut_off,
    is_partly,
    misconception_of,
    text_response,
    unique_keys,
)
from quizzes.question_types.gaps import GapEntry, GappedContent, GappedResponse, weighted_mean
from quizzes.question_types.numbers import (
    MAX_NUMBER,
    NumericAnswer,
    best_number,
    first_number,
    read_number,
    with_reading,
)
from quizzes.question_types.short_answer import first_match, right_text
from quizzes.question_types.single_choice import fraction_of

# Fraction, feedback and misconception of what was given in a gap.
Graded = tuple[Decimal, str, str]
NOT_GIVEN: Graded = (ZERO, "", "")


class ClozeGap(GapEntry):
    """`kind` stands first in the files."""

    @classmethod
    def field_order(cls) -> list[str]:
        return ["kind", *(name for name in super().field_order() if name != "kind")]


class DropdownGap(ClozeGap):
    kind: Literal["dropdown"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def _one_is_right(self) -> "DropdownGap":
        unique_keys(self.choices)
        if sum(choice.is_key for choice in self.choices) != 1:
            raise ValueError("exactly one choice must be correct")
        return self

    def take(self, number: str, value: str, translate: Translate) -> str | None:
        return translate(number, value)

    def grade(self, given: str) -> Graded:
        chosen = next((choice for choice in self.choices if choice.key == given), None)
        return (fraction_of(chosen), chosen.feedback, misconception_of(chosen)) if chosen else NOT_GIVEN

    def words(self, given: str) -> str:
        return next((choice.text for choice in self.choices if choice.key == given), "")

    def right(self) -> str:
        """The stored form of a right answer."""
        return next(choice.key for choice in self.choices if choice.is_key)


class TextGap(ClozeGap):
    kind: Literal["text"]
    answers: Annotated[tuple[TypedAnswer, ...], Field(min_length=1, max_length=100)]
    case_sensitive: bool = False
    accents_matter: bool = False
    feedback_other: Text = ""

    @model_validator(mode="after")
    def _can_be_right(self) -> "TextGap":
        self.right()
        return self

    def take(self, number: str, value: str, translate: Translate) -> str | None:
        return text_response(value, limit=MAX_TEXT)

    def grade(self, given: str) -> Graded:
        answer = first_match(
            self.answers, given, case_sensitive=self.case_sensitive, accents_matter=self.accents_matter
        )
        if answer is None:
            return ZERO, self.feedback_other, ""
        return answer.fraction, answer.feedback, misconception_of(answer)

    def words(self, given: str) -> str:
        return given

    def right(self) -> str:
        return right_text(self.answers, case_sensitive=self.case_sensitive, accents_matter=self.accents_matter)


class NumberGap(ClozeGap):
    kind: Literal["number"]
    answers: Annotated[tuple[NumericAnswer, ...], Field(min_length=1, max_length=50)]
    feedback_other: Text = ""

    @model_validator(mode="after")
    def _can_be_right(self) -> "NumberGap":
        if self.grade(self.right())[0] < RIGHT:
            raise ValueError(NO_FULL_MARKS)
        return self

    def take(self, number: str, value: str, translate: Translate) -> str | None:
        return text_response(value, limit=MAX_NUMBER)

    def grade(self, given: str) -> Graded:
        value = read_number(given)
        answer = None if value is None else first_number(self.answers, Decimal(value))
        if answer is None:
            return ZERO, self.feedback_other, ""
        return answer.fraction, answer.feedback, misconception_of(answer)

    def words(self, given: str) -> str:
        return with_reading(given, read_number(given))

    def right(self) -> str:
        return format(best_number(self.answers).value, "f")


Gap = Annotated[DropdownGap | TextGap | NumberGap, Field(discriminator="kind")]


class ClozeContent(GappedContent):
    type: Literal["cloze"]
    gaps: Annotated[tuple[Gap, ...], Field(min_length=1, max_length=30)]

    def listed(self) -> list[str]:
        return [choice.text for gap in self.gaps if isinstance(gap, DropdownGap) for choice in gap.choices]


class Cloze(GappedResponse):
    """A stored response maps gap numbers to typed texts or choice keys."""

    name = "cloze"
    content = ClozeContent

    def groups(self, content: ClozeContent) -> dict[str, list[str]]:
        dropdowns = ((number, gap) for number, gap in content.numbered() if gap.kind == "dropdown")
        return {number: [choice.key for choice in gap.choices] for number, gap in dropdowns}

    def shuffled(self, content: ClozeContent) -> Mapping[str, Shuffle]:
        return dict.fromkeys(self.groups(content), Shuffle.IF_QUIZ_DOES)

    def to_author(self, content: ClozeContent, raw: Any, translate: Translate) -> Any:
        gaps, given = dict(content.numbered()), content.given(raw) or {}
        stored = {number: gaps[number].take(number, value, translate) for number, value in given.items()}
        return {number: value for number, value in stored.items() if value} or None

    def widget(self, content: ClozeContent, shown: Shown, stored: Any) -> dict[str, Any]:
        gaps = {
            number: self._gap(gap, shown.get(number, ()), (stored or {}).get(number))
            for number, gap in content.numbered()
        }
        return {"text": content.text, "gaps": gaps}

    def _gap(self, gap: Gap, keys: Sequence[tuple[str, str]], given: str | None) -> dict[str, Any]:
        if not isinstance(gap, DropdownGap):
            return {"kind": gap.kind, "value": given or ""}
        texts = {choice.key: choice.text for choice in gap.choices}
        choices = [{"key": hidden, "text": texts[key], "chosen": key == given} for key, hidden in keys]
        return {"kind": gap.kind, "choices": choices, "numbered": cut_off(texts.values())}

    def grade(self, content: ClozeContent, stored: Any) -> Outcome:
        given = stored or {}
        found = [
            (number, gap, *(gap.grade(given[number]) if number in given else NOT_GIVEN))
            for number, gap in content.numbered()
        ]
        parts = tuple(
            Part(
                number,
                number,
                gap.words(given.get(number, "")) if number in given else "",
                gap.words(gap.right()),
                marked=gap.kind == "dropdown",
                right=as_fraction(fraction) == ONE,
                partly=is_partly(as_fraction(fraction)),
                feedback=feedback,
                misconception=misconception,
            )
            for number, gap, fraction, feedback, misconception in found
        )
        return weighted_mean(content.gaps, parts, (fraction for _n, _gap, fraction, *_said in found))

    def correct(self, content: ClozeContent) -> Any:
        return {number: gap.right() for number, gap in content.numbered()}

    def summary(self, content: ClozeContent, stored: Any) -> str:
        given = stored or {}
        return "; ".join(
            f"{number}: {gap.words(given[number])}" for number, gap in content.numbered() if number in given
        )
