"""How often wrong beliefs were held, and how often guessing would have held them. Pure.

Which belief a response shows comes from grading it (`Part.misconception`), so no type is named here. A belief counts as
held from two times on two different questions: one distractor alone may just be badly worded.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import chain
from math import comb, prod
from typing import Any

from quizzes.question_types import type_of
from quizzes.question_types.base import Shape

TIMES = QUESTIONS = 2
Chances = Mapping[str, Fraction]


@dataclass(frozen=True)
class Observation:
    """One answer to a question that can show misconceptions: those it shows, and how likely guessing shows each."""

    question: int
    shown: frozenset[str]
    chances: Chances


@dataclass(frozen=True)
class Held:
    """One misconception: held `times` out of the `asked` in which it could have been, on these `questions`.

    `guessing` is how often it would have been held by somebody who answers at random.
    """

    key: str
    times: int
    asked: int
    guessing: Decimal
    questions: tuple[int, ...]

    @property
    def is_beyond_guessing(self) -> bool:
        return self.times > self.guessing

    @property
    def percent(self) -> int:
        return round(100 * self.times / self.asked)

    @property
    def percent_by_guessing(self) -> int:
        return round(100 * self.guessing / self.asked)


def held(observations: Iterable[Observation]) -> list[Held]:
    """Those held often enough to be spoken of, the most frequent first."""
    by_key: dict[str, list[Observation]] = {}
    for each in observations:
        for key in each.chances.keys() | each.shown:
            by_key.setdefault(key, []).append(each)
    found = [_held(key, seen) for key, seen in by_key.items()]
    enough = [each for each in found if each.times >= TIMES and len(each.questions) >= QUESTIONS]
    return sorted(enough, key=lambda each: (-each.times, each.key))


def _held(key: str, seen: Iterable[Observation]) -> Held:
    seen = list(seen)
    showing = [each.question for each in seen if key in each.shown]
    guessed = sum((each.chances.get(key, Fraction(0)) for each in seen), Fraction(0))
    rounded = (Decimal(guessed.numerator) / guessed.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Held(key, len(showing), len(seen), rounded, tuple(dict.fromkeys(showing)))


def observed(question: int, content: Any, stored: Any, chances: Chances) -> Observation:
    return Observation(question, type_of(content).grade(content, stored).misconceptions, chances)


# --- guessing --------------------------------------------------------------------------------------------------------


def chances_of(content: Any) -> dict[str, Fraction]:
    """Every misconception that an answer to this question can show, with the chance that one given at random shows it.

    One choice: each is as likely as the others. Several: as many as are right, any of them. A gap with choices: one of
    them in each. Nobody types a wrong number or word by chance: that is 0.
    """
    named = dict.fromkeys(misconceptions_of(content), Fraction(0))
    return {key: _chance(content, key) for key in named} if named else {}


def misconceptions_of(value: Any) -> Iterator[str]:
    """Every misconception that a question's answers name, wherever they stand."""
    for name, field in value:
        if name == "misconception" and field:
            yield field
        elif isinstance(field, tuple):
            yield from chain.from_iterable(
                misconceptions_of(each) for each in field if hasattr(each, "model_fields_set")
            )


def _chance(content: Any, key: str) -> Fraction:
    kind = type_of(content)
    groups = kind.groups(content)

    def shows(response: Any) -> bool:
        return key in kind.grade(content, response).misconceptions

    match kind.shape:
        case Shape.TRUTH:
            return _share([shows(value) for value in (True, False)])
        case Shape.CHOICE:
            return _share([shows(choice) for choices in groups.values() for choice in choices])
        case Shape.CHOICES:
            each = [shows([choice]) for choices in groups.values() for choice in choices]
            return _share_of_some(each, len(kind.correct(content)))
        case Shape.PARTS:
            parts = [_share([shows({part: choice}) for choice in choices]) for part, choices in groups.items()]
            return 1 - prod((1 - share for share in parts), start=Fraction(1))
    return Fraction(0)


def _share(shown: list[bool]) -> Fraction:
    return Fraction(sum(shown), len(shown))


def _share_of_some(shown: list[bool], ticked: int) -> Fraction:
    """That at least one of so many, ticked at random, shows it (hypergeometric)."""
    others = len(shown) - sum(shown)
    return 1 - Fraction(comb(others, ticked), comb(len(shown), ticked))
