"""Questions of other programs into a course: what an import would do, and doing it. All of it happens, or nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from lessons.course_files import Located
from lessons.models import Course, Lesson, Picture
from lessons.services import collect_course, lock_course, save_objects
from quizzes.asking import mark_of
from quizzes.composing import media_in
from quizzes.formats.base import Reading
from quizzes.importing import Plan, Shelf, plan
from quizzes.models import Question
from securityedu.courses import STORES, check, store_of


class PlanOutdated(Exception):
    """Since the plan was made somebody has taken a key of it, or archived its lesson; nothing was saved."""


def prepare(reading: Reading, *, lesson: Lesson, objective: str = "", explanation: str = "") -> Plan:
    """What importing these questions into a lesson's bank would do, checked against the course; `objective` and
    `explanation` are for those that have none.
    """
    result = plan(reading, shelf_of(lesson), objective=objective, explanation=explanation)
    result.refuse(_problems(lesson.course, result))
    return result


def shelf_of(lesson: Lesson) -> Shelf:
    rows = Question.objects.filter(course=lesson.course)
    bank = rows.filter(archived=False, current__isnull=False).values_list("current__content", "search_text", "key")
    last = rows.filter(lesson=lesson).aggregate(last=Max("position"))["last"]
    return Shelf(
        lesson=lesson.key,
        objectives=frozenset(objective["key"] for objective in lesson.objectives),
        keys=frozenset(rows.values_list("key", flat=True)),
        marks={mark_of(content, asks): key for content, asks, key in bank},
        pictures=dict(Picture.objects.filter(course=lesson.course).values_list("key", "file")),
        position=0 if last is None else last + 1,
    )


def _problems(course: Course, found: Plan) -> dict[str, list[str]]:
    """What the rules say about the questions, by key, as for an editor. A problem's file is the key of its question."""
    folder = collect_course(course, STORES)
    new = {("question", each.key): each.located for each in found.questions}
    folder.objects |= {("picture", key): located for key, located in found.pictures.items()} | new
    check(folder)
    problems: dict[str, list[str]] = {}
    for problem in folder.problems:
        if ("question", problem.file) in new and not problem.loose:
            problems.setdefault(problem.file, []).append(problem.message)
    return problems


@transaction.atomic
def save(found: Plan, *, course: Course, now: datetime, by: Any = None) -> int:
    """Save the questions of a plan with the pictures that they show; returns how many. Who may, and whether errors
    keep the others back, is decided before. Raises PlanOutdated.
    """
    lock_course(course)
    shown = _shown(found)
    questions = {each.key: each.located for each in found.questions}
    if not _fits(course, questions, shown):
        raise PlanOutdated
    save_objects(course, store_of("picture"), shown, stores=(), now=now, by=by)
    save_objects(course, store_of("question"), questions, stores=STORES, now=now, by=by)
    return len(questions)


def _fits(course: Course, questions: Mapping[str, Located], pictures: Mapping[str, Located]) -> bool:
    """Whether all keys are still free and the lessons are there: saving under a key that is taken overwrites."""
    if store_of("question").keys(course) & questions.keys() or store_of("picture").keys(course) & pictures.keys():
        return False
    lessons = {located.parent for located in questions.values()}
    return Lesson.objects.filter(course=course, key__in=lessons, archived=False).count() == len(lessons)


def _shown(found: Plan) -> Mapping[str, Located]:
    """Pictures of questions that are not saved are not, either."""
    keys = {key for each in found.questions for _kind, key in media_in(each.entry)}
    return {key: located for key, located in found.pictures.items() if key in keys}
