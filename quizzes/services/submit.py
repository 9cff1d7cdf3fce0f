"""Handing in, by the learner or by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes import policies
from quizzes.models import AnswerEvent, Attempt
from quizzes.saving import Entry, SaveResult
from quizzes.services.lock import lock_attempt, record
from quizzes.services.merging import merge_entries
from quizzes.services.results import finish


@dataclass
class Submitted:
    attempt: Attempt
    result: SaveResult
    changed: bool


def submit_attempt(
    *, attempt_id: int, now: datetime, client: str = "", entries: Sequence[Entry] = (), user: Any = None
) -> Submitted:
    """Save the last answers and hand the attempt in. A second submit changes nothing and says so (`changed`)."""
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id, user)
        if not attempt.is_open:
            if entries:
                record(attempt, AnswerEvent.Kind.LATE, now, client, entries, text=True)
            return Submitted(attempt, SaveResult(), changed=False)
        result = SaveResult()
        if entries and not policies.is_overdue(attempt.deadline, now=now):
            result, _changed = merge_entries(attempt, answers, client, entries, now)
        in_time = policies.may_hand_in(attempt.quiz, attempt.deadline, now=now)
        record(
            attempt, AnswerEvent.Kind.SUBMIT if in_time else AnswerEvent.Kind.CLOSED, now, client, entries, text=True
        )
        finish(attempt, answers, now=now)
    return Submitted(attempt, result, changed=True)


def close_if_overdue(*, attempt: Attempt, now: datetime) -> bool:
    """Hand in for a learner whose time is over. Any request on an overdue attempt comes here first."""
    if not attempt.is_open or policies.may_hand_in(attempt.quiz, attempt.deadline, now=now):
        return False
    submitted = submit_attempt(attempt_id=attempt.pk, now=now)
    attempt.state, attempt.score = submitted.attempt.state, submitted.attempt.score
    attempt.finished_at = submitted.attempt.finished_at
    return True


def close_overdue(*, now: datetime) -> int:
    """Close every attempt whose time is over; returns how many."""
    overdue = Attempt.objects.overdue(now, policies.GRACE).select_related("quiz")
    return sum(close_if_overdue(attempt=attempt, now=now) for attempt in overdue)
