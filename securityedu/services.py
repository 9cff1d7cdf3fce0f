"""Writes that concern a whole course, over all apps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from lessons.course_files import Located
from lessons.models import Course, CourseObject
from lessons.services import collect_course, lock_course, save_object
from quizzes.models import QuestionVersion
from quizzes.question_types import load_content
from securityedu.courses import STORES, messages, new_messages, problems_with, store_of


class WouldBreak(Exception):
    """The rest of the course needs what should go, or what should come back needs what isn't there."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


@transaction.atomic
def set_archived(course: Course, objects: Sequence[CourseObject], *, archived: bool) -> None:
    """Takes objects of one kind out of their course, or brings them back; all or none. Raises WouldBreak."""
    lock_course(course)
    before = messages(collect_course(course, STORES))
    type(objects[0])._default_manager.filter(course=course, pk__in=[each.pk for each in objects]).update(
        archived=archived
    )
    if problems := new_messages(before, messages(collect_course(course, STORES))):
        raise WouldBreak(problems)
    for store in STORES:
        store.finish(course)


@transaction.atomic
def restore_version(version: QuestionVersion, *, now: datetime, by: Any) -> QuestionVersion:
    """What the question said then, as a new version: attempts keep theirs. Raises WouldBreak."""
    question = version.question
    lock_course(question.course)
    content = load_content(version.content)
    located = Located(content, "", 1, question.position, question.lesson.key)
    if problems := problems_with(question.course, "question", question.key, located):
        raise WouldBreak(problems)
    save_object(question.course, store_of("question"), question.key, located, stores=STORES, now=now, by=by)
    return question.versions.latest("number")
