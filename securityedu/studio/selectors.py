"""What the studio's pages list: one named query a list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from lessons.models import Course, CourseMember, CourseObject, Figure, Lesson, Page, Picture, Recording, Source, Term
from lessons.rules import is_open
from quizzes.models import Answer, Misconception, Question, Quiz
from quizzes.question_types.texts import TEXTS

MODELS: dict[str, type[CourseObject]] = {
    "lesson": Lesson,
    "question": Question,
    "quiz": Quiz,
    "source": Source,
    "term": Term,
    "misconception": Misconception,
    "figure": Figure,
    "picture": Picture,
    "recording": Recording,
    "page": Page,
}


def courses_taught(user: Any) -> QuerySet[Any]:
    """The courses of an instructor, or all for staff, each with what it holds."""
    counts = {
        "lesson_count": Count("lesson_set", filter=Q(lesson_set__archived=False), distinct=True),
        "quiz_count": Count("quiz_set", filter=Q(quiz_set__archived=False), distinct=True),
        "question_count": Count("question_set", filter=Q(question_set__archived=False), distinct=True),
    }
    return Course.objects.taught_by(user).annotate(**counts)


def waiting_count(user: Any) -> int:
    """How many answers wait for her to grade them."""
    return Answer.objects.waiting().filter(attempt__quiz__in=Quiz.objects.gradable_by(user)).count()


def objects_of(course: Course, kind: str) -> QuerySet[Any]:
    """All of one kind, what was archived last."""
    rows = MODELS[kind]._default_manager.filter(course=course)
    return rows.order_by("archived", "position", "key")


def row_of(course: Course, kind: str, key: str) -> Any | None:
    return MODELS[kind]._default_manager.filter(course=course, key=key).first()


def members_of(course: Course) -> QuerySet[CourseMember]:
    return course.members.select_related("user").order_by("role", "user__username")


@dataclass(frozen=True)
class Item:
    """A step of the course: where it stands, the lesson or quiz, and whether its time is yet to come."""

    index: int
    kind: str
    row: Any
    scheduled: bool = False


def contents_of(course: Course, now: datetime) -> tuple[list[Item], list[Item]]:
    """The steps in their order, and the drafts: what is in the course and in no order yet."""
    rows: dict[tuple[str, str], Any] = {}
    for kind in ("lesson", "quiz"):
        found = MODELS[kind]._default_manager.filter(course=course, archived=False)
        rows |= {(kind, row.key): row for row in _light(kind, found)}
    named = [("lesson", item["lesson"]) if "lesson" in item else ("quiz", item["quiz"]) for item in course.contents]
    steps = [
        Item(index, pair[0], row, not is_open(row.opens_at, now))
        for index, pair in enumerate(named)
        if (row := rows.get(pair))
    ]
    drafts = [Item(-1, kind, row) for (kind, key), row in rows.items() if (kind, key) not in set(named)]
    return steps, drafts


def _light(kind: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    if kind == "lesson":
        ready = Count("questions", filter=Q(questions__archived=False))
        return rows.defer("body", "html", "search_text", "apparatus").annotate(question_count=ready)
    asked = Sum("slots__count", filter=~Q(slots__question__type__in=[*TEXTS]))
    return rows.annotate(question_count=Coalesce(asked, 0))
