"""Passages as proof: accepting that a question's answer still follows from words that have changed."""

from collections.abc import Collection

from django.db.models import QuerySet

from quizzes.models import Evidence, Question


def accept_evidence(
    *, questions: QuerySet[Question], new_only: bool = False, seen: Collection[str] | None = None
) -> list[Question]:
    """Accepts every passage of these questions as it reads now; returns those for which that was a change.

    A passage that is gone proves nothing and stays stale; so does one that reads otherwise than somebody has `seen` it
    (its digest). `new_only` leaves those alone that were accepted once.
    """
    rows = Evidence.objects.filter(question__in=questions, passage__present=True).select_related("passage", "question")
    rows = rows.filter(accepted_digest="") if new_only else rows
    changed = [row for row in rows if row.accepted_digest != row.passage.digest]
    changed = changed if seen is None else [row for row in changed if row.passage.digest in seen]
    for row in changed:
        row.accepted_digest = row.passage.digest
    Evidence.objects.bulk_update(changed, ["accepted_digest"], batch_size=500)
    return list({row.question_id: row.question for row in changed}.values())
