"""Writes that concern a whole course, over all apps."""

from collections.abc import Sequence

from django.db import transaction

from lessons.models import Course, CourseObject
from lessons.services import collect_course
from securityedu.courses import STORES, messages, new_messages


class WouldBreak(Exception):
    """The rest of the course needs what should go, or what should come back needs what isn't there."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


@transaction.atomic
def set_archived(course: Course, objects: Sequence[CourseObject], *, archived: bool) -> None:
    """Takes objects of one kind out of their course, or brings them back; all or none. Raises WouldBreak."""
    before = messages(collect_course(course, STORES))
    type(objects[0])._default_manager.filter(course=course, pk__in=[each.pk for each in objects]).update(
        archived=archived
    )
    if problems := new_messages(before, messages(collect_course(course, STORES))):
        raise WouldBreak(problems)
    for store in STORES:
        store.finish(course)
