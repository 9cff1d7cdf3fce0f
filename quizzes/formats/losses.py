"""What of a question a format can't carry: found by reading again what was written. Pure.

So the report is exact whatever a format does: what it doesn't name came back equal. Keys of choices and items, which
are made anew, and different ways to write the same (Markdown that shows the same, a fraction or its default, a variant
or an answer of its own, the number of a gap) are no losses.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from lessons.course_files import Entry
from lessons.rich import render_rich
from lessons.text import collapse
from quizzes.composing import media_in
from quizzes.formats.base import Loss, Reading
from quizzes.formats.words import to_plain
from quizzes.question_types import schema_of
from quizzes.question_types.base import as_fraction
from quizzes.question_types.calculated import CalculatedContent
from quizzes.question_types.gaps import GappedContent
from quizzes.question_types.multiple_response import MultipleResponseContent, weights
from quizzes.question_types.texts import TEXTS

Piece = TypeVar("Piece")

# Fields whose texts are not Markdown.
_PLAIN = {"template", "answers", "units"}
# What schemas want, whatever a file has.
_LENT = ("key", "objective", "explanation", "draft")
# Fields that name a part of the question by its key, and where it stands.
_REFERENCES = {"word": "words", "category": "categories", "label": "labels"}
# A field of a part that has no words here is told as what the part is one of.
WORDS = {
    "key": gettext_lazy("its key"),
    "type": gettext_lazy("its type: there it is another one"),
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
    "answer": gettext_lazy("the right answer"),
    "answers": gettext_lazy("answers"),
    "case_sensitive": gettext_lazy("that capital letters matter"),
    "accents_matter": gettext_lazy("that accents matter"),
    "value": gettext_lazy("numbers"),
    "tolerance": gettext_lazy("the tolerance"),
    "tolerance_type": gettext_lazy("the kind of tolerance"),
    "units": gettext_lazy("units"),
    "unit_use": gettext_lazy("whether a unit is required"),
    "unit_penalty": gettext_lazy("what a wrong unit costs"),
    "variables": gettext_lazy("variables"),
    "step": gettext_lazy("the steps of variables"),
    "decimals": gettext_lazy("how many decimals a result has"),
    "significant": gettext_lazy("how many significant digits a result has"),
    "pairs": gettext_lazy("pairs"),
    "left": gettext_lazy("left-hand sides"),
    "right": gettext_lazy("right-hand sides"),
    "extra": gettext_lazy("extra right-hand sides"),
    "items": gettext_lazy("items"),
    "categories": gettext_lazy("categories"),
    "grading": gettext_lazy("how an order is graded: there it is the share of pairs in right order"),
    "min_words": gettext_lazy("the least number of words"),
    "max_words": gettext_lazy("the greatest number of words"),
    "template": gettext_lazy("the text that an answer begins with"),
    "marking_notes": gettext_lazy("notes for marking"),
    "draft": gettext_lazy("that it is a draft"),
    "gaps": gettext_lazy("gaps"),
    "weight": gettext_lazy("the weights of gaps"),
    "words": gettext_lazy("words to drag"),
    "group": gettext_lazy("groups of words"),
    "map": gettext_lazy("the map"),
    "all_countries": gettext_lazy("that every country of the map can be marked"),
    "picture": gettext_lazy("the picture"),
    "regions": gettext_lazy("places on the picture"),
    "labels": gettext_lazy("labels"),
    "numbered": gettext_lazy("that places have numbers instead of names"),
    "count": gettext_lazy("how many questions are drawn"),
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
            lost = between(question, _only(question, read(piece)))
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


def _only(question: Any, reading: Reading) -> Mapping[str, Any]:
    if reading.errors or len(reading.questions) != 1:
        raise CantWrite(_MARKS_OF_ITS_OWN)
    data = reading.questions[0].data
    if data["type"] != question.type and not {data["type"], question.type} <= {*TEXTS}:
        raise CantWrite(_MARKS_OF_ITS_OWN)
    return data


def between(question: Any, data: Mapping[str, Any]) -> list[str]:
    """What `data`, read from a file, lacks of a question, in words. Raises CantWrite when it isn't one any more."""
    lent = {name: value for name in _LENT if name not in data and (value := getattr(question, name, None))}
    model: Any = schema_of(data["type"], draft=question.draft)
    try:
        after = model.model_validate({**lent, **data})
    except ValidationError as error:
        raise CantWrite(_("what would be left of it is no question")) from error
    return list(dict.fromkeys([*_differences("", comparable(question), comparable(after)), *words_for(lent)]))


def comparable(question: Any) -> dict[str, Any]:
    """A question as plain data of which two are equal if the questions mean the same."""
    if isinstance(question, GappedContent):
        question = question.with_gaps_in_order()
    data: dict[str, Any] = question.model_dump()
    if isinstance(question, CalculatedContent):
        _say_defaults(question, data)
    if not data.get("units"):
        data.pop("unit_penalty", None)  # of nothing
    worths = weights(question) if isinstance(question, MultipleResponseContent) else {}
    for part in (data, *_parts(data)):
        if "answers" in part:
            part["answers"] = list(_each_accepted(part["answers"]))
        if {"correct", "fraction"} <= part.keys():
            correct, fraction = part.pop("correct"), part.pop("fraction")
            told = Decimal(correct) if fraction is None else fraction
            part["worth"] = as_fraction(worths.get(part["key"], told))
    _forget_keys(data)
    return data


def _say_defaults(question: CalculatedContent, data: dict[str, Any]) -> None:
    for variable, content in zip(data["variables"], question.variables, strict=True):
        variable["step"] = content.one_step
    if question.decimals is None and question.significant is None:
        data["decimals"] = 2


def _each_accepted(answers: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A variant is an answer of its own."""
    for answer in answers:
        also = answer.pop("also", ())
        yield answer
        yield from ({**answer, "text": text} for text in also)


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping within a question."""
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict):
            yield each
        if isinstance(each, dict | list | tuple):
            yield from _parts(each)


def _forget_keys(data: dict[str, Any]) -> None:
    """What names a part by its key gets the part's place instead."""
    parts = list(_parts(data))
    for field, there in _REFERENCES.items():
        places = {part["key"]: place for place, part in enumerate(data.get(there, ()))}
        for part in parts:
            if field in part:
                part[field] = places.get(part[field])
    for part in parts:
        part.pop("key", None)


def _differences(field: str, before: Any, after: Any) -> Iterator[str]:
    """Of fields that both have: one that only one of them has comes with its type."""
    if isinstance(before, dict):
        for name, value in before.items():
            has_words = name in WORDS and (name != "text" or not field)
            if name in after:
                yield from _differences(name if has_words else field, value, after[name])
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple) and len(before) == len(after):
        for one, two in zip(before, after, strict=True):
            yield from _differences(field, one, two)
    elif before != after:
        yield from _told(field, before, after)


def _told(field: str, before: Any, after: Any) -> Iterator[str]:
    """Nothing of Markdown that shows the same; where only the words are the same, their formatting is what is lost."""
    name = str(WORDS[field])
    are_texts = isinstance(before, str) and isinstance(after, str) and field not in _PLAIN
    if not are_texts or to_plain(before) != to_plain(after):
        yield name
    elif collapse(render_rich(before).html) != collapse(render_rich(after).html):
        yield _("formatting, links and pictures: %s") % name


def words_for(fields: Iterable[str]) -> list[str]:
    return [str(WORDS[field]) for field in fields]
