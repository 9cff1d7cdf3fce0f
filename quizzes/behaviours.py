"""Behaviours: when an answer may be checked, and what several tries are worth. Pure.

One table, not a class for each state. A *try* is a response that was graded: at a check, or when the attempt is handed
in. The arithmetic is that of docs/architecture.md, "Scoring"; each worth comes as lines whose sum it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from quizzes.question_types import BY_HAND, type_of
from quizzes.question_types.base import NEAR, ONE, RIGHT, ZERO, Outcome, Shape, as_fraction


@dataclass(frozen=True)
class Line:
    """One step of a sum: `reason` names it (wording.LINES), `number` is its try, count or part, `worth` a fraction."""

    reason: str
    worth: Decimal
    number: int = 0


Lines = tuple[Line, ...]
Worth = Callable[[Sequence[Outcome], Decimal], Lines]


@dataclass(frozen=True)
class Behaviour:
    """`checks`: whether an answer can be checked before the attempt is handed in.

    `final`: whether an answer that was checked stands, once it is right or `tries_allowed` are used up.
    """

    worth: Worth
    checks: bool = False
    final: bool = False
    hints: bool = False
    certainty: bool = False


# --- what tries are worth --------------------------------------------------------------------------------------------


def _last(tries: Sequence[Outcome], penalty: Decimal) -> Lines:
    """Part by part where the fraction is a sum of parts, with a line for what its bounds took or gave."""
    outcome = tries[-1]
    parts = [Line("part", part.worth, index) for index, part in enumerate(outcome.parts, start=1) if part.worth]
    rest = outcome.fraction - sum((line.worth for line in parts), ZERO)
    if not parts:
        return (Line("answer", outcome.fraction),)
    if abs(rest) > NEAR:
        return (*parts, Line("bounds", rest))
    return (*parts[:-1], replace(parts[-1], worth=parts[-1].worth + rest))  # no more than rounding


def _interactive(tries: Sequence[Outcome], penalty: Decimal) -> Lines:
    """max(0, f − (tries − 1)·penalty)"""
    return _held(Line("answer", tries[-1].fraction), Line("tries", -penalty * (len(tries) - 1), len(tries) - 1))


def countback(tries: Sequence[Outcome], penalty: Decimal) -> Lines:
    """(1/P) Σ r_p·max(0, 1 − w_p·penalty): w_p counts tries up to the last one in which part p was wrong."""
    parts = tries[-1].parts
    return tuple(
        Line("part", _part_worth([_is_right(each, index) for each in tries], penalty) / len(parts), index + 1)
        for index in range(len(parts))
    )


def _part_worth(right: Sequence[bool], penalty: Decimal) -> Decimal:
    if not right[-1]:
        return ZERO
    wrong_until = max((number for number, each in enumerate(right, start=1) if not each), default=0)
    return max(ZERO, ONE - wrong_until * penalty)


def _is_right(outcome: Outcome, index: int) -> bool:
    return bool(outcome.parts[index].right)


def _adaptive(tries: Sequence[Outcome], penalty: Decimal) -> Lines:
    """max(0, max_t(f_t − penalty·(t − 1)))"""
    best = max(range(len(tries)), key=lambda index: (tries[index].fraction - penalty * index, -index))
    return _held(Line("try", tries[best].fraction, best + 1), Line("tries", -penalty * best, best))


def _adaptive_without_penalty(tries: Sequence[Outcome], penalty: Decimal) -> Lines:
    return _adaptive(tries, ZERO)


def _held(*lines: Line) -> Lines:
    """Without the lines that add nothing, and never below zero."""
    below = sum((line.worth for line in lines), ZERO)
    kept = (lines[0], *(line for line in lines[1:] if line.worth))
    return kept if below >= 0 else (*kept, Line("not_below_zero", -below))


BEHAVIOURS: Mapping[str, Behaviour] = {
    "deferred": Behaviour(_last),
    "immediate": Behaviour(_last, checks=True, final=True),
    "interactive": Behaviour(_interactive, checks=True, final=True, hints=True),
    "adaptive": Behaviour(_adaptive, checks=True),
    "adaptive_no_penalty": Behaviour(_adaptive_without_penalty, checks=True),
    "certainty": Behaviour(_last, certainty=True),
}


# --- one answer ------------------------------------------------------------------------------------------------------


def tries_of(checked: Sequence[Any], response: Any) -> list[Any]:
    """The responses that are graded in the end: those of the checks, and what was typed since."""
    return list(checked) if checked and checked[-1] == response else [*checked, response]


def explain(behaviour: str, content: Any, responses: Sequence[Any]) -> Lines:
    """What these tries of a question are worth, line by line. `responses` are stored ones, the newest last."""
    kind = type_of(content)
    outcomes = [kind.grade(content, response) for response in responses]
    rule = BEHAVIOURS[behaviour]
    worth = countback if rule.hints and kind.countback else rule.worth
    return worth(outcomes, content.penalty)


def fraction_of(lines: Lines) -> Decimal:
    return as_fraction(sum((line.worth for line in lines), ZERO))


def tries_allowed(behaviour: str, content: Any) -> int | None:
    """How often an answer may be checked; None is as often as one likes."""
    rule = BEHAVIOURS[behaviour]
    if not rule.checks:
        return 0
    if not rule.final:
        return None
    return len(content.hints) + 1 if rule.hints else 1


def stands(behaviour: str, content: Any, checked: Sequence[Any]) -> bool:
    """Whether an answer with these checked responses can't be changed any more."""
    allowed = tries_allowed(behaviour, content)
    if not checked or allowed is None:
        return False
    return len(checked) >= allowed or type_of(content).grade(content, checked[-1]).is_right


def is_complete(content: Any, response: Any) -> bool:
    """Whether there is something to check: an answer, and where each part counts for itself, all of them."""
    if response is None:
        return False
    kind = type_of(content)
    return not kind.countback or all(part.id in response for part in kind.grade(content, response).parts)


def can_be_partly_right(content: Any) -> bool:
    """Whether a response can get more than nothing and less than all."""
    if content.type in BY_HAND:
        return True
    if getattr(content, "all_or_nothing", False):
        return False
    if type_of(content).shape in (Shape.PARTS, Shape.ORDER, Shape.CHOICES):
        return True
    scored = (*getattr(content, "choices", ()), *getattr(content, "answers", ()))
    return any(each.fraction not in (None, ZERO, ONE) for each in scored)


# --- certainty -------------------------------------------------------------------------------------------------------

CERTAINTIES = (1, 2, 3)
_WHEN_WRONG = {1: ZERO, 2: Decimal(-2), 3: Decimal(-6)}


@dataclass(frozen=True)
class Certain:
    """One answer for certainty-based marking. `certainty` is None when nothing was answered."""

    right: bool
    certainty: int | None
    weight: Decimal = ONE

    @property
    def mark(self) -> Decimal:
        if self.certainty is None:
            return ZERO
        return Decimal(self.certainty) if self.right else _WHEN_WRONG[self.certainty]


@dataclass(frozen=True)
class Calibration:
    """Accuracy A (0 … 1), average mark C (−6 … 3) and bonus 0.1·(C − max(A, 4A − 2, 9A − 6)), by Gardner-Medwin."""

    accuracy: Decimal
    average_mark: Decimal
    bonus: Decimal

    @property
    def fraction(self) -> Decimal:
        """What the score uses."""
        return self.accuracy + self.bonus


def certainty_of(fraction: Decimal | None, certainty: int | None, points: Decimal, *, answered: bool) -> Certain:
    """An answer for certainty-based marking: who didn't say how sure she was, was not."""
    sure = (certainty or CERTAINTIES[0]) if answered else None
    return Certain((fraction or ZERO) >= RIGHT, sure, points)


def calibration(answers: Sequence[Certain]) -> Calibration:
    weight = sum((each.weight for each in answers), ZERO)
    if not weight:
        return Calibration(ZERO, ZERO, ZERO)
    accuracy = sum((each.weight for each in answers if each.right), ZERO) / weight
    mark = sum((each.weight * each.mark for each in answers), ZERO) / weight
    expected = max(accuracy, 4 * accuracy - 2, 9 * accuracy - 6)
    return Calibration(accuracy, mark, (mark - expected) / 10)


def shown_shares(values: Sequence[Decimal], shown: Callable[[Decimal], Decimal]) -> list[Decimal]:
    """Each value as a page shows it, so that what is shown adds up to what is shown of the sum."""
    sums = [ZERO]
    for value in values:
        sums.append(sums[-1] + value)
    return [shown(after) - shown(before) for before, after in pairwise(sums)]
