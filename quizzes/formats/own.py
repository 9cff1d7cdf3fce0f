"""Our own text: a bank as a course folder has it (docs/course-format.md). Pure.

Each item of the list is read for itself, so that one that is no YAML loses no other.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from textwrap import dedent
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lessons.course_files import Problem, parse
from lessons.course_text import canonical_file
from quizzes.formats.base import Found, Loss, Note, Reading, Written
from quizzes.formats.encodings import text_of
from quizzes.formats.losses import without_files
from quizzes.schema import QUESTION

_NAME = "questions/bank.yaml"
_ITEM = re.compile(r"^-(?=\s|\Z)", re.MULTILINE)
_NOTHING = re.compile(r"\s*(---[ \t]*)?(\n|$)|[ \t]*#[^\n]*(\n|$)")


class Own:
    name = "own"
    title: str | Promise = gettext_lazy("SecurityEdu text (YAML)")
    suffix = ".yaml"
    lacks: tuple[str, ...] = ()

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        text = text_of(data, reading)
        if text is not None:
            for line, item in _items(dedent(text)):
                _read_item(line, item, reading)
        return reading

    def write(self, questions: Iterable[Any], pictures: Any = None) -> Written:
        questions = list(questions)
        losses = [Loss(question.key, each) for question in questions for each in without_files(question)]
        return Written(canonical_file(QUESTION, questions).encode(), tuple(losses))


def _items(text: str) -> Iterator[tuple[int, str]]:
    """The items with their lines; a text that is no such list is one item, whose reading tells so."""
    starts = [found.start() for found in _ITEM.finditer(text)]
    head = text[: starts[0]] if starts else text
    if _NOTHING.sub("", head):
        yield 1, text
        return
    for start, end in pairwise([*starts, len(text)]):
        yield text.count("\n", 0, start) + 1, text[start:end]


def _read_item(line: int, item: str, reading: Reading) -> None:
    problems: list[Problem] = []
    found = list(parse(QUESTION, item, _NAME, problems))
    if problems:
        message = "; ".join(dict.fromkeys(problem.message for problem in problems))
        at = line + min(problems[0].line, item.rstrip().count("\n") + 1) - 1  # what isn't closed ends behind its item
        reading.errors.append(Note(at, message, item.strip()[:200]))
        return
    for _key, located in found:
        data = located.entry.model_dump(mode="json", exclude_defaults=True)
        reading.questions.append(Found(line + located.line - 1, data))
