"""What the tests of course files share: the sample course with changes, and what is wrong with it."""

from pathlib import Path

from lessons.course_files import Folder
from securityedu.courses import read_course
from tests.samples import FILES, write_course


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """One file of the sample course in which the first `old` is replaced."""
    assert old in FILES[name]
    return {name: FILES[name].replace(old, new, 1)}


def folder_of(root: Path, changes: dict[str, str | None] | None = None) -> Folder:
    return read_course(write_course(root, changes))[0]


def problems_of(root: Path, changes: dict[str, str | None]) -> list[str]:
    return [str(problem) for problem in folder_of(root, changes).problems]


def bank(*lines: str) -> str:
    """A bank's question of true or false with more lines at its end."""
    common = ("key: one", "type: true_false", "objective: goal", "prompt: Is it?", "answer: true", "explanation: Yes.")
    return "- " + "\n  ".join((*common, *lines)) + "\n"
