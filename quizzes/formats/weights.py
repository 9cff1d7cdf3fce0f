"""Choices with weights, as Moodle's formats have them, to ours. Pure."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.words import letter
from quizzes.question_types.base import NEAR, ONE, RIGHT, SEVEN_PLACES, ZERO

Warn = Callable[[str], None]
# 33.33 and 16.66 per cent are meant for a third and a sixth.
_ROUNDED = Decimal("0.0001")
_NEARLY = Decimal("0.01")


@dataclass(frozen=True)
class Option:
    """A choice and what it is worth, −1 … 1."""

    text: str
    worth: Decimal
    feedback: str = ""


def choices_of(options: Sequence[Option], *, several: bool, warn: Warn) -> dict[str, Any]:
    """Type and choices. `several`: more than one may be ticked."""
    right = [option for option in options if option.worth > 0]
    full = [option for option in options if option.worth >= RIGHT]
    wrong = len(options) - len(right)
    if several and len(full) == len(right) == 1 and wrong < 2:
        warn(_("Only one choice is right, so it was read as single choice."))
        several = False
    elif not several and len(full) > 1 and wrong > 1:
        options, several = shared(options, warn), True
    if several:
        return {"type": "multiple_response", "choices": _with_keys(_several(options, warn))}
    return {"type": "single_choice", "choices": _with_keys([_single(option) for option in options])}


def of_marked(texts: Sequence[str], right: Collection[int]) -> dict[str, Any]:
    """The same where the right ones are marked only: one makes it single choice, several share the whole, and the
    others take as much away."""
    wrong = len(texts) - len(right)
    options = [
        Option(text, (ONE / len(right) if place in right else -ONE / wrong if len(right) > 1 else ZERO))
        for place, text in enumerate(texts)
    ]
    options = [replace(option, worth=option.worth.quantize(SEVEN_PLACES)) for option in options]
    return choices_of(options, several=len(right) > 1, warn=lambda message: None)


def shared(options: Sequence[Option], warn: Warn) -> list[Option]:
    """Of several that are wholly right each gets its share: all of them are to be ticked."""
    warn(_("Several choices are right, so it was read as multiple response: all of them are to be ticked."))
    share = ONE / sum(option.worth >= RIGHT for option in options)
    return [replace(each, worth=share if each.worth >= RIGHT else min(each.worth, ZERO)) for each in options]


def _with_keys(choices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"key": letter(index)} | choice for index, choice in enumerate(choices)]


def _choice(option: Option, worth: dict[str, Any]) -> dict[str, Any]:
    feedback = {"feedback": option.feedback} if option.feedback else {}
    return {"text": option.text, **worth, **feedback}


def _single(option: Option) -> dict[str, Any]:
    if option.worth >= RIGHT:
        return _choice(option, {"correct": True})
    return _choice(option, {"fraction": _plain(option.worth)} if option.worth else {})


def _several(options: Sequence[Option], warn: Warn) -> list[dict[str, Any]]:
    """Without the fractions that the type gives by itself: right ones share the whole, wrong ones take as much away.

    It gives them where at least two are wrong.
    """
    options = summing_to_one(options, warn)
    right = [option.worth for option in options if option.worth > 0]
    wrong = [option.worth for option in options if option.worth <= 0]
    given = len(wrong) > 1
    shared = given and _is_shared(right, ONE), given and _is_shared(wrong, -ONE)
    return [_choice(option, _worth(option, shared[0] if option.worth > 0 else shared[1])) for option in options]


def _worth(option: Option, is_default: bool) -> dict[str, Any]:
    if is_default:
        return {"correct": True} if option.worth > 0 else {}
    return {"fraction": _plain(option.worth)}


def _is_shared(worths: Sequence[Decimal], whole: Decimal) -> bool:
    return all(abs(worth - whole / len(worths)) <= _ROUNDED for worth in worths)


def summing_to_one(options: Sequence[Option], warn: Warn) -> Sequence[Option]:
    total = sum((option.worth for option in options if option.worth > 0), ZERO)
    if not total or abs(total - ONE) <= NEAR:
        return options
    share = ONE / sum(option.worth > 0 for option in options)
    if all(abs(option.worth - share) <= _NEARLY for option in options if option.worth > 0):
        total, options = ONE, [replace(each, worth=share) if each.worth > 0 else each for each in options]
    if abs(total - ONE) > _NEARLY:
        warn(_("What the right choices are worth was brought to 100% together."))
    return [
        replace(option, worth=(option.worth / total).quantize(SEVEN_PLACES)) if option.worth > 0 else option
        for option in options
    ]


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f") if number else "0"
