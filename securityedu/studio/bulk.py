"""The same change to many questions of a bank: to all of them, with what the whole course says to it, or to none."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from lessons.course_files import Located, describe, details
from lessons.models import Course, Lesson
from lessons.services import collect_course, save_objects
from quizzes.question_types.texts import TEXTS
from securityedu.courses import STORES, messages, new_messages, store_of
from securityedu.services import WouldBreak

Change = Callable[[Located], Located]


@transaction.atomic
def change_all(*, course: Course, keys: Collection[str], change: Change, by: Any, now: datetime) -> int:
    """How many questions are not what they were. Raises WouldBreak; keys that are not there change nothing."""
    Course.objects.select_for_update().get(pk=course.pk)
    folder = collect_course(course, STORES)
    held = {key: located for key, located in folder.of_kind("question").items() if key in keys}
    changed = {key: new for key, located in held.items() if (new := _changed(key, located, change)) != located}
    objects = folder.objects | {("question", key): replace(new, file=key) for key, new in changed.items()}
    after = messages(replace(folder, objects=objects, problems=[], stale=[]))
    if problems := new_messages(messages(folder), after) if after else []:
        raise WouldBreak(problems)
    save_objects(course, store_of("question"), changed, stores=STORES, now=now, by=by)
    return len(changed)


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


def moved(lesson: Lesson) -> Change:
    """Into the bank of another lesson. An objective that is none of its own becomes its first one."""
    objectives = [each["key"] for each in lesson.objectives]

    def change(located: Located) -> Located:
        found = replace(located, parent=lesson.key)
        if found.entry.type in TEXTS or found.entry.objective in objectives or not objectives:
            return found
        return _with(found, {"objective": objectives[0]})

    return change
