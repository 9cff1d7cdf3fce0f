"""The question bank of a course: what is looked for, and a page of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Avg, Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from accounts.models import User
from lessons.models import Course, Lesson, Revision
from lessons.rich import plain_rich
from lessons.text import fold
from quizzes.asking import written
from quizzes.models import Answer, Attempt, Question, Report, Slot
from quizzes.question_types.base import RIGHT
from securityedu.studio.twins import twins_of
from securityedu.studio.wording import Words, option_label

PER_PAGE = 50
# From how many answers on a share says something, and below which share a question is hard.
ENOUGH, HARD = 5, 0.4
ORDERS = {
    "place": ("lesson__position", "lesson__key", "position", "key"),
    "newest": ("-current_id",),
    "words": ("search_text", "key"),
}


@dataclass(frozen=True)
class Facility:
    """How many answered in their first graded attempt at a quiz, and how many of them were right (in %)."""

    count: int
    percent: int


@dataclass(frozen=True)
class BankRow:
    """`twin` is the key of a question that looks like it, where duplicates are looked for."""

    question: Question
    quizzes: int
    reports: int
    facility: Facility | None
    twin: str = ""

    @property
    def asks(self) -> str:
        content = self.question.current.content
        return plain_rich(written([content.get("prompt"), content.get("text")])) or self.question.key

    @property
    def type_name(self) -> Words:
        return option_label(self.question.type)


def bank_page(course: Course, wanted: Mapping[str, Any], number: Any) -> tuple[Page, list[BankRow]]:
    """`wanted` is what a BankForm holds; what is missing asks for nothing. Four statements, however many rows, and a
    few more for duplicates.
    """
    page = Paginator(questions(course, wanted), PER_PAGE).get_page(number)
    found = list(page.object_list)
    keys = [row.pk for row in found]
    counts, facilities = counts_of(keys), facilities_of(keys)
    twins = twins_of(course) if "twice" in wanted.get("only", ()) else {}
    return page, [BankRow(row, *counts[row.pk], facilities.get(row.pk), twins.get(row.pk, "")) for row in found]


def questions(course: Course, wanted: Mapping[str, Any]) -> QuerySet[Question]:
    """Those that fit, in the order that is asked for, with what a list shows of them."""
    rows = Question.objects.filter(course=course, current__isnull=False)
    rows = _in_state(rows, wanted.get("state") or "")
    rows = _with_words(rows, wanted.get("q") or "")
    rows = rows.filter(**{name: wanted[name] for name in ("type", "lesson__key") if wanted.get(name)})
    if tag := wanted.get("tag"):
        rows = rows.annotate(tag_list=Cast("tags", CharField())).filter(tag_list__contains=f'"{tag}"')
    if by := wanted.get("by"):
        rows = rows.filter(key__in=saved_by(course, by))
    for mark in wanted.get("only") or ():
        rows = MARKS[mark](rows, course)
    shown = ("key", "type", "draft", "archived", "tags", "lesson__key", "lesson__title", "current__content")
    return rows.select_related("lesson", "current").only(*shown).order_by(*ORDERS[wanted.get("sort") or "place"])


def _in_state(rows: QuerySet[Question], state: str) -> QuerySet[Question]:
    if state == "archived":
        return rows.filter(archived=True)
    rows = rows.filter(archived=False)
    return rows.filter(draft=state == "draft") if state else rows


def _with_words(rows: QuerySet[Question], said: str) -> QuerySet[Question]:
    """Each of the words, or the key as it is."""
    words = Q()
    for word in fold(said).split():
        words &= Q(search_text__contains=word)
    return rows.filter(words | Q(key__contains=said.strip().lower())) if said.strip() else rows


def saved_by(course: Course, by: str) -> QuerySet[Any]:
    saved = Revision.objects.filter(course=course, kind="question", created_by__username=by)
    return saved.order_by().values("key")


def _stale(rows: QuerySet[Question], course: Course) -> QuerySet[Question]:
    return rows.filter(pk__in=Question.objects.filter(course=course).stale().order_by().values("pk"))


def _unused(rows: QuerySet[Question], course: Course) -> QuerySet[Question]:
    """No quiz names it; one may still draw it."""
    return rows.filter(~Exists(_slots().filter(question=OuterRef("pk"))))


def _hard(rows: QuerySet[Question], course: Course) -> QuerySet[Question]:
    rated = _rated(_first_answers().filter(version__question__course=course))
    return rows.filter(pk__in=rated.filter(count__gte=ENOUGH, share__lt=HARD).values("version__question"))


def _twice(rows: QuerySet[Question], course: Course) -> QuerySet[Question]:
    return rows.filter(pk__in=twins_of(course))


def _reported(rows: QuerySet[Question], course: Course) -> QuerySet[Question]:
    return rows.filter(Exists(Report.objects.filter(question=OuterRef("pk"), closed_at=None)))


MARKS = {"reported": _reported, "stale": _stale, "unused": _unused, "hard": _hard, "twice": _twice}


# --- what is told of questions ---------------------------------------------------------------------------------------


def _slots() -> QuerySet[Slot]:
    return Slot.objects.filter(quiz__archived=False).order_by()


def counts_of(questions: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many quizzes name each of them, and how many reports on it are open."""
    named = Count("slots__quiz", filter=Q(slots__quiz__archived=False), distinct=True)
    reports = Count("reports", filter=Q(reports__closed_at=None), distinct=True)
    found = Question.objects.filter(pk__in=questions).order_by().annotate(quizzes=named, open=reports)
    return {pk: (quizzes, count) for pk, quizzes, count in found.values_list("pk", "quizzes", "open")}


def open_reports(course: Course, key: str) -> QuerySet[Report]:
    return Report.objects.filter(question__course=course, question__key=key, closed_at=None)


def facilities_of(questions: Sequence[int]) -> dict[int, Facility]:
    rated = _rated(_first_answers().filter(version__question__in=questions))
    found = rated.values_list("version__question", "count", "share")
    return {question: Facility(count, round(100 * share)) for question, count, share in found}


def _first_answers() -> QuerySet[Answer]:
    """Each learner's first at each quiz, once it is handed in and graded: what she knew, before she saw the review."""
    first = Answer.objects.filter(attempt__kind=Attempt.Kind.GRADED, attempt__number=1, fraction__isnull=False)
    return first.exclude(attempt__state=Attempt.State.OPEN).order_by()


def _rated(answers: QuerySet[Answer]) -> QuerySet[Any]:
    right = Case(When(fraction__gte=RIGHT, then=Value(1.0)), default=Value(0.0))
    return answers.values("version__question").annotate(count=Count("pk"), share=Avg(right))


# --- what can be looked for ------------------------------------------------------------------------------------------


def tags_of(course: Course) -> list[str]:
    lists = Question.objects.filter(course=course).exclude(tags=[]).order_by().values_list("tags", flat=True)
    return sorted({tag for tags in lists.distinct() for tag in tags})


def lessons_of(course: Course) -> QuerySet[Lesson]:
    return Lesson.objects.filter(course=course, archived=False).only("key", "title", "objectives")


def authors_of(course: Course) -> QuerySet[User]:
    saved = Revision.objects.filter(course=course, kind="question").order_by().values("created_by")
    return User.objects.filter(pk__in=saved).order_by("username")
