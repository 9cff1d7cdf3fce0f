"""Courses as all apps together see them: the kinds and stores of every app, reading a folder and checking it."""

from pathlib import Path

from lessons import schema as lessons_schema
from lessons import stores as lessons_stores
from lessons.checking import Texts, check_texts
from lessons.course_files import Folder, read_folder
from quizzes import schema as quizzes_schema
from quizzes import stores as quizzes_stores
from quizzes.checking import check_bank

KINDS = (*lessons_schema.KINDS, *quizzes_schema.KINDS)
STORES = (*lessons_stores.STORES, *quizzes_stores.STORES)


def read_course(root: Path) -> tuple[Folder, Texts]:
    """A course folder, read and checked: see `Folder.problems` and `Folder.stale`."""
    folder = read_folder(root, KINDS)
    texts = check_texts(folder)
    check_bank(folder, texts)
    folder.problems.sort(key=lambda problem: (problem.file, problem.line))
    return folder, texts
