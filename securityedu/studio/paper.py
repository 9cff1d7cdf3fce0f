"""A quiz as a paper to print: its questions as sheets, and the key."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lessons.pictures import Shown
from quizzes.drawing import content_of
from quizzes.models import Quiz
from quizzes.paper import Sheet, sheet_of
from quizzes.presenting import text_view, texts_at
from quizzes.services import on_paper


@dataclass(frozen=True)
class PaperQuestion:
    number: int
    prompt: str
    points: Decimal
    pictures: Shown
    sheet: Sheet
    explanation: str
    above: Sequence[Any]
    below: Sequence[Any]


@dataclass(frozen=True)
class Paper:
    questions: Sequence[PaperQuestion]

    @property
    def points(self) -> Decimal:
        return sum((each.points for each in self.questions), Decimal(0))


def paper_of(quiz: Quiz, seed: str) -> Paper:
    """The same seed prints the same paper, whoever prints it."""
    attempt, answers = on_paper(quiz, seed)
    return Paper([_question(attempt, answer) for answer in answers])


def _question(attempt: Any, answer: Any) -> PaperQuestion:
    content = content_of(answer)
    texts = texts_at(attempt, answer.position)
    return PaperQuestion(
        number=answer.position,
        prompt=content.prompt,
        points=answer.points,
        pictures=answer.version.pictures,
        sheet=sheet_of(content, answer.layout),
        explanation=content.explanation,
        above=[text_view(text) for text in texts if not text.get("below")],
        below=[text_view(text) for text in texts if text.get("below")],
    )
