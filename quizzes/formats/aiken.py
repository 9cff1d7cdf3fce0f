"""Aiken: a question in a line, its choices, and the letter of the right one. Pure.

As Moodle reads it: a line that is neither a choice nor an answer begins a question; lines of one character are none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.formats.base import MAX_QUESTION, OURS, Found, Note, Reading, Written
from quizzes.formats.encodings import text_of
from quizzes.formats.losses import CantWrite, of_type, write_each
from quizzes.formats.markup import from_plain
from quizzes.formats.words import keyed, to_plain

_CHOICE = re.compile(r"([A-Z])[).][ \t]?(.*)")
_ANSWER = re.compile(r"ANSWER:[ \t]*(.?)(.*)")


class Aiken:
    name = "aiken"
    title: str | Promise = gettext_lazy("Aiken")
    suffix = ".aiken.txt"
    lacks: tuple[str, ...] = ("key", "tags", *OURS, "explanation", "feedback")

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        text = text_of(data, reading)
        return reading if text is None else read_text(text, reading)

    def write(self, questions: Iterable[Any], pictures: Any = None) -> Written:
        pieces, losses = write_each(questions, _write, read_text)
        return Written("\n".join(pieces).encode(), tuple(losses))


@dataclass
class _Open:
    """A question that waits for its answer."""

    line: int
    prompt: str
    choices: list[str] = field(default_factory=list)


def read_text(text: str, reading: Reading | None = None) -> Reading:
    reader = _Reader(reading or Reading())
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line.strip()) >= 2:
            reader.take(number, line.strip())
    reader.close()
    return reader.reading


class _Reader:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.open: _Open | None = None
        self.is_lost = False  # choices without a question are told once

    def take(self, number: int, line: str) -> None:
        if len(line) > MAX_QUESTION:
            self._error(number, _("The line is too long."), line)
        elif found := _CHOICE.match(line):
            self._choice(number, found[2].strip(), line)
        elif found := _ANSWER.match(line):
            self._answer(number, line, found[1], found[2])
        else:
            self.close()
            self.open, self.is_lost = _Open(number, line), False

    def close(self) -> None:
        if self.open:
            self._error(self.open.line, _("The question is not complete: its “ANSWER:” is missing."), self.open.prompt)
        self.open = None

    def _error(self, line: int, message: str, text: str) -> None:
        self.reading.errors.append(Note(line, message, text[:200]))

    def _choice(self, number: int, text: str, line: str) -> None:
        if self.open:
            self.open.choices.append(text)
        elif not self.is_lost:
            self.is_lost = True
            self._error(number, _("There is a choice before its question has begun."), line)

    def _answer(self, number: int, line: str, letter: str, rest: str) -> None:
        found, self.open = self.open, None
        if found is None:
            if not self.is_lost:
                self._error(number, _("There is an answer before its question has begun."), line)
        elif len(found.choices) < 2:
            self._error(number, _("The question has less than two choices."), found.prompt)
        elif not letter or letter not in ascii_uppercase[: len(found.choices)]:
            self._error(number, _("The answer is none of the choices’ letters."), line)
        else:
            self._warn_of_more(number, rest)
            self.reading.questions.append(Found(found.line, _data(found, ascii_uppercase.index(letter))))

    def _warn_of_more(self, number: int, rest: str) -> None:
        if rest.strip():
            message = _("Only the first letter of the answer was read: there is one right choice.")
            self.reading.warnings.append(Note(number, message, rest.strip()[:200]))


def _data(found: _Open, right: int) -> dict[str, Any]:
    choices: list[dict[str, Any]] = [*keyed([from_plain(text) for text in found.choices])]
    choices[right]["correct"] = True
    return {"type": "single_choice", "prompt": from_plain(found.prompt), "choices": choices}


def _write(question: Any) -> str:
    if question.type != "single_choice":
        raise of_type(question)
    if len(question.choices) > len(ascii_uppercase):
        raise CantWrite(_("it has more than 26 choices"))
    lines = [to_plain(question.prompt)]
    lines += [
        f"{letter}) {to_plain(choice.text)}" for letter, choice in zip(ascii_uppercase, question.choices, strict=False)
    ]
    right = next(letter for letter, choice in zip(ascii_uppercase, question.choices, strict=False) if choice.is_key)
    return "\n".join([*lines, f"ANSWER: {right}", ""])
