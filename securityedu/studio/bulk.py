"""The same change to many questions of a bank: to all of them, with what the whole course says to it, or to none.

Points are no question's: the slots of quizzes have them. Those that name a question get them, in one go.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from lessons.course_files import Folder, Located, describe, details
from lessons.models import Course, Lesson
from lessons.services import collect_course, lock_course, save_objects
from quizzes.question_types.texts import TEXTS
from securityedu.courses import STORES, messages, new_messages, store_of
from securityedu.services import WouldBreak

Change = Callable[[Located], Located]


@transaction.atomic
def change_all(*, course: Course, keys: Collection[str], change: Change, by: Any, now: datetime) -> int:
    """How many questions are not what they were. Raises WouldBreak; keys that are not there change nothing."""
    folder = _locked(course)
    held = {key: located for key, located in folder.of_kind("question").items() if key in keys}
    changed = {key: new for key, located in held.items() if (new := _changed(key, located, change)) != located}
    _save(course, folder, "question", changed, by=by, now=now)
    return len(changed)


def _locked(course: Course) -> Folder:
    """All of the course as it is now, and stays until the transaction ends."""
    lock_course(course)
    return collect_course(course, STORES)


def _save(course: Course, folder: Folder, kind: str, changed: Mapping[str, Located], *, by: Any, now: datetime) -> None:
    after = messages(replace(folder, objects=folder.objects | {(kind, key): new for key, new in changed.items()}))
    if problems := new_messages(messages(folder), after) if after else []:
        raise WouldBreak(problems)
    save_objects(course, store_of(kind), changed, stores=STORES, now=now, by=by)


def _changed(key: str, located: Located, change: Change) -> Located:
    try:
        return change(located)
    except ValidationError as error:
        raise WouldBreak([f"{key}: {describe(detail)}" for detail in details(error)]) from error


def _with(located: Located, changes: Mapping[str, Any]) -> Located:
    """The question with other fields, as its schema takes it; None leaves a field out."""
    data = located.entry.model_dump(mode="json", exclude_defaults=True) | changes
    data = {name: value for name, value in data.items() if value is not None}
    model = store_of("question").kind.choose_model(data)
    return replace(located, entry=model.model_validate_json(json.dumps(data), strict=True))


def _questions_only(change: Change) -> Change:
    """Texts between questions have no tags and are never drafts."""
    return lambda located: located if located.entry.type in TEXTS else change(located)


def tagged(tag: str) -> Change:
    return _questions_only(lambda found: _with(found, {"tags": list(dict.fromkeys([*found.entry.tags, tag]))}))


def untagged(tag: str) -> Change:
    return _questions_only(lambda found: _with(found, {"tags": [each for each in found.entry.tags if each != tag]}))


def drafted(draft: bool) -> Change:
    return _questions_only(lambda found: _with(found, {"draft": True if draft else None}))


def explained(words: str) -> Change:
    """Those that have an explanation keep it."""
    return _questions_only(lambda found: found if found.entry.explanation else _with(found, {"explanation": words}))


def moved(lesson: Lesson) -> Change:
    """Into the bank of another lesson. An objective that is none of its own becomes its first one."""
    objectives = [each["key"] for each in lesson.objectives]

    def change(located: Located) -> Located:
        found = replace(located, parent=lesson.key)
        if found.entry.type in TEXTS or found.entry.objective in objectives or not objectives:
            return found
        return _with(found, {"objective": objectives[0]})

    return change


# --- points ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PointsSet:
    """`slots` and `quizzes` have other points than before; `unnamed` of the questions stand in no quiz."""

    slots: int
    quizzes: int
    unnamed: int


@transaction.atomic
def set_points(*, course: Course, keys: Collection[str], points: Decimal, by: Any, now: datetime) -> PointsSet:
    """What the slots that name these questions give. Draws keep theirs, and so do attempts that have begun; texts have
    none. Raises WouldBreak.
    """
    folder = _locked(course)
    bank = folder.of_kind("question")
    asked = {key for key in keys if key in bank and bank[key].entry.type not in TEXTS}
    quizzes = folder.of_kind("quiz")
    named = {slot.question for located in quizzes.values() for slot in located.entry.slots}
    changed = {key: new for key, located in quizzes.items() if (new := _pointed(located, asked, points)) != located}
    _save(course, folder, "quiz", changed, by=by, now=now)
    slots = [slot for key in changed for slot in quizzes[key].entry.slots if slot.question in asked]
    return PointsSet(sum(slot.points != points for slot in slots), len(changed), len(asked - named))


def _pointed(located: Located, asked: Collection[str], points: Decimal) -> Located:
    slots = tuple(
        slot.model_copy(update={"points": points}) if slot.question in asked else slot for slot in located.entry.slots
    )
    return replace(located, entry=located.entry.model_copy(update={"slots": slots}))
