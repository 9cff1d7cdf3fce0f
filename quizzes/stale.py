"""Questions whose answer rests on words that nobody has accepted: the old and the new ones beside each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber

from lessons.course_files import parse_one
from lessons.differences import Parts, word_differences
from lessons.markup import render_lesson
from lessons.models import Course, Passage, Revision
from lessons.rules import WRITERS
from lessons.schema import LESSON
from lessons.text import digest
from quizzes.models import Evidence, Question
from quizzes.question_types import load_content

PER_PAGE = 10
# Of each lesson's revisions: words that were accepted longer ago are not looked for.
LOOKED_BACK = 50


@dataclass(frozen=True)
class StalePassage:
    """`before` are the words that somebody accepted, None where nobody has or they are not known any more; `after` the
    words of now, None where the lesson has the passage no more.
    """

    evidence: Evidence
    before: Parts | None
    after: Parts | None


@dataclass(frozen=True)
class StaleQuestion:
    question: Question
    prompt: str
    passages: list[StalePassage]

    @property
    def can_be_accepted(self) -> bool:
        return any(each.after for each in self.passages)

    @property
    def seen(self) -> str:
        """The digests of what is shown, for `accept_evidence`."""
        return " ".join(each.evidence.passage.digest for each in self.passages)


def stale_page(user: Any, number: str | None) -> Page:
    """One page of all stale questions of the courses that this person edits: four queries."""
    page = Paginator(_stale(user), PER_PAGE).get_page(number)
    page.object_list = with_words(list(page.object_list))
    return page


def stale_question(user: Any, question_id: int) -> StaleQuestion | None:
    return next(iter(with_words(_stale(user).filter(pk=question_id))), None)


def _stale(user: Any) -> QuerySet[Question]:
    evidence = Prefetch("evidence", Evidence.objects.select_related("passage__lesson__course"))
    questions = Question.objects.stale().filter(archived=False, course__in=Course.objects.taught_by(user, WRITERS))
    questions = questions.select_related("current", "lesson", "course").prefetch_related(evidence)
    return questions.order_by("course__title", "course", "lesson__position", "lesson", "position", "key")


def with_words(questions: Iterable[Question]) -> list[StaleQuestion]:
    found = [(each, [row for row in each.evidence.all() if row.is_stale]) for each in questions]
    known = accepted_words([row for _question, rows in found for row in rows])
    return [
        StaleQuestion(
            question,
            getattr(load_content(question.current.content), "prompt", ""),
            [_passage(row, known.get(row.accepted_digest)) for row in rows],
        )
        for question, rows in found
    ]


def _passage(row: Evidence, accepted: str | None) -> StalePassage:
    if not row.passage.present:
        return StalePassage(row, accepted and ((accepted, False),), None)
    if accepted is None:
        return StalePassage(row, None, ((row.passage.text, False),))
    return StalePassage(row, *word_differences(accepted, row.passage.text))


def accepted_words(rows: Sequence[Evidence]) -> dict[str, str]:
    """The accepted words by their digest, as far as the lessons' revisions still have them: one query, or none.

    A revision is read only as long as words are missing that it may have.
    """
    wanted = {(row.passage.lesson_id, row.accepted_digest) for row in rows if row.accepted_digest}
    found = {row.passage.digest: row.passage.text for row in rows if not row.passage.present}
    for lesson, revision in _revisions({row.passage.lesson for row in rows if row.accepted_digest}):
        if any(lesson_id == lesson and each not in found for lesson_id, each in wanted):
            found |= words_of(revision)
    return {each: found[each] for _lesson, each in wanted if each in found}


def _revisions(lessons: set[Any]) -> list[tuple[int, Revision]]:
    """Each with the id of its lesson, newest first."""
    if not lessons:
        return []
    ids = {(lesson.course_id, lesson.key): lesson.pk for lesson in lessons}
    rows = Revision.objects.filter(
        kind="lesson", course__in={course for course, _key in ids}, key__in={key for _course, key in ids}
    )
    age = Window(RowNumber(), partition_by=["course_id", "key"], order_by=F("pk").desc())
    recent = rows.annotate(age=age).filter(age__lte=LOOKED_BACK).order_by("-pk")
    return [(ids[row.course_id, row.key], row) for row in recent if (row.course_id, row.key) in ids]


def words_of(revision: Revision) -> dict[str, str]:
    """The passages that a lesson had then, by digest; none of a text that can't be read any more."""
    located, _problems = parse_one(LESSON, revision.text, revision.key)
    passages = render_lesson(located.entry.body).passages if located else []
    return {digest(each.text): each.text for each in passages}


def around(passage: Passage, reach: int = 2) -> list[Passage]:
    """The passage between those before and after it in its lesson."""
    near = passage.lesson.passages.filter(
        present=True, position__range=(passage.position - reach, passage.position + reach)
    )
    return list(near.order_by("position"))
