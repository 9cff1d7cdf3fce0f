"""A quiz in another course, with its questions (question_copies.py): they are drafts without what proves them, and wait
in the copy, which is a draft itself. `Planner` is pure.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lessons.course_files import Located
from lessons.models import Course
from lessons.services import collect_course, save_object
from quizzes.question_types.texts import TEXTS
from quizzes.quiz_entry import DrawEntry, QuizEntry
from securityedu.courses import STORES, store_of
from securityedu.studio.forms import free_key
from securityedu.studio.question_copies import Copier, refuse_what_breaks, save_brought


@dataclass
class Report:
    """`key` is the quiz in the other course; "" when nothing of it could be asked there. `notes` are sentences."""

    key: str = ""
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def copy_quiz(*, source: Course, key: str, target: Course, by: Any, now: datetime) -> Report:
    """All or nothing. Raises NoLesson, or WouldBreak with what would be wrong with the other course."""
    locked = Course.objects.select_for_update().get(pk=target.pk)
    here, there = collect_course(source, STORES), collect_course(locked, STORES)
    taken = {name: store_of(name).keys(locked) for name in ("question", "quiz")}
    copier = Copier(here, there, taken["question"])
    entry = Planner(copier).quiz(here.objects["quiz", key].entry)
    made = Located(entry, free_key(key, taken["quiz"]), 1, 0) if entry else None
    refuse_what_breaks(there, copier.made.objects | ({("quiz", made.file): made} if made else {}))
    save_brought(locked, copier.made, by=by, now=now)
    if made is None:
        return Report("", copier.made.notes)
    save_object(locked, store_of("quiz"), made.file, made, stores=STORES, now=now, by=by)
    return Report(made.file, copier.made.notes)


@dataclass
class Planner:
    copier: Copier

    def quiz(self, quiz: QuizEntry) -> QuizEntry | None:
        """The quiz as it can stand there; None if nothing of it can be asked."""
        data = quiz.model_dump(mode="json", exclude_defaults=True)
        if quiz.lesson and quiz.lesson not in self.copier.lessons:
            self.copier.note(_("The quiz belongs to no lesson there: “%s” is not in that course."), quiz.lesson)
            data.pop("lesson")
        slots = list(self._slots(data["slots"]))
        if not slots:
            self.copier.note(_("No slot is left, so there is no quiz."))
            return None
        return QuizEntry.model_validate_json(json.dumps(data | {"slots": slots}), strict=True)

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
        return slot | {"question": self.copier.question(slot["question"])}

    def _draw(self, number: int, slot: dict[str, Any]) -> dict[str, Any] | None:
        draw = DrawEntry.model_validate(slot["draw"])
        bank = self.copier.there.of_kind("question").values()
        pool = [each for each in bank if each.parent == draw.lesson and each.entry.type not in TEXTS]
        matching = sum(draw.takes(each.entry) for each in pool)
        if not matching:
            self.copier.note(_("Slot %d was left out: nothing matches what it draws there."), number)
            return None
        if matching < slot.get("count", 1):
            self.copier.note(
                _("Slot %(number)d draws %(count)d: no more match there.") % {"number": number, "count": matching}
            )
            return slot | {"count": matching}
        return slot
