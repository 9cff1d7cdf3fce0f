"""Where each learner stands with a quiz, for whoever teaches it. Pure, given rows.

Graded attempts only: a preview says nothing of a learner, and practice is her own affair.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lessons.text import fold
from quizzes import policies
from quizzes.models import Attempt, Quiz
from quizzes.overview import settled

# Nothing was saved for so long, and there was still time.
STUCK_AFTER = timedelta(minutes=10)


class State(StrEnum):
    STUCK = "stuck"
    OPEN = "open"
    OVER = "over"  # its time is over; the next request, or close_overdue_attempts, closes it
    FINISHED = "finished"


@dataclass(frozen=True)
class Progress:
    """How far an open attempt is: the newest save, and how many of its questions have an answer."""

    saved_at: datetime | None
    answered: int
    questions: int


@dataclass(frozen=True)
class Standing:
    """One learner. `result` is what she holds by the rules of the quiz; provisional while answers are `waiting`."""

    user: Any
    attempts: Sequence[Attempt]
    state: State
    progress: Progress | None
    result: policies.Counted | None
    percent: Decimal | None
    passed: bool | None
    waiting: int
    last_activity: datetime

    @property
    def finished(self) -> int:
        return sum(not attempt.is_open for attempt in self.attempts)

    @property
    def newest(self) -> Attempt:
        return self.attempts[-1]

    @property
    def share(self) -> Decimal | None:
        return _share(self.result) if self.result else None


def _share(result: policies.Counted) -> Decimal:
    return result.score / result.max_score if result.max_score else Decimal(0)


def standing(
    quiz: Quiz,
    attempts: Sequence[Attempt],
    *,
    result: policies.Counted | None,
    progress: Mapping[int, Progress],
    waiting: int,
    now: datetime,
) -> Standing:
    """`attempts` are one learner's graded ones, oldest first; `progress` is of open attempts, by id."""
    is_open = next((attempt for attempt in attempts if attempt.is_open), None)
    how_far = progress.get(is_open.pk) if is_open else None
    times = [each for attempt in attempts for each in (attempt.started_at, attempt.finished_at) if each]
    if how_far and how_far.saved_at:
        times.append(how_far.saved_at)
    return Standing(
        user=attempts[-1].user,
        attempts=attempts,
        state=state_of(quiz, is_open, how_far, now=now) if is_open else State.FINISHED,
        progress=how_far,
        result=result,
        percent=policies.shown_percent(result, quiz.pass_percent) if result else None,
        passed=settled(policies.has_passed(result, quiz.pass_percent), waiting) if result else None,
        waiting=waiting,
        last_activity=max(times),
    )


def state_of(quiz: Quiz, attempt: Attempt, progress: Progress | None, *, now: datetime) -> State:
    """Of an open attempt. Nobody is stuck whose typing has ended: there is nothing left to save."""
    if not policies.may_hand_in(quiz, attempt.deadline, now=now):
        return State.OVER
    if attempt.deadline and now >= attempt.deadline:
        return State.OPEN
    newest = (progress and progress.saved_at) or attempt.started_at
    return State.STUCK if now - newest >= STUCK_AFTER else State.OPEN


@dataclass(frozen=True)
class Summary:
    """Of all who have begun. `mean` is of the shares of points that those with a result hold, in per cent."""

    begun: int
    under_way: int
    stuck: int
    finished: int
    passed: int
    waiting: int
    mean: Decimal | None


def summary(standings: Sequence[Standing]) -> Summary:
    shares = [each.share for each in standings if each.share is not None]
    return Summary(
        begun=len(standings),
        under_way=sum(each.state in UNDER_WAY for each in standings),
        stuck=sum(each.state == State.STUCK for each in standings),
        finished=sum(each.finished > 0 for each in standings),
        passed=sum(each.passed is True for each in standings),
        waiting=sum(each.waiting for each in standings),
        mean=100 * sum(shares, Decimal(0)) / len(shares) if shares else None,
    )


# --- what a page shows of them ---------------------------------------------------------------------------------------

UNDER_WAY = (State.STUCK, State.OPEN)
FILTERS: dict[str, Callable[[Standing], bool]] = {
    "stuck": lambda each: each.state == State.STUCK,
    "open": lambda each: each.state in UNDER_WAY,
    "finished": lambda each: each.finished > 0,
    "waiting": lambda each: each.waiting > 0,
}
_ORDER = list(State)
COLUMNS: dict[str, Callable[[Standing], Any]] = {
    "name": lambda each: fold(each.user.get_short_name()),
    "state": lambda each: _ORDER.index(each.state),
    "attempts": lambda each: len(each.attempts),
    "score": lambda each: -1 if each.share is None else each.share,
    "activity": lambda each: each.last_activity,
}


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see: a part of a name, a state, and a column to sort by, "-" before it for downwards."""

    q: str = ""
    state: str = ""
    sort: str = "name"

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Wanted":
        """From an address; what makes no sense is left out."""
        state, sort = sent.get("state", ""), sent.get("sort", "")
        return cls(
            q=sent.get("q", "")[:200].strip(),
            state=state if state in FILTERS else "",
            sort=sort if sort.removeprefix("-") in COLUMNS else "name",
        )

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def downwards(self) -> bool:
        return self.sort.startswith("-")


def chosen(standings: Iterable[Standing], wanted: Wanted) -> list[Standing]:
    """Those that are wanted, in the order that is wanted; equals by their user names."""
    searched = fold(wanted.q)
    fits = FILTERS.get(wanted.state, lambda each: True)
    found = [each for each in standings if fits(each) and searched in _names(each.user)]
    found.sort(key=lambda each: each.user.username)
    return sorted(found, key=COLUMNS[wanted.column], reverse=wanted.downwards)


def _names(user: Any) -> str:
    return fold(f"{user.get_short_name()} {user.username}")
