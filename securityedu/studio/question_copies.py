"""Questions in another bank, of the same course or another: what comes with them, what can't, and writing all at once.

`Copier` is pure. What the other course has under the same key is used as it is there. Passages and objectives belong to
lessons and never come along: without them a question is a draft.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lessons.checking import media_of
from lessons.course_files import Folder, Located, ObjectId
from lessons.course_text import canonical
from lessons.models import Course, Lesson
from lessons.services import collect_course, save_objects
from quizzes.composing import named_in
from quizzes.misconceptions import misconceptions_of
from quizzes.question_types.texts import TEXTS
from quizzes.schema import QUESTION
from securityedu.courses import STORES, check, messages, new_messages, store_of
from securityedu.services import WouldBreak
from securityedu.studio.forms import free_key

# In this order they are saved: each may name those before it.
BROUGHT = ("source", "misconception", "picture", "recording", "figure", "question")


class NoLesson(Exception):
    """The course has no lesson, and a question belongs to one."""


@dataclass
class Brought:
    """What is to be saved in the other course. `evidence` are passages that say the same there, with their digests;
    `notes` are sentences about what is otherwise there.
    """

    objects: dict[ObjectId, Located] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Copies:
    """The keys of copies, and sentences about them."""

    keys: Sequence[str]
    notes: Sequence[str]


@transaction.atomic
def copy_questions(*, source: Course, keys: Iterable[str], lesson: Lesson, by: Any, now: datetime) -> Copies:
    """New questions in the bank of a lesson, all or none; keys that are not there make none. Texts come first, so that
    questions go with the copies of theirs. Raises WouldBreak with what would be wrong with the other course.
    """
    locked = Course.objects.select_for_update().get(pk=lesson.course_id)
    here = collect_course(source, STORES)
    there = here if locked == source else collect_course(locked, STORES)
    copier = Copier(here, there, store_of("question").keys(locked), lesson.key)
    bank = here.of_kind("question")
    chosen = sorted((key for key in set(keys) if key in bank), key=lambda key: _copied_first(bank[key]))
    made = [copier.anew(key) for key in chosen]
    refuse_what_breaks(there, copier.made.objects)
    save_brought(locked, copier.made, by=by, now=now)
    return Copies(made, copier.made.notes)


def _copied_first(located: Located) -> tuple[bool, str, int]:
    return (located.entry.type not in TEXTS, located.parent, located.position)


def refuse_what_breaks(there: Folder, objects: Mapping[ObjectId, Located]) -> None:
    after = messages(replace(there, objects=there.objects | objects))
    if problems := new_messages(messages(there), after):
        raise WouldBreak(problems)


def save_brought(course: Course, made: Brought, *, by: Any, now: datetime) -> None:
    for name in BROUGHT:
        if found := {each: located for (kind, each), located in made.objects.items() if kind == name}:
            save_objects(course, store_of(name), found, stores=STORES, now=now, by=by)
    store_of("evidence").save_all(course, made.evidence)


@dataclass
class Copier:
    """`taken` are the keys of all questions there, also of those that are archived; `lesson` is where all go."""

    here: Folder
    there: Folder
    taken: set[str]
    lesson: str = ""
    made: Brought = field(default_factory=Brought)
    keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lessons = self.there.of_kind("lesson")
        self.passages_here = check(replace(self.here, problems=[], stale=[])).passages
        self.passages_there = check(replace(self.there, problems=[], stale=[])).passages

    @property
    def is_same_course(self) -> bool:
        return self.here is self.there

    def note(self, sentence: str, *words: object) -> None:
        self.made.notes.append(sentence % words if words else sentence)

    def question(self, key: str) -> str:
        """The key under which a question, or a text of the bank, stands there; one that says the same is taken."""
        if key not in self.keys:
            self.keys[key] = self._there(key) or self._bring_question(key)
        return self.keys[key]

    def anew(self, key: str) -> str:
        """The key of a copy. Beside its original it is a draft: both together would ask the same."""
        self.keys[key] = self._bring_question(key)
        return self.keys[key]

    def _there(self, key: str) -> str:
        """A text may stand in any lesson: it is proven by none."""
        located, same = self.here.objects["question", key], self.there.objects.get(("question", key))
        is_text = located.entry.type in TEXTS
        lesson = self._lesson_for(located.parent)
        if same and (is_text or same.parent == lesson) and canonical(same.entry) == canonical(self._fitted(key)[0]):
            return key
        return ""

    def _fitted(self, key: str) -> tuple[Any, list[str]]:
        """The question as it can stand there, and what it lacks."""
        located = self.here.objects["question", key]
        data = located.entry.model_dump(mode="json", exclude_defaults=True)
        lesson = self._lesson_for(located.parent)
        lacks = [] if located.entry.type in TEXTS else self._without_what_is_missing(data, lesson)
        if data.get("stimulus"):
            data["stimulus"] = self.question(data["stimulus"])
        return _entry(data), lacks

    def _bring_question(self, key: str) -> str:
        located = self.here.objects["question", key]
        lesson = self._lesson_for(located.parent)
        entry, lacks = self._fitted(key)
        self._bring_what_it_names(located.entry)
        free = free_key(key, self.taken) if key in self.taken else key
        self.taken.add(free)
        data = entry.model_dump(mode="json", exclude_defaults=True) | {"key": free}
        if self.is_same_course and entry.type not in TEXTS:
            data["draft"] = True
        position = len(self.there.of_kind("question")) + len(self.made.objects)
        self.made.objects["question", free] = Located(_entry(data), free, 1, position, lesson)
        self._accept(key, free, data.get("evidence", ()))
        self._tell(key, free, lesson, located.parent, lacks)
        return free

    def _lesson_for(self, parent: str) -> str:
        """The one that was chosen, that of the same key, or the first one."""
        if self.lesson or parent in self.lessons:
            return self.lesson or parent
        ordered = [item.lesson for item in self.there.objects["course", "course"].entry.contents if item.lesson]
        first = next((key for key in (*ordered, *self.lessons) if key in self.lessons), None)
        if first is None:
            raise NoLesson
        return first

    def _without_what_is_missing(self, data: dict[str, Any], lesson: str) -> list[str]:
        """Takes out of a question what its lesson there hasn't, and makes it a draft; says what that was."""
        lacks = []
        objectives = {objective.key for objective in self.lessons[lesson].entry.objectives}
        if data.get("objective") and data["objective"] not in objectives:
            data.pop("objective")
            lacks.append(_("its objective"))
        evidence = [reference for reference in data.get("evidence", ()) if reference in self.passages_there]
        if len(evidence) < len(data.get("evidence", ())):
            data["evidence"] = evidence
            lacks.append(_("passages that prove it"))
        if lacks:
            data["draft"] = True
        return lacks

    def _bring_what_it_names(self, entry: Any) -> None:
        if entry.type in TEXTS:
            named = named_in([entry.text])
        else:
            named = {*media_of(entry), *(("misconception", key) for key in misconceptions_of(entry))}
        for kind, key in sorted(named):
            located = self._bring(kind, key)
            for source in getattr(located.entry, "sources", ()) if located else ():
                self._bring("source", source)

    def _bring(self, kind: str, key: str) -> Located | None:
        """The object, if it has to come along."""
        located = self.here.objects.get((kind, key))
        held = self.there.objects.get((kind, key))
        if held and located and canonical(held.entry) != canonical(located.entry):
            self._note_once(_("“%s” is used as it is there: that course has one of its own.") % key)
        if held or located is None or (kind, key) in self.made.objects:
            return None
        self.made.objects[kind, key] = located
        return located

    def _note_once(self, sentence: str) -> None:
        if sentence not in self.made.notes:
            self.note(sentence)

    def _accept(self, key: str, copy: str, evidence: Iterable[str]) -> None:
        """What somebody accepted here is proof there, if the passage says the same."""
        digests = {reference: self.passages_there[reference] for reference in evidence}
        for reference, digest in digests.items():
            if digest == self.here.evidence.get((key, reference)):
                self.made.evidence[f"{copy} {reference}"] = digest
        if any(digest != self.passages_here.get(reference) for reference, digest in digests.items()):
            self.note(_("Question “%s”: look at its proof, a passage has other words there."), copy)

    def _tell(self, key: str, free: str, lesson: str, parent: str, lacks: list[str]) -> None:
        if free != key and not self.is_same_course:
            self.note(_("Question “%s” is called “%s” there: another has its key."), key, free)
        if lesson != parent and not self.lesson:
            self.note(_("Question “%s” went into the bank of lesson “%s”."), free, lesson)
        if lacks:
            self.note(_("Question “%s” is a draft there: it lacks %s."), free, _(" and ").join(lacks))


def _entry(data: Mapping[str, Any]) -> Any:
    return QUESTION.choose_model(data).model_validate_json(json.dumps(data), strict=True)
