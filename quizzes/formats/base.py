"""What the file formats of other programs share: what was read, what could not be, what a file can't carry. Pure.

A reader never raises for what a file holds: each question stands for itself, and what is wrong with one is told with
its line. What a reader gives is not checked against a course yet: keys, objectives and what else belongs to ours are
filled in by whoever imports.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise

from quizzes.question_types.base import QuestionEntry

MAX_BYTES = 50_000_000
MAX_QUESTION = 200_000  # characters: what is longer is no question, and would take a reader long


@dataclass(frozen=True)
class Note:
    """Something to tell whoever brought a file: at which line (from 1; 0 is the whole file), what, and the text that it
    is about. `whole`: though it shows at a line, it is about the file and stands for no question.
    """

    line: int
    message: str
    text: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Found:
    """One question of a file. `data` is what a bank's YAML would say of it, without 'objective', and with 'key' or
    'explanation' only if the file has them (docs/course-format.md).

    `name` and `category` are the other program's title and folder. `files` are pictures by the name under which the
    texts of `data` show them, as `![words](picture:name)`.
    """

    line: int
    data: Mapping[str, Any]
    name: str = ""
    category: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass
class Reading:
    """What a file holds. A question stands in `questions` or has an error, never both."""

    questions: list[Found] = field(default_factory=list)
    errors: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Loss:
    """Something of a question that the format can't carry: `key` is the question's, `what` is said to its author."""

    key: str
    what: str


@dataclass(frozen=True)
class Written:
    """A file, and exactly what of the questions it lacks. A question that can't be written at all is a loss, too."""

    content: bytes
    losses: tuple[Loss, ...] = ()


# What questions have here, and hardly anywhere else.
OURS = (
    "objective", "use", "asks", "difficulty", "stimulus", "hints", "penalty", "evidence", "as_of", "review_by",
    "misconception",
)  # fmt: skip


class Format(Protocol):
    """One format. `name` is its name in commands and addresses, `title` what people call it, `suffix` of its files;
    `lacks` are the fields for which no question has a place there.
    """

    name: str
    title: str | Promise
    suffix: str
    lacks: tuple[str, ...]

    def read(self, data: bytes) -> Reading: ...

    def write(self, questions: Sequence[QuestionEntry], pictures: Mapping[str, bytes]) -> Written:
        """`pictures` are the files of those that the questions show, by key."""
        ...
