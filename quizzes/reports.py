"""Learners tell that something is wrong with a question; those who write the course read it and say that it is done."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from quizzes.models import Answer, Question, Report

MOST_A_DAY = 20


class TooMany(Exception):
    """Nobody finds that much in a day."""


@transaction.atomic
def report_question(*, answer: Answer, user: Any, text: str, now: datetime) -> Report:
    """Each learner has one open report a question: what she says again takes its place. Raises TooMany."""
    of_today = Report.objects.filter(user=user, at__gt=now - timedelta(days=1))
    open_one = {"question": answer.version.question, "user": user, "closed_at": None}
    if of_today.count() >= MOST_A_DAY and not Report.objects.filter(**open_one).exists():
        raise TooMany
    said = {"version": answer.version, "text": text, "at": now}
    report, _created = Report.objects.update_or_create(**open_one, defaults=said)
    return report


def close_reports(*, question: Question, by: Any, now: datetime) -> int:
    """Returns how many were open."""
    return Report.objects.filter(question=question, closed_at=None).update(closed_at=now, closed_by=by)
