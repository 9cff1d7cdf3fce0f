"""Writes to whole courses: making one, its order, its settings, who teaches it, a copy of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from lessons.course_files import Located
from lessons.models import Course, CourseMember
from lessons.schema import ContentItem, CourseEntry
from lessons.services import collect_course, load_course, save_object
from securityedu.courses import STORES, problems_with, store_of
from securityedu.services import WouldBreak
from securityedu.studio.forms import free_key

OWNER = CourseMember.Role.OWNER
Change = Callable[[Sequence[ContentItem]], Sequence[ContentItem]]


class LastOwner(Exception):
    """A course keeps somebody who can say who teaches it."""


@transaction.atomic
def create_course(*, entry: CourseEntry, by: Any, now: datetime) -> Course:
    """An empty draft that its maker owns, under a key made of its title."""
    course = _with_free_key(entry.title)
    _save_entry(course, entry, by=by, now=now)
    CourseMember.objects.create(course=course, user=by, role=OWNER)
    return course


def _with_free_key(title: str) -> Course:
    """Of two who make a course of one title at the same instant, one gets the next key."""
    while True:
        key = free_key(title, Course.objects.values_list("key", flat=True))
        try:
            with transaction.atomic():
                return Course.objects.create(key=key, published=False)
        except IntegrityError:
            if not Course.objects.filter(key=key).exists():
                raise


@transaction.atomic
def change_course(
    *, course: Course, changes: dict[str, Any], published: bool, publish_at: datetime | None, by: Any, now: datetime
) -> None:
    """`changes` are fields of CourseEntry; whether and from when it is published stands beside the text."""
    locked = Course.objects.select_for_update().get(pk=course.pk)
    locked.published, locked.publish_at = published, publish_at
    _save_entry(locked, _entry(locked).model_copy(update=changes), by=by, now=now)


@transaction.atomic
def change_contents(*, course: Course, change: Change, by: Any, now: datetime) -> None:
    """The order of lessons and quizzes after a change; what it doesn't name is a draft. Raises WouldBreak."""
    locked = Course.objects.select_for_update().get(pk=course.pk)
    entry = _entry(locked)
    changed = entry.model_copy(update={"contents": tuple(change(entry.contents))})
    if problems := problems_with(locked, "course", "course", Located(changed, "", 1, 0)):
        raise WouldBreak(problems)
    _save_entry(locked, changed, by=by, now=now)


def _entry(course: Course) -> CourseEntry:
    return store_of("course").collect(course)["course"].entry


def _save_entry(course: Course, entry: CourseEntry, *, by: Any, now: datetime) -> None:
    located = Located(entry, "", 1, 0)
    save_object(course, store_of("course"), "course", located, stores=STORES, now=now, by=by)


@transaction.atomic
def duplicate_course(*, course: Course, title: str, by: Any, now: datetime) -> Course:
    """A copy of all that is written, as a draft that its maker owns; nothing of learners."""
    folder = collect_course(course, STORES)
    written = folder.objects["course", "course"]
    entry = written.entry.model_copy(update={"title": title})
    made = create_course(entry=CourseEntry(title=title, summary=entry.summary), by=by, now=now)
    folder.key = made.key
    folder.objects["course", "course"] = replace(written, entry=entry)
    load_course(folder, stores=STORES, now=now, by=by, theirs=True)
    return made


# --- who teaches it --------------------------------------------------------------------------------------------------


@transaction.atomic
def set_member(*, course: Course, user: Any, role: str) -> None:
    """Give somebody a role in the course, or another one. Raises LastOwner."""
    members = _locked_members(course)
    CourseMember.objects.update_or_create(course=course, user=user, defaults={"role": role})
    _keep_an_owner(course, members)


@transaction.atomic
def remove_member(*, course: Course, user: Any) -> None:
    """Raises LastOwner."""
    members = _locked_members(course)
    CourseMember.objects.filter(course=course, user=user).delete()
    _keep_an_owner(course, members)


def _locked_members(course: Course) -> list[CourseMember]:
    Course.objects.select_for_update().get(pk=course.pk)
    return list(course.members.all())


def _keep_an_owner(course: Course, before: list[CourseMember]) -> None:
    had = any(member.role == OWNER for member in before)
    if had and not CourseMember.objects.filter(course=course, role=OWNER).exists():
        raise LastOwner
