"""Moodle XML, the way in: categories, what all questions share, one reader for each type."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from lessons.course_files import details
from quizzes.formats.base import Found, Note, Reading
from quizzes.formats.faults import told
from quizzes.formats.foreign import foreign
from quizzes.formats.markup import slug
from quizzes.formats.moodle_xml import (
    own,
    read_calculated,
    read_choices,
    read_gaps,
    read_pictures,
    read_typed,
)
from quizzes.formats.moodle_xml.source import QuestionError, Source, as_plain, as_yaml, rounded
from quizzes.formats.moodle_xml.tags import read_tags
from quizzes.formats.moodle_xml.tree import Element, UnreadableError, read_questions
from quizzes.question_types import schema_of
from quizzes.question_types.calculated import Calculated, CalculatedContent
from quizzes.question_types.texts import TEXTS

READERS: dict[str, Callable[[Source], dict[str, Any]]] = {
    "truefalse": read_choices.read_true_false,
    "multichoice": read_choices.read_multichoice,
    "multichoiceset": read_choices.read_all_or_nothing,
    "oumultiresponse": read_choices.read_ou_multiple,
    "match": read_choices.read_match,
    "ddmatch": read_choices.read_match,
    "kprime": read_choices.read_statements,
    "mtf": read_choices.read_statements,
    "matching": read_choices.read_match,
    "ordering": read_choices.read_ordering,
    "randomsamatch": read_choices.read_random_matching,
    "shortanswer": read_typed.read_short_answer,
    "numerical": read_typed.read_numerical,
    "essay": read_typed.read_essay,
    "description": read_typed.read_description,
    "calculated": read_calculated.read_calculated,
    "calculatedsimple": read_calculated.read_calculated,
    "cloze": read_gaps.read_cloze,
    "multianswer": read_gaps.read_cloze,
    "gapselect": read_gaps.read_gap_select,
    "ddwtos": read_gaps.read_drag_words,
    "ddimageortext": read_pictures.read_drag_image,
    "ddmarker": read_pictures.read_markers,
}
_ONE_POINT = re.compile(r"(1([.,]0*)?)?")
_THIRD = Decimal("0.3333333")
_FEEDBACKS = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
# A question for the schema, where what only our side has stands for itself.
_STAND_INS = {"key": "key", "objective": "objective", "explanation": "explanation"}
LONGEST_NAME = 200


def read(data: bytes) -> Reading:
    if sentence := foreign(data):
        return Reading(errors=[Note(0, sentence)])
    reading = _Reading()
    try:
        read_questions(data, reading.take)
    except UnreadableError as error:
        return Reading(errors=[Note(error.line, error.message, error.text, whole=True)])
    found = reading.result
    if not found.questions and not found.errors:
        found.errors.append(Note(0, _("The file holds no question.")))
    found.warnings = [note for notes in reading.left_out.values() for note in _grouped(notes)] + found.warnings
    found.warnings.sort(key=lambda note: note.line)
    return found


@dataclass
class _Reading:
    """`left_out` gathers what several questions lack, so that it is said once."""

    result: Reading = field(default_factory=Reading)
    category: str = ""
    left_out: dict[str, list[Note]] = field(default_factory=dict)

    def take(self, element: Element) -> None:
        if element.attributes.get("type") == "category":
            self.category = _category(element)
            return
        source = Source(element)
        try:
            self.result.questions.append(_question(source, self.category))
        except QuestionError as error:
            self.result.errors.append(Note(error.line, _told(source, error.message), error.text))
        except RecursionError:
            self.result.errors.append(Note(element.line, _told(source, _("it is nested too deeply"))))
        else:
            self.result.warnings += [Note(element.line, doubt, source.title[:LONGEST_NAME]) for doubt in source.doubts]
            for what in source.left_out:
                self.left_out.setdefault(what, []).append(Note(element.line, what, source.title[:LONGEST_NAME]))


def _told(source: Source, message: str) -> str:
    """What is missing in the file may be why."""
    if source.missing:
        message = f"{message} ({'; '.join(source.missing)})"
    name = source.title or source.element.value("questiontext", "text")
    return _("“%(name)s”: %(reason)s") % {"name": name[:80], "reason": message} if name else message


def _grouped(notes: list[Note]) -> list[Note]:
    first = notes[0]
    left_out = _("Not taken over: %(what)s") % {"what": first.message}
    if len(notes) == 1:
        return [Note(first.line, f"{left_out}.", first.text)]
    also = _("(in %(count)d questions, the first one here)") % {"count": len(notes)}
    return [Note(first.line, f"{left_out} {also}.", first.text)]


def _category(element: Element) -> str:
    """Without the places of Moodle that lead it: `$course$/top/Exams/2026` is `Exams/2026`."""
    parts = element.value("category", "text").replace("//", "\0").split("/")
    while parts and (parts[0] == "top" or (parts[0].startswith("$") and parts[0].endswith("$"))):
        parts = parts[1:]
    return "/".join(parts).replace("\0", "//")


def _question(source: Source, category: str) -> Found:
    data = own.read(source) or as_yaml(data_of(source))
    _check(source, data)
    return Found(
        line=source.element.line,
        data=data,
        name=source.title[:LONGEST_NAME],
        category=category[:LONGEST_NAME],
        files=source.files,
    )


def _not_held(name: str) -> str:
    if name == "calculatedmulti":
        return _("calculated multiple choice (calculatedmulti) can't be taken: choices with drawn numbers have no type")
    if name == "random":
        return _("a random question (random) is no question: let a quiz draw from the bank instead")
    return _("questions of the type '%(type)s' can't be taken") % {"type": name[:60]}


def data_of(source: Source) -> dict[str, Any]:
    """What Moodle's elements say of a question, not yet checked."""
    reader = READERS.get(source.type)
    if reader is None:
        raise source.fail(_not_held(source.type))
    content = reader(source)
    key = _key(source)
    if content["type"] in TEXTS:
        if source.text("generalfeedback"):
            source.leave_out(_("the general feedback of a text that asks nothing"))
        return key | content
    if "prompt" not in content:
        content = {"prompt": source.text("questiontext")} | content
    content["prompt"] += source.old_picture()
    return key | {"type": content["type"]} | read_tags(source.tags) | content | _endings(source, content)


def _key(source: Source) -> dict[str, str]:
    number = source.value("idnumber")
    key = slug(number)
    return {"key": key} if key else {}


def _endings(source: Source, content: dict[str, Any]) -> dict[str, Any]:
    """Hints, penalty, explanation; and what is not taken over."""
    _tell_what_is_left_out(source)
    hints = [text for hint in source.element.all("hint") if (text := source.markdown(hint) or _old_hint(source, hint))]
    explanation = content.get("explanation") or source.text("generalfeedback")
    return {
        **({"hints": hints} if hints else {}),
        **_penalty(source),
        **({"explanation": explanation} if explanation else {}),
    }


def _old_hint(source: Source, hint: Element) -> str:
    """As Moodle 1.9 with the questions of the Open University had them."""
    return source.text_of(hint, "hintcontent")


def _penalty(source: Source) -> dict[str, Decimal]:
    """Old files have 0.33 or 0.333 for a third."""
    if not source.value("penalty"):
        return {}
    penalty = rounded(source.number(source.element, source.value("penalty")))
    return {} if abs(penalty - _THIRD) < Decimal("0.005") else {"penalty": as_plain(penalty)}


def _tell_what_is_left_out(source: Source) -> None:
    if not _ONE_POINT.fullmatch(source.value("defaultgrade")):
        source.leave_out(_("the points of the question: a quiz gives points for it"))
    if source.is_on("hidden"):
        source.leave_out(_("that the question is hidden: it is taken like the others"))
    if any(source.text(name) for name in _FEEDBACKS):
        source.leave_out(_("what is said to right, partly right and wrong answers as a whole"))
    hints = source.element.all("hint")
    if any(hint.first(name) is not None for hint in hints for name in ("shownumcorrect", "clearwrong")):
        source.leave_out(_("that hints show the number of right parts or clear wrong ones"))


def _check(source: Source, data: dict[str, Any]) -> None:
    """Whether our own rules take it, but for what belongs to a course."""
    schema = schema_of(data["type"])
    stand_ins = {"key": "key"} if data["type"] in TEXTS else _STAND_INS
    try:
        content = schema.model_validate(stand_ins | data)  # type: ignore[union-attr]
    except ValidationError as error:
        raise source.fail(told(details(error)[0])) from error
    if isinstance(content, CalculatedContent):
        source.doubts += Calculated().problems(content)
