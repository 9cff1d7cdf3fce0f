"""Grading by hand: the only writer of `HandGrade` (see quizzes/services/ for the rest of an attempt's life)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from quizzes.models import Answer, Attempt, HandGrade
from quizzes.question_types.base import ONE, as_fraction
from quizzes.services import lock_attempt, outcome_of, renew_result, score_of


class CannotBeGraded(Exception):
    """The answer is not one that a person grades: of an open or practice attempt, empty, or graded by itself."""


@dataclass
class GradedMeanwhile(Exception):
    """Somebody else graded it since the page was opened; `newest` is what holds now. Nothing was changed."""

    newest: HandGrade


def grade_by_hand(
    *, answer: Answer, points: Decimal, comment: str, by: Any, seen: int | None, now: datetime
) -> HandGrade:
    """Give 0 … all of an answer's points. `seen` is the grade that held when its grader looked, None for none.

    Raises GradedMeanwhile and CannotBeGraded; ValueError for points beyond the answer's.
    """
    if not 0 <= points <= answer.points:
        raise ValueError("points must lie in 0 … the points of the answer")
    with transaction.atomic():
        attempt, answers = lock_attempt(answer.attempt_id)
        held = answers[answer.position]
        if not can_be_graded(held):
            raise CannotBeGraded
        newest = held.hand_grades.last()
        if newest is not None and newest.pk != seen:
            raise GradedMeanwhile(newest)
        held.fraction = as_fraction(points / held.points) if held.points else ONE
        held.save(update_fields=["fraction"])
        grade = HandGrade.objects.create(answer=held, fraction=held.fraction, comment=comment, by=by, at=now)
        attempt.score = score_of(attempt, answers.values())
        attempt.save(update_fields=["score"])
        renew_result(user_id=attempt.user_id, quiz=attempt.quiz, now=now)
    return grade


def can_be_graded(answer: Answer) -> bool:
    """Handed in for a grade, and of a type that only a person can judge."""
    attempt = answer.attempt
    handed_in = attempt.state == Attempt.State.SUBMITTED and not attempt.is_practice
    return handed_in and outcome_of(answer).waits
