"""Courses as all apps together see them: the kinds and stores of every app, reading a folder and checking it."""

from dataclasses import replace
from pathlib import Path

from lessons import schema as lessons_schema
from lessons import stores as lessons_stores
from lessons.checking import Texts, check_texts
from lessons.course_files import Folder, Located, ObjectId, read_folder
from lessons.models import Course
from lessons.services import collect_course
from lessons.stores import Store
from quizzes import schema as quizzes_schema
from quizzes import stores as quizzes_stores
from quizzes.checking import check_bank, named_by_texts

KINDS = (*lessons_schema.KINDS, *quizzes_schema.KINDS)
STORES = (*lessons_stores.STORES, *quizzes_stores.STORES)


def read_course(root: Path) -> tuple[Folder, Texts]:
    """A course folder, read and checked: see `Folder.problems` and `Folder.stale`."""
    folder = read_folder(root, KINDS)
    return folder, check(folder)


def check(folder: Folder) -> Texts:
    """Everything that must agree between the objects of a course; adds to `Folder.problems` and `Folder.stale`."""
    texts = check_texts(folder, named_by_texts(folder))
    check_bank(folder, texts)
    folder.problems.sort(key=lambda problem: (problem.file, problem.line))
    return texts


def store_of(kind: str) -> Store:
    return next(store for store in STORES if store.name == kind)


def problems_with(course: Course, kind: str, key: str, located: Located) -> list[str]:
    """What would be wrong with the course if this object were saved, and isn't yet: the rules of the files."""
    folder, edited = collect_course(course, STORES), (kind, key)
    after = messages(replace(folder, objects=folder.objects | {edited: located}), edited=edited)
    return new_messages(messages(folder, edited=edited), after) if after else []


def messages(folder: Folder, *, edited: ObjectId | None = None) -> list[str]:
    """What is wrong with a course that somebody is editing. Each says what it is about, but for what she has before her
    eyes.
    """
    unsaid = {edited, ("course", "course")}
    named = {at: replace(located, file="" if at in unsaid else at[1]) for at, located in folder.objects.items()}
    looked_at = replace(folder, objects=named, problems=[], stale=[])
    check(looked_at)
    found = (problem for problem in looked_at.problems if not problem.loose)
    return [f"{problem.file}: {problem.message}" if problem.file else problem.message for problem in found]


def new_messages(before: list[str], after: list[str]) -> list[str]:
    """Each message once, and none that was there before: nobody mends what she hasn't broken."""
    return [message for message in dict.fromkeys(after) if message not in set(before)]
