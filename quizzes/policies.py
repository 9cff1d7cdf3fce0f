"""What the rules of a quiz say: deadlines, attempts left, which attempts count, what may be seen when. Pure.

The definitions are those of the scoring rules (docs/architecture.md, "Scoring"). Functions take a `QuizRules`, which
the Quiz model satisfies; nothing here reads the clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from typing import Literal, Protocol

from quizzes.behaviours import BEHAVIOURS

ZERO = Decimal(0)
NEAR = Decimal("0.00001")
# Saves are taken for this long after typing has ended: a slow network must not cost an answer.
GRACE = timedelta(seconds=30)
# How long "just after" lasts.
JUST_AFTER = timedelta(minutes=2)
Aspect = Literal["attempt", "correctness", "maximum", "score", "feedback", "explanation", "right_answer", "overall"]
When = Literal["during", "just_after", "later", "closed"]


class QuizRules(Protocol):
    graded: bool
    attempts: int
    delay_minutes: int
    counting: str
    pass_percent: Decimal
    time_limit_minutes: int
    at_end: str
    grace_minutes: int
    behaviour: str
    practice: bool
    reveal: str
    review: Mapping[str, Sequence[Aspect]]
    password: str
    networks: Sequence[str]
    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None


class AnswerState(Protocol):
    checked_at: datetime | None
    tries: Sequence[object]


class Refusal(StrEnum):
    """Why an attempt can't start."""

    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    NO_ATTEMPTS_LEFT = "no_attempts_left"
    NOT_OFFERED = "not_offered"
    EMPTY = "empty"
    TOO_SOON = "too_soon"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a reason
    WRONG_NETWORK = "wrong_network"


@dataclass(frozen=True)
class ReviewOptions:
    """What one learner may see of one attempt, or of one answer of it, now: the aspects of the review matrix.

    `attempt`: questions and own answers; `feedback`: what is said of the answer given; `explanation`: what is said to
    everybody; `overall`: what is said of the whole result.
    """

    attempt: bool = False
    correctness: bool = False
    maximum: bool = False
    score: bool = False
    feedback: bool = False
    explanation: bool = False
    right_answer: bool = False
    overall: bool = False

    @classmethod
    def of(cls, aspects: Iterable[str]) -> "ReviewOptions":
        return cls(**dict.fromkeys(aspects, True))

    def aspects(self) -> set[str]:
        return {field.name for field in fields(self) if getattr(self, field.name)}


ASPECTS: tuple[str, ...] = tuple(field.name for field in fields(ReviewOptions))
NOTHING = ReviewOptions()
EVERYTHING = ReviewOptions.of(ASPECTS)


def deadline(quiz: QuizRules, *, kind: str, started_at: datetime) -> datetime | None:
    """When typing ends: after the time limit or at closing, whichever is first. Practice has no limit.

    A preview has the limit, but its author may look at a quiz that has closed.
    """
    if kind == "practice":
        return None
    ends = [quiz.closes_at] if quiz.closes_at and kind != "preview" else []
    if quiz.time_limit_minutes:
        ends.append(started_at + timedelta(minutes=quiz.time_limit_minutes))
    return min(ends, default=None)


def is_overdue(ends: datetime | None, *, now: datetime) -> bool:
    """Whether even saves that were on their way are no longer taken."""
    return ends is not None and now > ends + GRACE


def hand_in_by(quiz: QuizRules, ends: datetime | None) -> datetime | None:
    """Until when an attempt can be handed in, as its learner is told."""
    return None if ends is None else ends + timedelta(minutes=quiz.grace_minutes)


def may_hand_in(quiz: QuizRules, ends: datetime | None, *, now: datetime) -> bool:
    """Whether an attempt whose typing has ended can still be handed in."""
    return not is_overdue(hand_in_by(quiz, ends), now=now)


def end_of(quiz: QuizRules, ends: datetime | None, *, now: datetime) -> tuple[str, datetime]:
    """The state and the end of an attempt that is closed now, by its learner or by the clock."""
    if not may_hand_in(quiz, ends, now=now):
        return ("submitted" if quiz.at_end == "submit" else "abandoned"), ends or now
    return "submitted", now if ends is None or is_overdue(ends, now=now) else min(now, ends)


def is_late(quiz: QuizRules, *, finished_at: datetime | None) -> bool:
    """Whether an attempt was handed in after it was due."""
    return quiz.due_at is not None and finished_at is not None and finished_at > quiz.due_at


def attempts_left(quiz: QuizRules, used: int) -> int | None:
    """None is no limit. Abandoned attempts are used up, practice is not counted."""
    return None if not quiz.attempts else max(0, quiz.attempts - used)


def is_closed(quiz: QuizRules, *, now: datetime) -> bool:
    return quiz.closes_at is not None and now >= quiz.closes_at


def refusal(
    quiz: QuizRules, *, kind: str, used: int, now: datetime, last_finished: datetime | None = None
) -> Refusal | None:
    """Why this learner can't start an attempt of this kind now; None if she can.

    `used` counts graded attempts, `last_finished` is when the last of them ended.
    """
    if kind == "preview":
        return None
    if not (quiz.practice if kind == "practice" else quiz.graded):
        return Refusal.NOT_OFFERED
    if quiz.opens_at and now < quiz.opens_at:
        return Refusal.NOT_OPEN_YET
    if kind == "practice":
        return None
    if is_closed(quiz, now=now):
        return Refusal.CLOSED
    if attempts_left(quiz, used) == 0:
        return Refusal.NO_ATTEMPTS_LEFT
    soonest = next_start(quiz, last_finished)
    return Refusal.TOO_SOON if soonest and now < soonest else None


def next_start(quiz: QuizRules, last_finished: datetime | None) -> datetime | None:
    """When the next graded attempt may begin, if there is something to wait for."""
    return last_finished + timedelta(minutes=quiz.delay_minutes) if quiz.delay_minutes and last_finished else None


def access_refusal(quiz: QuizRules, *, kind: str, password: str, address: str) -> Refusal | None:
    """Why an attempt can't be started from here, or with this password. Practice shows the same questions."""
    if kind == "preview":
        return None
    if not is_within(quiz.networks, address):
        return Refusal.WRONG_NETWORK
    return Refusal.WRONG_PASSWORD if quiz.password and not compare_digest(*_bytes(quiz.password, password)) else None


def _bytes(*texts: str) -> list[bytes]:
    return [text.strip().encode() for text in texts]


def is_within(networks: Sequence[str], address: str) -> bool:
    """Whether an IP address lies in one of these networks; without networks every one does."""
    try:
        return not networks or any(ip_address(address) in ip_network(each) for each in networks)
    except ValueError:
        return False


def behaviour_of(quiz: QuizRules, kind: str) -> str:
    """How an attempt of this kind asks. Practice gives an answer after each question, whatever the quiz does."""
    if kind == "practice" and not BEHAVIOURS[quiz.behaviour].checks:
        return "immediate"
    return quiz.behaviour


def review_options(
    quiz: QuizRules,
    *,
    kind: str,
    finished_at: datetime | None,
    used: int,
    now: datetime,
    when: When | None = None,
) -> ReviewOptions:
    """What may be seen of an attempt now: what the matrix shows, without what `reveal` keeps back.

    In an open attempt (`finished_at` is None) this holds for answers that were checked. `when` stands in for the time
    it is, for previews.
    """
    if kind == "practice":
        return EVERYTHING
    checks = BEHAVIOURS[quiz.behaviour].checks
    if finished_at is None and not checks:
        return NOTHING
    when = when or moment(quiz, finished_at=finished_at, now=now)
    shown = set(quiz.review.get(when, ASPECTS))
    if not is_revealed(quiz, used=used, closed=when == "closed" or is_closed(quiz, now=now)):
        shown -= {"explanation", "right_answer"} if checks else {"feedback", "explanation", "right_answer"}
    return ReviewOptions.of(shown)


def interim(options: ReviewOptions) -> ReviewOptions:
    """What may be seen of a try as long as more can follow."""
    return ReviewOptions.of(options.aspects() - {"explanation", "right_answer"})


def seen_of(answer: AnswerState, options: ReviewOptions) -> ReviewOptions:
    """Of an answer in an open attempt: all that its quiz shows once it stands, less while more tries can follow."""
    if answer.checked_at:
        return options
    return interim(options) if answer.tries else NOTHING


def moment(quiz: QuizRules, *, finished_at: datetime | None, now: datetime) -> When:
    """The row of the review matrix that holds now."""
    if finished_at is None:
        return "during"
    if is_closed(quiz, now=now):
        return "closed"
    return "just_after" if now < finished_at + JUST_AFTER else "later"


def is_revealed(quiz: QuizRules, *, used: int, closed: bool) -> bool:
    """Whether right answers and explanations may be seen; `used` counts graded attempts, the open one too."""
    return {
        "at_once": True,
        "when_finished": closed or attempts_left(quiz, used) == 0,
        "after_close": closed,
        "never": False,
    }[quiz.reveal]


def keeps_back_correctness(review: Mapping[str, Sequence[str]]) -> bool:
    """Whether there is a time after an attempt at which its learner may not know which answers were right."""
    return any("correctness" not in shown for when, shown in review.items() if when != "during")


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


def overall_feedback(bands: Sequence[Mapping[str, str]], result: Counted) -> str:
    """The text of the first band that the result reaches; bands go from the highest to the lowest."""
    percent = result.score / result.max_score * 100 if result.max_score else ZERO
    return next((band["text"] for band in bands if percent >= Decimal(band["at_least"]) - NEAR), "")


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
