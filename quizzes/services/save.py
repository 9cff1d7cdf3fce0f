"""Taking what a page sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from quizzes import policies
from quizzes.models import Answer, AnswerEvent, Attempt
from quizzes.saving import Entry, SaveResult
from quizzes.services.answers import write_answers
from quizzes.services.lock import AttemptClosed, lock_attempt, record
from quizzes.services.merging import merge_entries
from quizzes.services.results import finish

EVENT_TEXT_AFTER = timedelta(seconds=60)


@dataclass
class Saved:
    """What a save did, and the attempt as it is now."""

    attempt: Attempt
    result: SaveResult


def save_answers(*, attempt_id: int, client: str, entries: Sequence[Entry], now: datetime, user: Any = None) -> Saved:
    """Take what a page sent, newest wins. Raises AttemptClosed, and closes the attempt first when it is overdue."""
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id, user)
        taken = attempt.is_open and not policies.is_overdue(attempt.deadline, now=now)
        if taken:
            text = _is_worth_keeping(answers, entries, now)
            result, changed = merge_entries(attempt, answers, client, entries, now)
            write_answers(changed)
            _record_save(attempt, client, entries, result, now, text=text)
        else:
            record(attempt, AnswerEvent.Kind.LATE, now, client, entries, text=True)
            if not policies.may_hand_in(attempt.quiz, attempt.deadline, now=now):
                finish(attempt, answers, now=now)
    if not taken:
        raise AttemptClosed
    return Saved(attempt, result)


def _is_worth_keeping(answers: dict[int, Answer], entries: Sequence[Entry], now: datetime) -> bool:
    """Whether an answer that has stood for a while is about to be replaced."""
    held = [answers[entry.position].saved_at for entry in entries if entry.position in answers]
    return any(saved_at is not None and now - saved_at > EVENT_TEXT_AFTER for saved_at in held)


def _record_save(
    attempt: Attempt, client: str, entries: Sequence[Entry], result: SaveResult, now: datetime, *, text: bool
) -> None:
    late = attempt.deadline is not None and now > attempt.deadline
    kind = AnswerEvent.Kind.LATE if late else AnswerEvent.Kind.CONFLICT if result.stale else AnswerEvent.Kind.SAVE
    record(attempt, kind, now, client, entries, text=text or late or bool(result.stale))
