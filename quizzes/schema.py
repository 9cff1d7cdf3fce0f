"""What a course folder may say about questions, quizzes and misconceptions (docs/course-format.md). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lessons.course_files import Entry, Key, Kind, Layout, NonEmpty
from quizzes.question_types import RECIPES, TYPES, schema_of
from quizzes.question_types.base import QuestionEntry
from quizzes.question_types.texts import TEXTS
from quizzes.quiz_entry import QuizEntry, with_preset


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
        return schema_of(str(data.get("type")), draft=data.get("draft") is True) or UnknownTypeEntry


class QuizKind(Kind):
    """Knows presets."""

    def expand(self, data: dict[str, Any]) -> dict[str, Any]:
        return with_preset(data)


MISCONCEPTION = Kind("misconception", "misconceptions.yaml", Layout.LIST, MisconceptionEntry)
QUESTION = QuestionKind("question", "questions/*.yaml", Layout.LIST, QuestionEntry)
QUIZ = QuizKind("quiz", "quizzes/*.yaml", Layout.MAPPING, QuizEntry)

KINDS = (MISCONCEPTION, QUESTION, QUIZ)
