"""The contents of a course as its page shows them: lessons with their quizzes. Pure, given rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizzes.overview import QuizOverview


@dataclass(frozen=True)
class Chapter:
    """A lesson with the quizzes on it, or, without a lesson and a number, quizzes on the course."""

    number: int | None = None
    lesson: Any = None
    quizzes: list[QuizOverview] = field(default_factory=list)


def chapters(
    contents: Sequence[Mapping[str, str]], lessons: Mapping[str, Any], overviews: Mapping[str, QuizOverview]
) -> list[Chapter]:
    """In the order of the course. A quiz stands with its lesson when that came before; what is hidden is left out."""
    found: list[Chapter] = []
    of_lesson: dict[int, Chapter] = {}
    for entry in contents:
        if lesson := lessons.get(entry.get("lesson", "")):
            of_lesson[lesson.pk] = Chapter(len(of_lesson) + 1, lesson)
            found.append(of_lesson[lesson.pk])
        elif overview := overviews.get(entry.get("quiz", "")):
            if chapter := of_lesson.get(overview.quiz.lesson_id):
                chapter.quizzes.append(overview)
            else:
                found.append(Chapter(quizzes=[overview]))
    return found
