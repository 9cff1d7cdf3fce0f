"""How an attempt ends, what it scores, and what its learner holds for the quiz then."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from quizzes import behaviours, policies, receipts
from quizzes.behaviours import BEHAVIOURS
from quizzes.models import Answer, Attempt, Quiz, Result
from quizzes.services.answers import grade, write_answers
from quizzes.services.lock import GRADED


def finish(attempt: Attempt, answers: dict[int, Answer], *, now: datetime) -> None:
    """The only code that closes an attempt: grades every answer, sums the score, renews the learner's result.

    Called under the lock; does nothing to an attempt that is closed. An attempt that the clock closes is finished at
    its deadline, and counts 0 where the quiz wants it handed in.
    """
    if not attempt.is_open:
        return
    for answer in answers.values():
        if answer.checked_at is None:
            answer.fraction = grade(attempt, answer)
    write_answers(list(answers.values()))
    attempt.state, attempt.finished_at = policies.end_of(attempt.quiz, attempt.deadline, now=now)
    attempt.score = score_of(attempt, answers.values())
    if attempt.kind == GRADED:
        facts = receipts.facts_of(attempt, list(answers.values()), site=settings.SITE_URL, now=now)
        attempt.receipt = receipts.issue(facts, receipts.signing_key(settings.SECRET_KEY))
    attempt.save(update_fields=["state", "finished_at", "score", "receipt"])
    if attempt.kind == GRADED:
        renew_result(user_id=attempt.user_id, quiz=attempt.quiz, now=now)


def score_of(attempt: Attempt, answers: Iterable[Answer]) -> Decimal:
    """The sum of the answers' points; with certainty, accuracy and bonus times the points that could be had.

    An abandoned attempt counts 0, whatever its answers are worth.
    """
    if attempt.state == Attempt.State.ABANDONED:
        return Decimal(0)
    answers = list(answers)
    if calibrated := calibration_of(attempt, answers):
        return calibrated.fraction * attempt.max_score
    return sum((answer.points * (answer.fraction or 0) for answer in answers), Decimal(0))


def calibration_of(attempt: Attempt, answers: Iterable[Answer]) -> behaviours.Calibration | None:
    """How well this attempt's learner knew what she knew; None where nobody asked."""
    if not BEHAVIOURS[attempt.behaviour].certainty:
        return None
    return behaviours.calibration([certain(answer) for answer in answers])


def certain(answer: Answer) -> behaviours.Certain:
    return behaviours.certainty_of(answer.fraction, answer.certainty, answer.points, answered=answer.is_answered)


def renew_result(*, user_id: int, quiz: Quiz, now: datetime) -> None:
    """Make the learner's result for a quiz anew from the attempts that count; sums are made in Python, exactly.

    Within a transaction. Somebody may grade another attempt or edit the quiz at this moment: the result's row is taken
    first, after any attempt's, and what counts is read when it is ours.
    """
    list(Result.objects.select_for_update(no_key=True).filter(user_id=user_id, quiz=quiz).values_list("pk"))
    finished = Attempt.objects.counted().filter(user_id=user_id, quiz=quiz).order_by("number")
    rows = list(finished.values_list("score", "max_score", "quiz__counting"))
    counted = [policies.Counted(score or Decimal(0), most) for score, most, _counting in rows]
    result = policies.counted_result(counted, rows[-1][2] if rows else quiz.counting)
    if result is None:
        Result.objects.filter(user_id=user_id, quiz=quiz).delete()
        return
    row = Result(
        user_id=user_id,
        quiz=quiz,
        score=result.score,
        max_score=result.max_score,
        attempts=len(counted),
        updated_at=now,
    )
    Result.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "quiz"],
        update_fields=["score", "max_score", "attempts", "updated_at"],
    )


@transaction.atomic
def renew_results(*, quiz: Quiz, now: datetime) -> None:
    """After the quiz's counting has changed."""
    for user_id in list(quiz.results.order_by("pk").values_list("user_id", flat=True)):
        renew_result(user_id=user_id, quiz=quiz, now=now)


def renew_deadlines(*, quiz: Quiz) -> None:
    """After the quiz's dates or time limit have changed: they are live, also for attempts that are under way."""
    for attempt in Attempt.objects.filter(quiz=quiz, state=Attempt.State.OPEN):
        ends = policies.deadline(quiz, kind=attempt.kind, started_at=attempt.started_at)
        Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.OPEN).update(deadline=ends)
