"""What the rules page and the dashboard say about a quiz and one learner's attempts. Pure, given rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from quizzes import policies
from quizzes.models import Attempt, Quiz


@dataclass(frozen=True)
class AttemptLine:
    """One attempt in a list. `closed_by_clock`: its time is over, and the next request will hand it in.

    `is_hidden`: its score would tell about a question of an open graded attempt, or the quiz shows it later or never.
    `waiting`: so many answers are not graded yet, and the score is provisional.
    """

    quiz: Quiz
    attempt: Attempt
    is_open: bool
    closed_by_clock: bool
    is_hidden: bool
    is_late: bool
    percent: Decimal | None
    passed: bool | None
    waiting: int = 0


@dataclass(frozen=True)
class QuizOverview:
    quiz: Quiz
    lines: Sequence[AttemptLine]
    open_graded: Attempt | None
    open_practice: Attempt | None
    attempts_left: int | None
    next_start: datetime | None
    refusal: policies.Refusal | None
    practice_refusal: policies.Refusal | None
    result: policies.Counted | None
    percent: Decimal | None
    passed: bool | None

    @property
    def waiting(self) -> int:
        """How many answers have yet to be graded, of the attempts that count."""
        return sum(line.waiting for line in self.lines)

    @property
    def is_final(self) -> bool:
        """Whether no more attempt can change the result."""
        return not self.open_graded and self.refusal in (policies.Refusal.CLOSED, policies.Refusal.NO_ATTEMPTS_LEFT)

    @property
    def graded_count(self) -> int:
        return sum(not line.attempt.is_practice for line in self.lines)


def quiz_overview(quiz: Quiz, attempts: Sequence[Attempt], *, now: datetime) -> QuizOverview:
    """`attempts` are one learner's, oldest first."""
    used = sum(not attempt.is_practice for attempt in attempts)
    lines = [attempt_line(quiz, attempt, used=used, now=now) for attempt in attempts]
    graded = [line for line in lines if not line.attempt.is_practice]
    finished = [line.attempt for line in graded if not line.attempt.is_open]
    last_finished = finished[-1].finished_at if finished else None
    # What an attempt scored tells about its questions: nothing is shown while one of them is to be answered elsewhere.
    hidden = any(line.is_hidden for line in graded)
    counted = [] if hidden else [policies.Counted(each.score or Decimal(0), each.max_score) for each in finished]
    result = policies.counted_result(counted, quiz.counting)
    return QuizOverview(
        quiz=quiz,
        lines=lines,
        open_graded=next((line.attempt for line in graded if line.is_open), None),
        open_practice=next((line.attempt for line in lines if line.attempt.is_practice and line.is_open), None),
        attempts_left=policies.attempts_left(quiz, used),
        next_start=policies.next_start(quiz, last_finished),
        refusal=policies.refusal(quiz, kind="graded", used=used, now=now, last_finished=last_finished),
        practice_refusal=policies.refusal(quiz, kind="practice", used=0, now=now),
        result=result,
        percent=policies.shown_percent(result, quiz.pass_percent) if result else None,
        passed=settled(policies.has_passed(result, quiz.pass_percent), sum(map(waiting_in, finished)))
        if result
        else None,
    )


def settled(passed: bool | None, waiting: int) -> bool | None:
    """Points can only be added to what waits for grading: not to have passed is open until then, to have is not."""
    return passed or None if waiting else passed


def waiting_in(attempt: Attempt) -> int:
    """How many answers of a graded attempt wait for grading (`selectors.with_waiting` counts them)."""
    return int(getattr(attempt, "waiting", 0))


def is_held(attempt: Attempt) -> bool:
    """Whether it has a question of an open graded attempt (`selectors.own_attempts` finds out)."""
    return bool(getattr(attempt, "is_held", False))


def attempt_line(quiz: Quiz, attempt: Attempt, *, used: int, now: datetime) -> AttemptLine:
    """`used` counts the learner's graded attempts."""
    late = policies.is_late(quiz, finished_at=attempt.finished_at) and not attempt.is_practice
    if attempt.is_open:
        overdue = not policies.may_hand_in(quiz, attempt.deadline, now=now)
        return AttemptLine(quiz, attempt, not overdue, overdue, False, late, None, None)
    about = {"kind": attempt.kind, "finished_at": attempt.finished_at, "used": used, "now": now}
    if is_held(attempt) or not policies.review_options(quiz, **about).score:
        return AttemptLine(quiz, attempt, False, False, True, late, None, None)
    counted = policies.Counted(attempt.score or Decimal(0), attempt.max_score)
    waiting = waiting_in(attempt)
    passed = None if attempt.is_practice else settled(policies.has_passed(counted, quiz.pass_percent), waiting)
    percent = policies.shown_percent(counted, quiz.pass_percent)
    return AttemptLine(quiz, attempt, False, False, False, late, percent, passed, waiting)
