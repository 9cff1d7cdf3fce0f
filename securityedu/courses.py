"""Courses as all apps together see them: the kinds and stores of every app, reading a folder and checking it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from lessons import schema as lessons_schema
from lessons import stores as lessons_stores
from lessons.checking import Texts, check_texts
from lessons.course_files import Folder, Located, read_folder
from lessons.models import Course, CourseObject
from lessons.services import collect_course
from lessons.stores import Store
from quizzes import schema as quizzes_schema
from quizzes import stores as quizzes_stores
from quizzes.checking import check_bank

KINDS = (*lessons_schema.KINDS, *quizzes_schema.KINDS)
STORES = (*lessons_stores.STORES, *quizzes_stores.STORES)


def read_course(root: Path) -> tuple[Folder, Texts]:
    """A course folder, read and checked: see `Folder.problems` and `Folder.stale`."""
    folder = read_folder(root, KINDS)
    return folder, check(folder)


def check(folder: Folder) -> Texts:
    """Everything that must agree between the objects of a course; adds to `Folder.problems` and `Folder.stale`."""
    texts = check_texts(folder)
    check_bank(folder, texts)
    folder.problems.sort(key=lambda problem: (problem.file, problem.line))
    return texts


def store_of(kind: str) -> Store:
    return next(store for store in STORES if store.name == kind)


def problems_with(course: Course, kind: str, key: str, located: Located) -> list[str]:
    """What would be wrong with the course if this object were saved, and isn't yet: the rules of the files."""
    folder = collect_course(course, STORES)
    before = _messages(replace(folder, objects=dict(folder.objects), problems=[], stale=[]))
    folder.objects[kind, key] = replace(located, file=key)
    return _new(before, _messages(folder))


def _messages(folder: Folder) -> list[str]:
    check(folder)
    return [problem.message for problem in folder.problems]


def _new(before: list[str], after: list[str]) -> list[str]:
    """Each message once, and none that was there before: nobody mends what she hasn't broken."""
    return [message for message in dict.fromkeys(after) if message not in set(before)]


class WouldBreak(Exception):
    """The rest of the course needs what should go, or what should come back needs what isn't there."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


@transaction.atomic
def set_archived(course: Course, objects: Sequence[CourseObject], *, archived: bool) -> None:
    """Takes objects of one kind out of their course, or brings them back; all or none. Raises WouldBreak."""
    before = _messages(collect_course(course, STORES))
    type(objects[0]).objects.filter(course=course, pk__in=[each.pk for each in objects]).update(archived=archived)
    if problems := _new(before, _messages(collect_course(course, STORES))):
        raise WouldBreak(problems)
    for store in STORES:
        store.finish(course)
