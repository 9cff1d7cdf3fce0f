"""What the rules of a quiz say: deadlines, attempts left, which attempts count, what may be seen when. Pure.

The definitions are those of the scoring rules (docs/architecture.md, "Scoring"). Functions take a `QuizRules`, which
the Quiz model satisfies; nothing here reads the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol

ZERO = Decimal(0)
NEAR = Decimal("0.00001")
# Saves are taken for this long after typing has ended: a slow network must not cost an answer.
GRACE = timedelta(seconds=30)


class QuizRules(Protocol):
    graded: bool
    attempts: int
    counting: str
    pass_percent: Decimal
    time_limit_minutes: int
    practice: bool
    reveal: str
    opens_at: datetime | None
    closes_at: datetime | None


class Refusal(StrEnum):
    """Why an attempt can't start."""

    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    NO_ATTEMPTS_LEFT = "no_attempts_left"
    NOT_OFFERED = "not_offered"
    EMPTY = "empty"


@dataclass(frozen=True)
class ReviewOptions:
    """What one learner may see of one attempt, or of one answer of it, now."""

    score: bool = False
    correctness: bool = False
    right_answer: bool = False
    explanation: bool = False


NOTHING = ReviewOptions()
EVERYTHING = ReviewOptions(score=True, correctness=True, right_answer=True, explanation=True)


def deadline(quiz: QuizRules, *, kind: str, started_at: datetime) -> datetime | None:
    """When typing ends: after the time limit or at closing, whichever is first. Practice has no limit."""
    if kind == "practice":
        return None
    ends = [quiz.closes_at] if quiz.closes_at else []
    if quiz.time_limit_minutes:
        ends.append(started_at + timedelta(minutes=quiz.time_limit_minutes))
    return min(ends, default=None)


def is_overdue(ends: datetime | None, *, now: datetime) -> bool:
    """Whether even saves that were on their way are no longer taken."""
    return ends is not None and now > ends + GRACE


def attempts_left(quiz: QuizRules, used: int) -> int | None:
    """None is no limit. Abandoned attempts are used up, practice is not counted."""
    return None if not quiz.attempts else max(0, quiz.attempts - used)


def is_closed(quiz: QuizRules, *, now: datetime) -> bool:
    return quiz.closes_at is not None and now >= quiz.closes_at


def refusal(quiz: QuizRules, *, kind: str, used: int, now: datetime) -> Refusal | None:
    """Why this learner can't start an attempt of this kind now; None if she can. `used` counts graded attempts."""
    if not (quiz.practice if kind == "practice" else quiz.graded):
        return Refusal.NOT_OFFERED
    if quiz.opens_at and now < quiz.opens_at:
        return Refusal.NOT_OPEN_YET
    if kind == "practice":
        return None
    if is_closed(quiz, now=now):
        return Refusal.CLOSED
    return Refusal.NO_ATTEMPTS_LEFT if attempts_left(quiz, used) == 0 else None


def review_options(quiz: QuizRules, *, kind: str, finished: bool, used: int, now: datetime) -> ReviewOptions:
    """What may be seen of an attempt. In an open practice attempt this holds for answers that were checked."""
    if kind == "practice":
        return EVERYTHING
    if not finished:
        return NOTHING
    closed = is_closed(quiz, now=now)
    shown = {
        "at_once": True,
        "when_finished": closed or attempts_left(quiz, used) == 0,
        "after_close": closed,
        "never": False,
    }[quiz.reveal]
    return EVERYTHING if shown else ReviewOptions(score=True, correctness=True)


@dataclass(frozen=True)
class Counted:
    """A result: points and the most that could be had."""

    score: Decimal
    max_score: Decimal


def counted_result(attempts: Sequence[Counted], counting: str) -> Counted | None:
    """The result of finished graded attempts in the order of their numbers. A tie for best goes to the earliest."""
    if not attempts:
        return None
    held = [Counted(max(ZERO, each.score), each.max_score) for each in attempts]
    if counting == "average":
        count = len(held)
        return Counted(sum((e.score for e in held), ZERO) / count, sum((e.max_score for e in held), ZERO) / count)
    if counting == "best":
        return max(held, key=lambda each: each.score / each.max_score if each.max_score else ZERO)
    return held[0] if counting == "first" else held[-1]


def has_passed(result: Counted, pass_percent: Decimal) -> bool | None:
    """Decided on the unrounded score; None when the quiz has no pass mark or no points."""
    if not pass_percent or not result.max_score:
        return None
    return result.score / result.max_score * 100 >= pass_percent - NEAR


def shown_score(score: Decimal, *, places: int = 2) -> Decimal:
    """Points as a page shows them: rounded half up, no trailing zeros."""
    rounded = score.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).normalize()
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def shown_percent(result: Counted, pass_percent: Decimal = ZERO) -> Decimal:
    """A whole per cent, never rounded up across the pass mark."""
    if not result.max_score:
        return ZERO
    exact = result.score / result.max_score * 100
    rounded = exact.quantize(Decimal(1), ROUND_HALF_UP)
    if has_passed(result, pass_percent) is False and rounded >= pass_percent:
        return exact.quantize(Decimal(1), ROUND_FLOOR)
    return rounded
