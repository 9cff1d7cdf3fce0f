"""From what a file holds to what would be saved: keys, defaults, pictures, duplicates, and what is wrong. Pure.

The database is not asked: `Shelf` says what the course has already.
"""

import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from lessons.course_files import Located, details
from lessons.media_files import CleanFile, Refused
from lessons.picture_files import clean
from lessons.schema import PictureEntry
from lessons.text import digest
from quizzes.asking import Mark, asked, mark_of, search_text
from quizzes.formats.base import Found, Note, Reading
from quizzes.formats.faults import told
from quizzes.formats.markup import slug
from quizzes.formats.words import to_plain
from quizzes.likeness import Asked, pairs
from quizzes.question_types.base import QuestionEntry
from quizzes.question_types.texts import TEXTS
from quizzes.schema import QUESTION

LONGEST_KEY = 60
_PICTURE = re.compile(r"!\[((?:[^\]\\]|\\.)*)\]\(picture:([a-z0-9-]+)")


@dataclass(frozen=True)
class Shelf:
    """What a course has, and where new questions go. `marks` tell its questions apart, each with a key; `pictures` are
    the files of its pictures by key.
    """

    lesson: str
    objectives: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    marks: Mapping[Mark, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


@dataclass(frozen=True)
class Planned:
    """A question that can be saved. `duplicate_of` is the key of one that asks the same, `looks_like` of the one that
    it is most like; `remarks` are what a reader says to it.
    """

    line: int
    located: Located
    duplicate_of: str = ""
    looks_like: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def entry(self) -> Any:
        return self.located.entry

    @property
    def key(self) -> str:
        return str(self.entry.key)


@dataclass
class Plan:
    """`found` counts the questions of the file, also those that have an error."""

    found: int = 0
    questions: list[Planned] = field(default_factory=list)
    pictures: dict[str, Located] = field(default_factory=dict)
    errors: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)

    @property
    def types(self) -> dict[str, int]:
        return dict(sorted(Counter(each.entry.type for each in self.questions).items()))

    @property
    def fingerprint(self) -> str:
        """Changes with anything that would be made, and with what is wrong: what was looked at is what gets made."""
        made = [f"{each.located.parent} {each.entry.model_dump_json()}" for each in self.questions]
        return digest("\n".join([*made, *sorted(self.pictures), *(note.message for note in self.errors)]))

    def refuse(self, problems: Mapping[str, Iterable[str]]) -> None:
        """Makes errors of questions that don't agree with the course, by their keys."""
        wrong = [each for each in self.questions if each.key in problems]
        self.questions = [each for each in self.questions if each.key not in problems]
        self.errors += [Note(each.line, "; ".join(problems[each.key]), _asked(each.entry)) for each in wrong]
        self.errors.sort(key=lambda note: note.line)

    def without_duplicates(self) -> None:
        self.questions = [each for each in self.questions if not each.duplicate_of]


def plan(reading: Reading, shelf: Shelf, *, objective: str = "", explanation: str = "") -> Plan:
    """`objective` is for questions that say none of the lesson's, `explanation` for those that have none; questions
    that then still lack one are drafts.
    """
    result = Plan(errors=list(reading.errors), warnings=list(reading.warnings))
    result.found = len(reading.questions) + sum(note.line > 0 and not note.whole for note in reading.errors)
    if not result.found and not result.errors:
        result.errors.append(Note(0, _("There is no question in the file.")))
    planner = _Planner(result, shelf, objective, explanation)
    for found, key in _with_keys(reading.questions, shelf.keys):
        planner.take(found, key)
    planner.compare()
    result.questions = _with_remarks(result.questions, result.errors, reading.warnings)
    result.errors.sort(key=lambda note: note.line)
    result.warnings.sort(key=lambda note: note.line)
    return result


# --- keys ------------------------------------------------------------------------------------------------------------


def _with_keys(questions: Iterable[Found], taken: Iterable[str]) -> Iterator[tuple[Found, str]]:
    used = set(taken)
    last: dict[str, int] = {}
    for found in questions:
        key = unique(_wanted(found), used, last)
        used.add(key)
        yield found, key


def _wanted(found: Found) -> str:
    if told := slug(str(found.data.get("key") or "")) or slug(found.name):
        return told
    about = found.data.get("prompt") or found.data.get("text") or ""
    return slug(to_plain(str(about)[:500])) or "question"


def unique(key: str, used: set[str], last: dict[str, int]) -> str:
    """The key, or the first of key-2, key-3 … that is free; `last` remembers where to go on."""
    if key not in used:
        return key
    number = last.get(key, 1)
    while True:
        number += 1
        free = f"{key[: LONGEST_KEY - len(str(number)) - 1].rstrip('-')}-{number}"
        if free not in used:
            last[key] = number
            return free


# --- one question ----------------------------------------------------------------------------------------------------


class _Planner:
    def __init__(self, result: Plan, shelf: Shelf, objective: str, explanation: str) -> None:
        self.result, self.shelf, self.objective, self.explanation = result, shelf, objective, explanation
        self.marks = dict(shelf.marks)
        self.renamed: dict[str, str] = {}
        self.pictures = _Pictures(shelf.pictures, result.pictures)

    def take(self, found: Found, key: str) -> None:
        try:
            files = self.pictures.cleaned(found)
        except Refused as error:
            self._error(found, str(error))
            return
        data = self._completed(found, key)
        data = self.pictures.renamed(data, files)
        entry = self._validated(found, data)
        if entry is not None:
            self.pictures.keep(found, data, files)
            self._place(found, entry)

    def _error(self, found: Found, message: str) -> None:
        about = found.data.get("prompt") or found.data.get("text") or found.name
        self.result.errors.append(Note(found.line, message, str(about)[:200]))

    def _warn(self, found: Found, message: str) -> None:
        self.result.warnings.append(Note(found.line, message, found.name))

    def _completed(self, found: Found, key: str) -> dict[str, Any]:
        data = dict(found.data)
        if told := data.get("key"):
            self.renamed[told] = key
            if key != slug(str(told)):
                self._warn(
                    found, _("The key “%(old)s” is taken; the question gets “%(new)s”.") % {"old": told, "new": key}
                )
        data["key"] = key
        if data.get("stimulus") in self.renamed:
            data["stimulus"] = self.renamed[data["stimulus"]]
        if data.get("type") in TEXTS:
            return data
        objective = data.pop("objective", None)
        objective = objective if objective in self.shelf.objectives else self.objective
        explanation = data.pop("explanation", None) or self.explanation
        if not objective or not explanation:
            data["draft"] = True
        lent = {"objective": objective, "explanation": explanation}
        return data | {name: value for name, value in lent.items() if value}

    def _validated(self, found: Found, data: dict[str, Any]) -> Any:
        try:
            return QUESTION.choose_model(data).model_validate_json(json.dumps(data), strict=True)
        except ValidationError as error:
            self._error(found, "; ".join(dict.fromkeys(map(told, details(error)))))
        except (ValueError, TypeError, RecursionError):
            self._error(found, _("The question has characters that can't be saved."))
        return None

    def _place(self, found: Found, entry: Any) -> None:
        mark = mark_of(entry.model_dump(mode="json"), search_text(asked(entry)))
        duplicate = self.marks.setdefault(mark, entry.key)
        duplicate_of = "" if duplicate == entry.key else duplicate
        if duplicate_of:
            self._warn(found, _("This asks the same as “%s”.") % duplicate_of)
        position = self.shelf.position + len(self.result.questions)
        located = Located(entry, entry.key, found.line, position, parent=self.shelf.lesson)
        self.result.questions.append(Planned(found.line, located, duplicate_of))

    def compare(self) -> None:
        """Tells which of those that ask something new look like another, of the bank or of the file."""
        marks = list(self.marks)
        asked = [Asked(mark.type, mark.asks) for mark in marks]
        best: dict[str, tuple[float, str]] = {}
        for new, other, alike in pairs(asked, start=len(self.shelf.marks)):
            key, its_key = self.marks[marks[new]], self.marks[marks[other]]
            best[key] = max(best.get(key, (0.0, "")), (alike, its_key), key=itemgetter(0))
        self.result.questions = [self._compared(each, best) for each in self.result.questions]

    def _compared(self, planned: Planned, best: Mapping[str, tuple[float, str]]) -> Planned:
        if planned.key not in best:
            return planned
        looks_like = best[planned.key][1]
        self.result.warnings.append(Note(planned.line, _("This looks like “%s”.") % looks_like, _asked(planned.entry)))
        return replace(planned, looks_like=looks_like)


def _with_remarks(questions: Sequence[Planned], errors: Iterable[Note], warnings: Iterable[Note]) -> list[Planned]:
    """Each with what is told of its lines: from its first one to where the next one, or what is wrong, begins."""
    lines = sorted({each.line for each in (*questions, *errors)})
    said: dict[int, list[str]] = defaultdict(list)
    for note in warnings:
        if place := bisect_right(lines, note.line):
            said[lines[place - 1]].append(note.message)
    return [replace(each, remarks=tuple(dict.fromkeys(said[each.line]))) for each in questions]


def _asked(entry: QuestionEntry) -> str:
    return asked(entry)[:200]


# --- pictures --------------------------------------------------------------------------------------------------------


class _Pictures:
    """Gives the pictures of a file keys that the course has not; a picture that it has already keeps its key."""

    def __init__(self, known: Mapping[str, str], planned: dict[str, Located]) -> None:
        self.planned = planned
        self.keys = set(known)
        self.by_file = {file: key for key, file in known.items()}
        self.last: dict[str, int] = {}

    def cleaned(self, found: Found) -> dict[str, CleanFile]:
        """By the names that the texts have. Raises Refused."""
        files = {}
        for name, content in found.files.items():
            try:
                files[name] = clean(content)
            except Refused as error:
                raise Refused(f"{name}: {error}") from error
        return files

    def renamed(self, data: dict[str, Any], files: Mapping[str, CleanFile]) -> dict[str, Any]:
        names = {name: self._key(name, file.name) for name, file in files.items()}
        return _renamed(data, names) if names else data

    def _key(self, name: str, file: str) -> str:
        if file not in self.by_file:
            self.by_file[file] = unique(slug(name) or "picture", self.keys, self.last)
            self.keys.add(self.by_file[file])
        return self.by_file[file]

    def keep(self, found: Found, data: dict[str, Any], files: Mapping[str, CleanFile]) -> None:
        """Of a question that will be saved."""
        for name, file in files.items():
            key = self.by_file[file.name]
            alt = _words_for(key, data) or name.replace("-", " ")
            entry = PictureEntry(key=key, alt=alt[:1000], file=file.name)
            self.planned.setdefault(key, Located(entry, key, found.line, len(self.planned), content=file.content))


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Every mention of these pictures under its new key."""
    if isinstance(value, str):
        return _PICTURE.sub(lambda found: f"![{found[1]}](picture:{names.get(found[2], found[2])}", value)
    if isinstance(value, Mapping):
        changed = {name: _renamed(each, names) for name, each in value.items()}
        own = changed.get("picture")
        return changed | ({"picture": names[own]} if own in names else {})
    return [_renamed(each, names) for each in value] if isinstance(value, list | tuple) else value


def _words_for(key: str, data: Any) -> str:
    """What a text says the picture shows."""
    found = (match for match in _PICTURE.finditer(json.dumps(data, ensure_ascii=False)) if match[2] == key)
    return next((to_plain(match[1]) for match in found if match[1].strip()), "")
