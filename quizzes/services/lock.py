"""The attempt's row is the lock for all that happens to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from quizzes import saving
from quizzes.models import Answer, AnswerEvent, Attempt
from quizzes.saving import Entry

GRADED = Attempt.Kind.GRADED
ONCE = (AnswerEvent.Kind.SUBMIT, AnswerEvent.Kind.CLOSED)
LATE = (AnswerEvent.Kind.LATE, AnswerEvent.Kind.CLOSED)  # came when typing had ended

# Of an attempt, and as many that came late: nobody types that much, and a page that sends for ever must fill no disk.
MOST_TEXTS = 500


class AttemptClosed(Exception):
    """The attempt is not open any more. A save or submit that comes too late is kept as an event."""


def lock_attempt(attempt_id: int, user: Any = None) -> tuple[Attempt, dict[int, Answer]]:
    """The attempt, locked, and its answers by position. Must be the first statement of its transaction.

    With a user, only her own: anything else does not exist (Attempt.DoesNotExist).

    On PostgreSQL `FOR NO KEY UPDATE` makes saves and submits of one attempt wait for each other and lets foreign keys
    be checked meanwhile; SQLite has one writer, because transactions are IMMEDIATE.
    """
    mine = Attempt.objects.filter(user=user) if user else Attempt.objects.all()
    locked = mine.select_for_update(no_key=True, of=("self",)).select_related("quiz").defer("texts")
    is_late = Q(kind__in=LATE)
    counted = locked.annotate(events_with_text=_with_text(~is_late), late_events_with_text=_with_text(is_late))
    attempt = counted.get(pk=attempt_id)
    answers = {answer.position: answer for answer in attempt.answers.select_related("version")}
    return attempt, answers


def _with_text(which: Q) -> Coalesce:
    """How many events of an attempt have a text."""
    events = AnswerEvent.objects.filter(which, attempt=OuterRef("pk"), payload__isnull=False).order_by()
    return Coalesce(Subquery(events.values("attempt").annotate(count=Count("pk")).values("count")), 0)


def record(attempt: Any, kind: str, now: datetime, client: str, entries: Sequence[Entry], *, text: bool) -> None:
    """Note what a page sent. Full text only at check, submit, conflict, late arrival, or when the last save is old.

    `attempt` comes from `lock_attempt`, with its counts. After MOST_TEXTS texts it is a line without one, and nothing
    of what came too late: of that only the text matters.
    """
    kept = attempt.late_events_with_text if kind in LATE else attempt.events_with_text
    if text and kind not in ONCE and kept >= MOST_TEXTS:
        if kind in LATE:
            return
        text = False
    AnswerEvent.objects.create(
        attempt=attempt,
        kind=kind,
        at=now,
        client=client,
        sequences=[[entry.position, entry.sequence] for entry in entries],
        payload=[saving.as_text(entry, timed=kind in LATE) for entry in entries] if text else None,
    )
