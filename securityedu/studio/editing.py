"""One object of a course in an editor: what stands in it, what is wrong with what was sent, and saving it.

The rules are those of the files: the schema, then the whole course (`securityedu.courses`). `lessons.services` saves.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from lessons.course_files import Entry, Located, describe, details
from lessons.course_text import canonical
from lessons.media_files import is_kept
from lessons.models import Course
from lessons.services import lock_course, save_object
from lessons.stores import Store
from lessons.text import digest
from quizzes.question_types.texts import TEXTS
from securityedu.courses import STORES, problems_with, store_of
from securityedu.studio.forms import Path, place_of
from securityedu.studio.kinds import BY_NAME
from securityedu.studio.specs import Spec, Widget, specs_of
from securityedu.studio.wording import in_form_words
from securityedu.uploads import ACCEPTED, CLEANERS, HELP, MISSING

# Of pydantic's errors, those about lists and numbers, in the words of the form.
IN_WORDS = {
    "too_short": _("There must be at least %(min_length)d"),
    "too_long": _("There may be at most %(max_length)d"),
    "greater_than_equal": _("Must be at least %(ge)s"),
    "greater_than": _("Must be more than %(gt)s"),
    "less_than_equal": _("Must be at most %(le)s"),
    "less_than": _("Must be less than %(lt)s"),
    "decimal_parsing": _("Must be a number"),
    "int_parsing": _("Must be a whole number"),
    "int_type": _("Must be a whole number"),
}
_OF_SLOT = re.compile(r"slot(?P<several>s?) (?P<number>\d+)[^:]*: (?P<words>.*)")

# Asked last, after what makes the object what it is.
BELOW = ("explanation", "evidence", "objective", "draft")


@dataclass(frozen=True)
class Place:
    """Which object is edited. A new one has no key; a question stands in the bank of a lesson, its `parent`."""

    course: Course
    kind: str
    key: str = ""
    parent: str = ""

    @property
    def store(self) -> Store:
        return store_of(self.kind)

    @property
    def is_new(self) -> bool:
        return not self.key


@dataclass
class Faults:
    """What is wrong: at fields, and with the whole."""

    fields: dict[Path, list[str]] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.fields or self.whole)


@dataclass(frozen=True)
class SavedMeanwhile(Exception):
    """Somebody else saved the object since the editor was opened; nothing was changed. `text` is what holds now."""

    text: str


def schema_for(place: Place, data: Mapping[str, Any]) -> type[Entry]:
    return place.store.kind.choose_model(data)


def specs_for(place: Place, data: Mapping[str, Any]) -> list[Spec]:
    """The fields of the object's form, in the order in which somebody writes it."""
    specs = specs_of(schema_for(place, data))
    if place.kind in CLEANERS:
        return [_file_of(place, specs), *(each for each in specs if each.widget is not Widget.FILE)]
    if place.kind != "question":
        return list(specs)
    first = next(each for each in specs if each.name in ("prompt", "text"))
    others = [each for each in specs if each is not first]
    return [first, *(each for each in others if each.name not in BELOW), *_those_below(others)]


def _file_of(place: Place, specs: Sequence[Spec]) -> Spec:
    """The field that asks for the file; what kinds of file there may be its options say."""
    spec = next(each for each in specs if each.widget is Widget.FILE)
    label, accepted = BY_NAME[place.kind].one, ACCEPTED[place.kind]
    return replace(spec, label=label, help=HELP[place.kind], required=True, options=((place.kind, accepted),))


def _those_below(specs: Sequence[Spec]) -> list[Spec]:
    return sorted((each for each in specs if each.name in BELOW), key=lambda each: BELOW.index(each.name))


def found(place: Place) -> Located | None:
    """The object as it is saved."""
    return place.store.one(place.course, place.key) if place.key else None


def data_of(entry: Entry) -> dict[str, Any]:
    return entry.model_dump(mode="json", exclude_defaults=True)


def text_of(located: Located | None) -> str:
    return canonical(located.entry) if located else ""


def state_of(located: Located | None) -> str:
    """What an editor remembers of the object that it opened, to notice that somebody else saved meanwhile."""
    text = text_of(located)
    return digest(f"{located.parent}\n{text}") if located else ""


def checked(place: Place, data: dict[str, Any]) -> tuple[Located | None, Faults]:
    """What was sent as an object, and what is wrong with it."""
    faults = _without_file(place, data)
    try:
        entry = _validated(place, data)
    except ValidationError as error:
        found = _faults(error, specs_of(schema_for(place, data)))
        return None, Faults(found.fields | faults.fields, found.whole)
    if faults:
        return None, faults
    located = Located(entry, "", 1, 0, place.parent)
    problems = problems_with(place.course, place.kind, place.key, located)
    return located, _at_slots(problems) if place.kind == "quiz" else Faults(whole=problems)


def _without_file(place: Place, data: Mapping[str, Any]) -> Faults:
    if place.kind not in CLEANERS or is_kept(data.get("file", "")):
        return Faults()
    return Faults({("file",): [str(MISSING[place.kind])]})


def _at_slots(problems: Sequence[str]) -> Faults:
    """What is wrong with a slot stands at its row; of several slots that are wrong together, at the first."""
    faults = Faults()
    for problem in problems:
        if found := _OF_SLOT.fullmatch(problem):
            words = problem if found["several"] else found["words"]
            faults.fields.setdefault(("slots", int(found["number"]) - 1), []).append(words)
        else:
            faults.whole.append(problem)
    return faults


def entry_of(place: Place, data: dict[str, Any]) -> Any | None:
    """What was typed so far as an object; None while it makes none. It may lack an explanation."""
    try:
        return _validated(place, data if place.kind != "question" or data["type"] in TEXTS else data | {"draft": True})
    except ValidationError:
        return None


def says_same(place: Place, data: dict[str, Any], located: Located | None) -> bool:
    """Whether these data are what is saved."""
    try:
        return located is not None and place.parent == located.parent and _validated(place, data) == located.entry
    except ValidationError:
        return False


def _validated(place: Place, data: dict[str, Any]) -> Any:
    return schema_for(place, data).model_validate_json(json.dumps(place.store.kind.expand(data)), strict=True)


def _faults(error: ValidationError, specs: Sequence[Spec]) -> Faults:
    faults = Faults()
    for detail in details(error):
        if path := place_of(specs, detail["loc"]):
            faults.fields.setdefault(path, []).append(said(detail))
        else:
            faults.whole.append(in_form_words(describe(detail)))
    return faults


def said(detail: Mapping[str, Any]) -> str:
    """An error beside its field, which need not be named."""
    is_text = detail["type"] in ("too_short", "too_long") and isinstance(detail["input"], str)
    if detail["type"] in IN_WORDS and not is_text:
        return str(IN_WORDS[detail["type"]] % detail.get("ctx", {}))
    if detail["type"] == "missing":
        return describe({**detail, "type": "too_short", "loc": (), "input": ""}).removeprefix(": ").capitalize()
    return describe({**detail, "loc": detail["loc"][-1:]}).split(": ", 1)[-1].capitalize()


@transaction.atomic
def save(place: Place, located: Located, *, seen: str, by: Any, now: datetime) -> None:
    """Write the object, unless somebody else has since the editor that sends it was opened (`seen`: `state_of`).

    Raises SavedMeanwhile. Whoever checks the object before (`checked`) locks the course for both: what others save in
    between could break it.
    """
    lock_course(place.course)
    current = found(place)
    if state_of(current) != seen:
        raise SavedMeanwhile(text_of(current))
    save_object(place.course, place.store, place.key, located, stores=STORES, now=now, by=by)
