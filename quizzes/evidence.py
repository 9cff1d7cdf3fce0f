"""Passages as proof: accepting that a question's answer still follows from words that have changed."""

from django.db.models import QuerySet

from quizzes.models import Evidence, Question


def accept_evidence(*, questions: QuerySet[Question], new_only: bool = False) -> list[Question]:
    """Accepts every passage of these questions as it reads now; returns those for which that was a change.

    A passage that is gone proves nothing and stays stale. `new_only` leaves those alone that were accepted once.
    """
    rows = Evidence.objects.filter(question__in=questions, passage__present=True).select_related("passage", "question")
    rows = rows.filter(accepted_digest="") if new_only else rows
    changed = [row for row in rows if row.accepted_digest != row.passage.digest]
    for row in changed:
        row.accepted_digest = row.passage.digest
    Evidence.objects.bulk_update(changed, ["accepted_digest"], batch_size=500)
    return list({row.question_id: row.question for row in changed}.values())
