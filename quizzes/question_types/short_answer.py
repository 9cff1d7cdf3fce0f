"""Short answer: the first accepted text that matches, in order."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lessons.course_files import Text
from lessons.text import fold
from quizzes.question_types.base import (
    NO_FULL_MARKS,
    RIGHT,
    ZERO,
    Outcome,
    Part,
    QuestionEntry,
    TypedAnswer,
    TypedResponse,
    as_fraction,
    is_partly,
    misconception_of,
)

_STAR = "\ue000"  # a private character that stands for the wildcard while texts are folded


class ShortAnswerContent(QuestionEntry):
    type: Literal["short_answer"]
    answers: Annotated[tuple[TypedAnswer, ...], Field(min_length=1, max_length=100)]
    case_sensitive: bool = False
    accents_matter: bool = False
    feedback_other: Text = ""

    @model_validator(mode="after")
    def _can_be_right(self) -> "ShortAnswerContent":
        right_text(self.answers, case_sensitive=self.case_sensitive, accents_matter=self.accents_matter)
        return self


def matches(pattern: str, text: str, *, case_sensitive: bool = False, accents_matter: bool = False) -> bool:
    """Whether a typed text is what the pattern says, both folded; '*' is any run of characters, '\\*' a star."""
    options = {"keep_case": case_sensitive, "keep_accents": accents_matter}
    return _fits(_pieces(pattern, **options), fold(text.replace(_STAR, ""), **options))


def _fits(pieces: tuple[str, ...], text: str) -> bool:
    """Linear in the length of the text: the pieces between stars are looked for from left to right."""
    first, *rest = pieces
    if not rest:
        return text == first
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in middle:
        position = text.find(piece, position, end)
        if position < 0:
            return False
        position += len(piece)
    return True


@lru_cache(maxsize=10_000)
def _pieces(pattern: str, *, keep_case: bool, keep_accents: bool) -> tuple[str, ...]:
    """The folded texts between the pattern's stars; patterns are few and answers many, so they are kept."""
    marked = re.sub(r"\\\*|\*", lambda found: _STAR if found[0] == "*" else "*", pattern)
    return tuple(fold(marked, keep_case=keep_case, keep_accents=keep_accents).split(_STAR))


def first_match(
    answers: Iterable[TypedAnswer], text: str | None, *, case_sensitive: bool = False, accents_matter: bool = False
) -> TypedAnswer | None:
    if text is None:
        return None
    options = {"keep_case": case_sensitive, "keep_accents": accents_matter}
    folded = fold(text.replace(_STAR, ""), **options)
    for answer in answers:
        if any(_fits(_pieces(each, **options), folded) for each in (answer.text, *answer.also)):
            return answer
    return None


def right_text(answers: Sequence[TypedAnswer], **options: bool) -> str:
    """A text that gets full marks; ValueError when there is none."""
    best = max(answers, key=lambda answer: answer.fraction)
    text = best.text.replace("\\*", "*")
    found = first_match(answers, text, **options)
    if found is None or found.fraction < RIGHT:
        raise ValueError(NO_FULL_MARKS)
    return text


class ShortAnswer(TypedResponse):
    name = "short_answer"
    content = ShortAnswerContent

    def grade(self, content: ShortAnswerContent, stored: Any) -> Outcome:
        options = {"case_sensitive": content.case_sensitive, "accents_matter": content.accents_matter}
        answer = first_match(content.answers, stored, **options)
        fraction = as_fraction(answer.fraction) if answer else ZERO
        feedback = answer.feedback if answer else content.feedback_other if stored is not None else ""
        part = Part(
            "",
            given=stored or "",
            expected=self.correct(content),
            right=fraction == 1,
            partly=is_partly(fraction),
            feedback=feedback,
            misconception=misconception_of(answer),
        )
        return Outcome(fraction, (part,), feedback)

    def correct(self, content: ShortAnswerContent) -> Any:
        return right_text(content.answers, case_sensitive=content.case_sensitive, accents_matter=content.accents_matter)
