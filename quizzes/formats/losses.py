"""What of a question a format can't carry: found by reading again what was written. Pure.

So the report is exact whatever a format does: what it doesn't name came back equal. Keys of choices and items, which
are made anew, and different ways to write the same (Markdown that shows the same, a fraction or its default, a variant
or an answer of its own) are no losses.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from lessons.course_files import Entry
from lessons.rich import render_rich
from lessons.text import collapse
from quizzes.composing import media_in
from quizzes.formats.base import Found, Loss, Reading
from quizzes.formats.words import to_plain
from quizzes.question_types import schema_of
from quizzes.question_types.base import SEVEN_PLACES
from quizzes.question_types.multiple_response import weights
from quizzes.question_types.single_choice import fraction_of
from quizzes.question_types.texts import TEXTS

Piece = TypeVar("Piece")

# Fields whose texts are not Markdown.
_PLAIN = {"template", "answers.text", "unit", "also"}
_LENT = ("objective", "explanation", "draft")
# Fields that name others by their keys.
_REFERENCES = {"key", "word", "category", "label"}
_NAMES = {
    "key": gettext_lazy("its key"),
    "type": gettext_lazy("its type"),
    "use": gettext_lazy("what it is used for"),
    "objective": gettext_lazy("its objective"),
    "asks": gettext_lazy("what it takes to answer"),
    "tags": gettext_lazy("tags"),
    "difficulty": gettext_lazy("its difficulty"),
    "stimulus": gettext_lazy("the text that it is about"),
    "prompt": gettext_lazy("the question"),
    "text": gettext_lazy("the text"),
    "hints": gettext_lazy("hints"),
    "penalty": gettext_lazy("what another try costs"),
    "explanation": gettext_lazy("the explanation"),
    "evidence": gettext_lazy("the passages that prove the answer"),
    "as_of": gettext_lazy("the date of its facts"),
    "review_by": gettext_lazy("when to look at it again"),
    "choices": gettext_lazy("choices"),
    "fixed_order": gettext_lazy("that choices are not shuffled"),
    "locked": gettext_lazy("choices that keep their place"),
    "all_or_nothing": gettext_lazy("all or nothing"),
    "worth": gettext_lazy("what choices are worth"),
    "fraction": gettext_lazy("what answers are worth"),
    "feedback": gettext_lazy("feedback on answers"),
    "misconception": gettext_lazy("misconceptions"),
    "feedback_true": gettext_lazy("feedback on “true”"),
    "feedback_false": gettext_lazy("feedback on “false”"),
    "feedback_other": gettext_lazy("feedback on any other answer"),
    "answers": gettext_lazy("answers"),
    "case_sensitive": gettext_lazy("that capital letters matter"),
    "accents_matter": gettext_lazy("that accents matter"),
    "value": gettext_lazy("numbers"),
    "tolerance": gettext_lazy("the tolerance"),
    "tolerance_type": gettext_lazy("the kind of tolerance"),
    "units": gettext_lazy("units"),
    "unit_use": gettext_lazy("whether a unit is required"),
    "unit_penalty": gettext_lazy("what a wrong unit costs"),
    "pairs": gettext_lazy("pairs"),
    "left": gettext_lazy("left-hand sides"),
    "right": gettext_lazy("right-hand sides"),
    "extra": gettext_lazy("extra right-hand sides"),
    "items": gettext_lazy("items"),
    "grading": gettext_lazy("how an order is graded"),
    "min_words": gettext_lazy("the least number of words"),
    "max_words": gettext_lazy("the greatest number of words"),
    "template": gettext_lazy("the text that an answer begins with"),
    "marking_notes": gettext_lazy("notes for marking"),
    "draft": gettext_lazy("that it is a draft"),
    "gaps": gettext_lazy("gaps"),
}


_MARKS_OF_ITS_OWN = gettext_lazy("its texts have what this format takes for marks of its own")


class CantWrite(ValueError):
    """Why a question can't be written in a format, in a sentence."""


def write_each(
    questions: Iterable[Any], write: Callable[[Any], Piece], read: Callable[[Piece], Reading]
) -> tuple[list[Piece], list[Loss]]:
    """The pieces of a file, one a question, and the losses. What could not be read again is not written."""
    pieces: list[Piece] = []
    losses: list[Loss] = []
    for question in questions:
        try:
            piece = write(question)
            lost = list(between(question, _only(read(piece))))
        except CantWrite as error:
            losses.append(whole(question.key, str(error)))
        else:
            pieces.append(piece)
            losses += [Loss(question.key, each) for each in (*lost, *without_files(question))]
    return pieces, losses


def without_files(question: Any) -> list[str]:
    """For formats that have texts only: they keep the keys of pictures."""
    return [_("the files of its pictures and recordings")] if list(media_in(question)) else []


def whole(key: str, reason: str) -> Loss:
    return Loss(key, _("the whole question: %s") % reason)


def of_type(question: Entry) -> CantWrite:
    name = str(getattr(question, "type", ""))
    return CantWrite(_("this format has nothing for the type “%s”") % name)


def _only(reading: Reading) -> Found:
    if reading.errors or len(reading.questions) != 1:
        raise CantWrite(_MARKS_OF_ITS_OWN)
    return reading.questions[0]


def between(question: Any, found: Found) -> Iterator[str]:
    """What `found` lacks of a question, in words, each once. Raises CantWrite when it isn't a question any more."""
    after = _as_entry(question, found.data)
    if question.type != after.type and not {question.type, after.type} <= {*TEXTS}:
        raise CantWrite(_MARKS_OF_ITS_OWN)
    yield from dict.fromkeys(_differences("", comparable(question), comparable(after)))
    for name in _LENT:
        if name not in found.data and getattr(question, name, None):
            yield _name(name)


def _as_entry(question: Any, data: Mapping[str, Any]) -> Any:
    """What schemas want is lent from the question."""
    model = schema_of(str(data.get("type")), draft=question.draft)
    lent = {"key": "none"} | {
        name: getattr(question, name)
        for name in _LENT
        if model is not None and name in model.model_fields and getattr(question, name, None)
    }
    if model is None:
        raise CantWrite(_MARKS_OF_ITS_OWN)
    try:
        return model.model_validate({**lent, **data})
    except ValidationError as error:
        raise CantWrite(_("what would be left of it is no question")) from error


def comparable(question: Any) -> dict[str, Any]:
    """A question as plain data of which two are equal if the questions mean the same."""
    data = question.model_dump(mode="python")
    if data["type"] == "multiple_response":
        worth = weights(question)
        _set_worth(data["choices"], [worth[choice.key] for choice in question.choices])
    if data["type"] == "single_choice":
        _set_worth(data["choices"], [fraction_of(choice) for choice in question.choices])
    if data["type"] == "short_answer":
        data["answers"] = [
            {**answer, "text": text, "also": ()}
            for answer in data["answers"]
            for text in (answer["text"], *answer["also"])
        ]
    _rename(data, _keys_of(data))
    return dict(data)


def _set_worth(choices: Sequence[dict[str, Any]], worths: Sequence[Decimal]) -> None:
    for choice, worth in zip(choices, worths, strict=True):
        del choice["correct"], choice["fraction"]
        choice["worth"] = worth.quantize(SEVEN_PLACES)


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping within a question."""
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict):
            yield each
        if isinstance(each, dict | list | tuple):
            yield from _parts(each)


def _keys_of(data: dict[str, Any]) -> dict[str, str]:
    keys = dict.fromkeys(part["key"] for part in _parts(data) if "key" in part)
    return {key: f"#{place}" for place, key in enumerate(keys)}


def _rename(data: dict[str, Any], names: Mapping[str, str]) -> None:
    for part in _parts(data):
        for field in _REFERENCES & part.keys():
            part[field] = names.get(part[field], part[field])


def _differences(field: str, before: Any, after: Any) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name, value in before.items():
            path = f"{field}.{name}" if name == "text" and field else name
            if name not in after:
                yield _name(name) if value else ""
            else:
                yield from filter(None, _differences(path, value, after[name]))
    elif _are_lists_of_parts(before, after):
        for one, two in zip(before, after, strict=True):
            yield from _differences(field, one, two)
    elif not _is_same(field, before, after):
        yield from _told(field, before, after)


def _are_lists_of_parts(before: Any, after: Any) -> bool:
    if not isinstance(before, list | tuple) or not isinstance(after, list | tuple) or len(before) != len(after):
        return False
    return bool(before) and isinstance(before[0], dict)


def _is_same(field: str, before: Any, after: Any) -> bool:
    if before == after:
        return True
    if isinstance(before, list | tuple) and isinstance(after, list | tuple) and len(before) == len(after):
        return all(_is_same(field, one, two) for one, two in zip(before, after, strict=True))
    if not isinstance(before, str) or not isinstance(after, str) or field in _PLAIN:
        return False
    return collapse(render_rich(before).html) == collapse(render_rich(after).html)


def _told(field: str, before: Any, after: Any) -> Iterator[str]:
    """Where the words are the same, their formatting is what is lost."""
    name = _name(field)
    texts = isinstance(before, str) and isinstance(after, str) and field not in _PLAIN
    yield _("formatting, links and pictures: %s") % name if texts and to_plain(before) == to_plain(after) else name


def words_for(fields: Iterable[str]) -> list[str]:
    return [_name(field) for field in fields]


def _name(field: str) -> str:
    outer, _dot, _inner = field.partition(".")
    return str(_NAMES.get(outer, outer))
