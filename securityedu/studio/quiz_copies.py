"""A quiz in another course: what has to come with it, what can't, and writing all of it at once.

`plan_copy` is pure. What the other course has under the same key is used as it is there; a question that says something
else gets a key of its own. Passages and objectives belong to lessons and never come along: without them a question is a
draft, and waits in the copy, which is a draft itself.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lessons.checking import media_of
from lessons.course_files import Folder, Located, ObjectId
from lessons.course_text import canonical
from lessons.models import Course
from lessons.services import collect_course, save_object, save_objects
from quizzes.composing import named_in
from quizzes.misconceptions import misconceptions_of
from quizzes.question_types.texts import TEXTS
from quizzes.quiz_entry import DrawEntry, QuizEntry
from quizzes.schema import QUESTION
from securityedu.courses import STORES, check, messages, new_messages, store_of
from securityedu.services import WouldBreak
from securityedu.studio.forms import free_key

# In this order they are saved: each may name those before it.
BROUGHT = ("source", "misconception", "picture", "recording", "figure", "question")


class NoLesson(Exception):
    """The course has no lesson, and a question belongs to one."""


@dataclass
class Report:
    """`key` is the quiz in the other course; "" when nothing of it could be asked there. `notes` are sentences."""

    key: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """What is to be saved in the other course. `evidence` are passages that say the same there, with their digests."""

    objects: dict[ObjectId, Located] = field(default_factory=dict)
    quiz: QuizEntry | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def copy_quiz(*, source: Course, key: str, target: Course, by: Any, now: datetime) -> Report:
    """All or nothing. Raises NoLesson, or WouldBreak with what would be wrong with the other course."""
    locked = Course.objects.select_for_update().get(pk=target.pk)
    here, there = collect_course(source, STORES), collect_course(locked, STORES)
    taken = {name: store_of(name).keys(locked) for name in ("question", "quiz")}
    plan = Planner(here, there, taken["question"]).plan(here.objects["quiz", key].entry)
    made = ("quiz", free_key(key, taken["quiz"]))
    _refuse_what_breaks(there, plan, made)
    saved = {"stores": STORES, "now": now, "by": by}
    for name in BROUGHT:
        if found := {each: located for (kind, each), located in plan.objects.items() if kind == name}:
            save_objects(locked, store_of(name), found, **saved)
    store_of("evidence").save_all(locked, plan.evidence)
    if plan.quiz is None:
        return Report("", plan.notes)
    save_object(locked, store_of("quiz"), made[1], Located(plan.quiz, "", 1, 0), **saved)
    return Report(made[1], plan.notes)


def _refuse_what_breaks(there: Folder, plan: Plan, quiz: ObjectId) -> None:
    before = messages(replace(there, objects=dict(there.objects), problems=[], stale=[]))
    with_quiz = {quiz: Located(plan.quiz, quiz[1], 1, 0)} if plan.quiz else {}
    objects = there.objects | plan.objects | with_quiz
    after = messages(replace(there, objects=objects, problems=[], stale=[]))
    if problems := new_messages(before, after):
        raise WouldBreak(problems)


@dataclass
class Planner:
    """`taken` are the keys of all questions there, also of those that are archived."""

    here: Folder
    there: Folder
    taken: set[str]
    made: Plan = field(default_factory=Plan)
    keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lessons = self.there.of_kind("lesson")
        self.passages_here = check(replace(self.here, problems=[], stale=[])).passages
        self.passages_there = check(replace(self.there, problems=[], stale=[])).passages

    def plan(self, quiz: QuizEntry) -> Plan:
        data = quiz.model_dump(mode="json", exclude_defaults=True)
        if quiz.lesson and quiz.lesson not in self.lessons:
            self._note(_("The quiz belongs to no lesson there: “%s” is not in that course."), quiz.lesson)
            data.pop("lesson")
        slots = list(self._slots(data["slots"]))
        if slots:
            self.made.quiz = QuizEntry.model_validate_json(json.dumps(data | {"slots": slots}), strict=True)
        else:
            self._note(_("No slot is left, so there is no quiz."))
        return self.made

    def _note(self, sentence: str, *words: object) -> None:
        self.made.notes.append(sentence % words if words else sentence)

    # --- slots

    def _slots(self, slots: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Those that can be asked there. The heading of one that can't passes to the next."""
        heading, is_first_or_after_gap = None, True
        for number, slot in enumerate(slots, start=1):
            heading = slot.pop("section", None) or heading
            found = self._slot(number, slot)
            if found is None:
                is_first_or_after_gap = True
                continue
            if is_first_or_after_gap:
                found.pop("needs_previous", None)
            yield found | ({"section": heading} if heading else {})
            heading, is_first_or_after_gap = None, False

    def _slot(self, number: int, slot: dict[str, Any]) -> dict[str, Any] | None:
        if "draw" in slot:
            return self._draw(number, slot)
        slot.pop("version", None)  # versions are counted in each course for itself
        return slot | {"question": self.question(slot["question"])}

    def _draw(self, number: int, slot: dict[str, Any]) -> dict[str, Any] | None:
        draw = DrawEntry.model_validate(slot["draw"])
        bank = self.there.of_kind("question").values()
        pool = [each for each in bank if each.parent == draw.lesson and each.entry.type not in TEXTS]
        matching = sum(draw.takes(each.entry) for each in pool)
        if not matching:
            self._note(_("Slot %d was left out: nothing matches what it draws there."), number)
            return None
        if matching < slot.get("count", 1):
            self._note(
                _("Slot %(number)d draws %(count)d: no more match there.") % {"number": number, "count": matching}
            )
            return slot | {"count": matching}
        return slot

    # --- questions and what they name

    def question(self, key: str) -> str:
        """The key under which a question, or a text of the bank, stands there."""
        if key not in self.keys:
            self.keys[key] = self._bring_question(key)
        return self.keys[key]

    def _bring_question(self, key: str) -> str:
        located = self.here.objects["question", key]
        lesson = self._lesson_for(located.parent)
        data = located.entry.model_dump(mode="json", exclude_defaults=True)
        lacks = [] if located.entry.type in TEXTS else self._without_what_is_missing(data, lesson)
        if data.get("stimulus"):
            data["stimulus"] = self.question(data["stimulus"])
        self._bring_what_it_names(located.entry)
        same = self.there.objects.get(("question", key))
        if same and same.parent == lesson and canonical(same.entry) == canonical(_entry(data)):
            return key
        free = free_key(key, self.taken) if key in self.taken else key
        self.taken.add(free)
        position = len(self.there.of_kind("question")) + len(self.made.objects)
        self.made.objects["question", free] = Located(_entry(data | {"key": free}), free, 1, position, lesson)
        self._accept(free, data.get("evidence", ()))
        self._tell(key, free, lesson, located.parent, lacks)
        return free

    def _lesson_for(self, parent: str) -> str:
        """The lesson of the same key, or the first one."""
        if parent in self.lessons:
            return parent
        ordered = [item.lesson for item in self.there.objects["course", "course"].entry.contents if item.lesson]
        first = next((key for key in (*ordered, *self.lessons) if key in self.lessons), None)
        if first is None:
            raise NoLesson
        return first

    def _without_what_is_missing(self, data: dict[str, Any], lesson: str) -> list[str]:
        """Takes out of a question what its lesson there hasn't, and makes it a draft; says what that was."""
        lacks = []
        objectives = {objective.key for objective in self.lessons[lesson].entry.objectives}
        if data.get("objective") not in objectives:
            data.pop("objective", None)
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
        if (kind, key) in self.there.objects or (kind, key) in self.made.objects:
            return None
        located = self.here.objects.get((kind, key))
        if located:
            self.made.objects[kind, key] = located
        return located

    def _accept(self, key: str, evidence: Any) -> None:
        for reference in evidence:
            digest = self.passages_there.get(reference)
            if digest and digest == self.passages_here.get(reference):
                self.made.evidence[f"{key} {reference}"] = digest

    def _tell(self, key: str, free: str, lesson: str, parent: str, lacks: list[str]) -> None:
        if free != key:
            self._note(_("Question “%s” is called “%s” there: another has its key."), key, free)
        if lesson != parent:
            self._note(_("Question “%s” went into the bank of lesson “%s”."), free, lesson)
        if lacks:
            self._note(_("Question “%s” is a draft there: it lacks %s."), free, _(" and ").join(lacks))


def _entry(data: Mapping[str, Any]) -> Any:
    return QUESTION.choose_model(data).model_validate_json(json.dumps(data), strict=True)
