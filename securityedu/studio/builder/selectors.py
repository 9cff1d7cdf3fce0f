"""What the quiz builder asks the database: one query each, whatever the size of the bank."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Subquery, Value

from lessons.models import Course, Lesson
from quizzes.models import Attempt, Question
from quizzes.question_types.texts import STIMULUS, TEXTS
from quizzes.quiz_entry import DrawEntry
from securityedu.studio.bank import questions
from securityedu.studio.references import short

FOUND_A_PAGE = 20
# More than these say no more about how long a quiz takes.
MOST_DURATIONS = 500


class Outline(NamedTuple):
    """What a draw looks at: a question without what it says. A draw can take it as an entry of a course (`takes`)."""

    lesson: str
    key: str
    use: str
    objective: str
    type: str
    tags: Sequence[str]
    difficulty: str
    draft: bool


@dataclass(frozen=True)
class Bank:
    """The outlines of a course's questions, by lesson."""

    lessons: Mapping[str, Sequence[Outline]]

    def pool(self, draw: DrawEntry, besides: Collection[str | None]) -> int:
        """How many questions a draw can take, `besides` those with slots of their own."""
        # The rule asks for what an entry and its outline both have.
        questions: Sequence[Any] = self.lessons.get(draw.lesson, ())
        return sum(draw.takes(each) and each.key not in besides for each in questions)

    def tags(self, lesson: str) -> list[str]:
        return sorted({tag for each in self.lessons.get(lesson, ()) for tag in each.tags})

    @cached_property
    def all_tags(self) -> list[str]:
        return sorted({tag for lesson in self.lessons for tag in self.tags(lesson)})


def bank_of(course: Course) -> Bank:
    """Every question that learners may be asked or that is still written: ten thousand take some fifty milliseconds."""
    rows = Question.objects.filter(course=course, archived=False, current__isnull=False).exclude(type__in=TEXTS)
    names = ("lesson__key", "key", "use", "objective", "type", "tags", "difficulty", "draft")
    lessons: dict[str, list[Outline]] = {}
    for row in rows.order_by().values_list(*names):
        outline = Outline(*row)
        lessons.setdefault(outline.lesson, []).append(outline)
    return Bank(lessons)


@dataclass(frozen=True)
class Chapter:
    """A lesson that questions are drawn from."""

    key: str
    title: str
    objectives: Sequence[tuple[str, str]]


def chapters_of(course: Course) -> list[Chapter]:
    rows = Lesson.objects.filter(course=course, archived=False).values_list("key", "title", "objectives")
    return [Chapter(key, title, [(each["key"], short(each["text"])) for each in goals]) for key, title, goals in rows]


def questions_named(course: Course, keys: Iterable[str]) -> dict[str, Question]:
    """By key, also those that are archived."""
    rows = Question.objects.filter(course=course, key__in=set(keys), current__isnull=False)
    return {row.key: row for row in rows.select_related("current", "lesson")}


def prompt_of(question: Question) -> str:
    content = question.current.content if question.current else {}
    return short(content.get("text" if question.type in TEXTS else "prompt", ""))


def durations_of(course: Course, quiz: str) -> list[timedelta]:
    """How long the newest finished graded attempts took."""
    rows = Attempt.objects.filter(
        quiz__course=course, quiz__key=quiz, kind=Attempt.Kind.GRADED, state=Attempt.State.SUBMITTED
    ).exclude(finished_at=None)
    times = rows.order_by("-finished_at").values_list("started_at", "finished_at")[:MOST_DURATIONS]
    return [ended - began for began, ended in times if ended]


# --- looking for questions -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Search:
    """What is looked for in the bank: words that all stand in a question's text or key, and where."""

    q: str = ""
    lesson: str = ""
    type: str = ""
    tag: str = ""
    status: str = ""
    page: int = 1


@dataclass(frozen=True)
class Found:
    questions: Sequence[Question] = field(default_factory=list)
    total: int = 0
    page: int = 1

    @property
    def first(self) -> int:
        return (self.page - 1) * FOUND_A_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.questions) - 1

    @property
    def has_more(self) -> bool:
        return self.last < self.total


def find(course: Course, search: Search) -> Found:
    """A page of the questions and descriptions that can stand in a quiz, found and in order as in the bank."""
    rows = questions(course, _wanted(search)).filter(lesson__archived=False).exclude(type=STIMULUS)
    # Counted within the same query, and apart from it: a window would carry all rows with all they say.
    counted = rows.order_by().values(one=Value(1)).annotate(count=Count("pk")).values("count")
    first = (search.page - 1) * FOUND_A_PAGE
    found: list[Any] = list(rows.annotate(total=Subquery(counted))[first : first + FOUND_A_PAGE])
    return Found(found, found[0].total if found else 0, search.page)


def _wanted(search: Search) -> dict[str, Any]:
    """The same for the bank's search."""
    status = {"only": ["unused"]} if search.status == "unused" else {"state": search.status}
    return {"q": search.q, "lesson__key": search.lesson, "type": search.type, "tag": search.tag, **status}
