"""What a course folder may say about questions, quizzes and misconceptions (docs/course-format.md). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, model_validator

from lessons.course_files import Entry, Key, Kind, Layout, NonEmpty, Text, Title
from quizzes.question_types import RECIPES, TYPES, schema_of
from quizzes.question_types.base import QuestionEntry
from quizzes.question_types.texts import TEXTS

Points = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]


class MisconceptionEntry(Entry):
    key: Key
    belief: NonEmpty
    correction: NonEmpty


class UnknownTypeEntry(QuestionEntry):
    """Stands for a question whose type isn't one: tells which there are."""

    type: Literal[(*TYPES, *RECIPES, *TEXTS)]  # type: ignore[valid-type]


@dataclass(frozen=True)
class QuestionKind(Kind):
    """The model of a question depends on its type."""

    def choose_model(self, data: Mapping[str, Any]) -> type[Entry]:
        return schema_of(str(data.get("type"))) or UnknownTypeEntry


class DrawEntry(Entry):
    lesson: Key
    objective: Key | None = None
    use: Literal["quiz", "exam", "check"] = "quiz"


class SlotEntry(Entry):
    question: Key | None = None
    draw: DrawEntry | None = None
    count: Annotated[int, Field(ge=1, le=200)] = 1
    points: Points = Decimal(1)

    @model_validator(mode="after")
    def _question_or_draw(self) -> "SlotEntry":
        if (self.question is None) == (self.draw is None):
            raise ValueError("a slot has a 'question' or a 'draw'")
        if self.question and self.count != 1:
            raise ValueError("only a draw has a 'count'")
        return self


class QuizEntry(Entry):
    title: Title
    lesson: Key | None = None
    introduction: Text = ""
    graded: bool = True
    attempts: Annotated[int, Field(ge=0, le=1000)] = 0
    counting: Literal["best", "last", "first", "average"] = "best"
    pass_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(0)
    time_limit_minutes: Annotated[int, Field(ge=0, le=10_000)] = 0
    questions_per_page: Annotated[int, Field(ge=0, le=200)] = 0
    shuffle_questions: bool = False
    shuffle_choices: bool = True
    practice: bool = True
    reveal: Literal["at_once", "when_finished", "after_close", "never"] = "when_finished"
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    slots: Annotated[tuple[SlotEntry, ...], Field(min_length=1, max_length=500)]

    @property
    def size(self) -> int:
        """How many questions an attempt has."""
        return sum(slot.count for slot in self.slots)

    @model_validator(mode="after")
    def _settings_agree(self) -> "QuizEntry":
        if self.opens_at and self.closes_at and not _before(self.opens_at, self.closes_at):
            raise ValueError("'opens_at' must be before 'closes_at'")
        if not self.graded and not self.practice:
            raise ValueError("a quiz is graded, or for practice, or both")
        if self.reveal == "after_close" and not self.closes_at:
            raise ValueError("'reveal: after_close' needs 'closes_at'")
        named = [slot.question for slot in self.slots if slot.question]
        if len(set(named)) < len(named):
            raise ValueError("a question stands in two slots")
        return self


def _before(first: datetime, second: datetime) -> bool:
    return first < second


MISCONCEPTION = Kind("misconception", "misconceptions.yaml", Layout.LIST, MisconceptionEntry)
QUESTION = QuestionKind("question", "questions/*.yaml", Layout.LIST, QuestionEntry)
QUIZ = Kind("quiz", "quizzes/*.yaml", Layout.MAPPING, QuizEntry)

KINDS = (MISCONCEPTION, QUESTION, QUIZ)
