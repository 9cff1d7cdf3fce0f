"""Cloze: a text with gaps, typed or chosen; Σ wᵢfᵢ / Σ wᵢ, held at ≥ 0, an empty gap is 0."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lessons.course_files import Entry, NonEmpty, Text
from quizzes.question_types.base import (
    ONE,
    ZERO,
    Choice,
    Decimal,
    FormData,
    Outcome,
    Part,
    QuestionEntry,
    ResponseError,
    Shape,
    Shown,
    Shuffle,
    Translate,
    TypedAnswer,
    as_fraction,
    mapping_response,
    text_response,
    unique_keys,
)
from quizzes.question_types.short_answer import first_match, right_text
from quizzes.question_types.single_choice import fraction_of

_GAP = re.compile(r"\{(\d{1,3})\}")
Weight = Annotated[Decimal, Field(gt=0, max_digits=8)]


class Gap(Entry):
    """A dropdown has choices, a text gap has answers."""

    kind: Literal["dropdown", "text"]
    weight: Weight = ONE
    choices: Annotated[tuple[Choice, ...], Field(max_length=30)] = ()
    answers: Annotated[tuple[TypedAnswer, ...], Field(max_length=100)] = ()
    case_sensitive: bool = False
    accents_matter: bool = False
    feedback_other: Text = ""

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "Gap":
        unique_keys(self.choices)
        dropdown = self.kind == "dropdown"
        if dropdown != bool(self.choices) or dropdown == bool(self.answers):
            raise ValueError("a dropdown gap has 'choices', a text gap has 'answers'")
        if dropdown and sum(choice.is_key for choice in self.choices) != 1:
            raise ValueError("exactly one choice is correct")
        self.right()  # ValueError when no text gets full marks
        return self

    def grade(self, given: str | None) -> tuple[Decimal, str]:
        """Fraction and feedback for a choice's key or a typed text."""
        if given is None:
            return ZERO, ""
        if self.kind == "dropdown":
            chosen = next((choice for choice in self.choices if choice.key == given), None)
            return (fraction_of(chosen), chosen.feedback) if chosen else (ZERO, "")
        answer = first_match(
            self.answers, given, case_sensitive=self.case_sensitive, accents_matter=self.accents_matter
        )
        return (answer.fraction, answer.feedback) if answer else (ZERO, self.feedback_other)

    def words(self, given: str | None) -> str:
        if self.kind == "text" or given is None:
            return given or ""
        return next((choice.text for choice in self.choices if choice.key == given), "")

    def right(self) -> str:
        """The stored form of a right answer."""
        if self.kind == "dropdown":
            return next(choice.key for choice in self.choices if choice.is_key)
        return right_text(self.answers, case_sensitive=self.case_sensitive, accents_matter=self.accents_matter)


class ClozeContent(QuestionEntry):
    type: Literal["cloze"]
    text: NonEmpty
    gaps: Annotated[tuple[Gap, ...], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def _each_gap_stands_once(self) -> "ClozeContent":
        found = [int(number) for number in _GAP.findall(self.text)]
        if sorted(found) != list(range(1, len(self.gaps) + 1)):
            raise ValueError("each gap stands once in the text, as {1}, {2} …")
        return self

    def numbered(self) -> Iterator[tuple[str, Gap]]:
        return ((str(number), gap) for number, gap in enumerate(self.gaps, start=1))

    def segments(self) -> list[tuple[str, str]]:
        """The text cut at its gaps: ("text", Markdown) and ("gap", number) in turn."""
        pieces = _GAP.split(self.text)
        return [("gap" if index % 2 else "text", piece) for index, piece in enumerate(pieces)]


class Cloze:
    """A stored response maps gap numbers to typed texts or choice keys."""

    name = "cloze"
    content = ClozeContent
    choices = False
    shape = Shape.PARTS
    part_group = ""

    def groups(self, content: ClozeContent) -> dict[str, list[str]]:
        return {number: [choice.key for choice in gap.choices] for number, gap in content.numbered() if gap.choices}

    def shuffled(self, content: ClozeContent) -> Mapping[str, Shuffle]:
        return dict.fromkeys(self.groups(content), Shuffle.IF_QUIZ_DOES)

    def to_author(self, content: ClozeContent, raw: Any, translate: Translate) -> Any:
        given = mapping_response(raw)
        if given is None:
            return None
        gaps = dict(content.numbered())
        if not given.keys() <= gaps.keys():
            raise ResponseError("unknown_choice")
        stored = {
            number: translate(number, value) if gaps[number].kind == "dropdown" else text_response(value)
            for number, value in sorted(given.items(), key=lambda item: int(item[0]))
        }
        return {number: value for number, value in stored.items() if value} or None

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return stored and {number: translate(number, value) for number, value in stored.items()}

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        prefix = f"{name}-"
        found = {key.removeprefix(prefix): data.get(key) for key in data if key.startswith(prefix)}
        return {number: value for number, value in found.items() if number.isdecimal() and value} or None

    def widget(self, content: ClozeContent, shown: Shown, stored: Any) -> dict[str, Any]:
        gaps = dict(content.numbered())
        return {
            "segments": [
                self._gap(piece, gaps[piece], shown.get(piece, ()), (stored or {}).get(piece))
                if kind == "gap"
                else {"text": piece}
                for kind, piece in content.segments()
            ]
        }

    def _gap(self, number: str, gap: Gap, keys: Sequence[tuple[str, str]], given: str | None) -> dict[str, Any]:
        texts = {choice.key: choice.text for choice in gap.choices}
        choices = [{"key": hidden, "text": texts[key], "chosen": key == given} for key, hidden in keys]
        return {"gap": number, "choices": choices, "value": "" if choices else given or ""}

    def grade(self, content: ClozeContent, stored: Any) -> Outcome:
        parts, total, earned = [], ZERO, ZERO
        for number, gap in content.numbered():
            given = (stored or {}).get(number)
            fraction, feedback = gap.grade(given)
            total += gap.weight
            earned += gap.weight * fraction
            parts.append(
                Part(
                    number,
                    number,
                    gap.words(given),
                    gap.words(gap.right()),
                    right=as_fraction(fraction) == ONE,
                    feedback=feedback,
                )
            )
        return Outcome(as_fraction(max(ZERO, earned / total)), tuple(parts))

    def correct(self, content: ClozeContent) -> Any:
        return {number: gap.right() for number, gap in content.numbered()}

    def summary(self, content: ClozeContent, stored: Any) -> str:
        given = stored or {}
        return "; ".join(
            f"{number}: {gap.words(given[number])}" for number, gap in content.numbered() if number in given
        )
