"""Starting an attempt: what it asks is drawn and pinned."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from quizzes import composing, policies
from quizzes.models import Answer, Attempt, Quiz
from quizzes.selectors import banks_for, questions_to_ask, texts_to_keep
from quizzes.services.answers import layout_of
from quizzes.services.lock import GRADED
from quizzes.services.submit import close_if_overdue


class StartRefused(Exception):
    def __init__(self, reason: policies.Refusal) -> None:
        self.reason = reason
        super().__init__(reason)


def start_attempt(
    *,
    quiz: Quiz,
    user: Any,
    kind: str,
    now: datetime,
    missed: bool = False,
    seed: str | None = None,
    password: str = "",
    address: str = "",
) -> tuple[Attempt, bool]:
    """A new attempt, or the open one of this learner, quiz and kind; the second value tells whether it is new.

    `missed` makes a practice attempt of the questions whose last answer was wrong. `seed` is drawn unless given (it
    decides questions and orders, so only what must come out the same again gives one). `password` and `address` are
    for quizzes that have a password or networks. A preview takes the place of the last one. Raises StartRefused.
    """
    if kind == Attempt.Kind.PREVIEW:
        Attempt.objects.filter(quiz=quiz, user=user, kind=kind).delete()
    earlier = list(Attempt.objects.filter(quiz=quiz, user=user, kind=kind).select_related("quiz").order_by("number"))
    open_attempt = next((attempt for attempt in earlier if attempt.is_open), None)
    if open_attempt and close_if_overdue(attempt=open_attempt, now=now):
        open_attempt = None
    if open_attempt:
        return open_attempt, False
    last = earlier[-1] if earlier else None
    last_finished = last.finished_at if last else None
    reason = policies.refusal(quiz, kind=kind, used=len(earlier), now=now, last_finished=last_finished)
    if reason := reason or policies.access_refusal(quiz, kind=kind, password=password, address=address):
        raise StartRefused(reason)
    attempt = Attempt(
        quiz=quiz,
        user=user,
        kind=kind,
        number=last.number + 1 if last else 1,
        seed=seed or secrets.token_hex(16),
        behaviour=policies.behaviour_of(quiz, kind),
        started_at=now,
        deadline=policies.deadline(quiz, kind=kind, started_at=now),
    )
    try:
        if quiz.builds_on_last and last and kind == GRADED:
            return _create_attempt(attempt, _copy(attempt, last)), True
        return _create_attempt(attempt, _draw(attempt, missed=missed)), True
    except IntegrityError:
        # Another request of the same learner was faster: the constraint let one through.
        return Attempt.objects.filter(quiz=quiz, user=user, kind=kind).latest("number"), False


@transaction.atomic
def _create_attempt(attempt: Attempt, rows: Sequence[Answer]) -> Attempt:
    if not rows:
        raise StartRefused(policies.Refusal.EMPTY)
    attempt.max_score = sum((row.points for row in rows), Decimal(0))
    attempt.save(force_insert=True)
    for row in rows:
        row.attempt = attempt
    Answer.objects.bulk_create(rows)
    return attempt


def _draw(attempt: Attempt, *, missed: bool) -> list[Answer]:
    """The rows of what this attempt asks; the texts between them go into the attempt."""
    ordered = questions_to_ask(attempt.quiz, attempt.user, attempt.seed, missed=missed)
    return _rows(attempt, ordered, attempt.user)


def on_paper(quiz: Quiz, seed: str) -> tuple[Attempt, list[Answer]]:
    """What an attempt of nobody asks, in the order of the quiz; nothing of it is saved. The same seed asks the same."""
    attempt = Attempt(quiz=quiz, seed=seed, behaviour=quiz.behaviour, state=Attempt.State.SUBMITTED)
    ordered = questions_to_ask(quiz, None, seed, shuffled=False)
    return attempt, _rows(attempt, ordered, None)


def _rows(attempt: Attempt, ordered: Sequence[composing.Drawn], user: Any) -> list[Answer]:
    quiz = attempt.quiz
    asked = composing.placed(ordered, quiz.questions_per_page)
    attempt.texts = texts_to_keep(quiz, ordered, asked) if asked else []
    banks = banks_for([each.question for each in asked], user)
    return [
        Answer(
            position=each.position,
            page=each.page,
            version=each.question.current,
            points=each.slot.points,
            needs_previous=each.slot.needs_previous,
            layout=layout_of(attempt, each.question, each.question.current, each.position, banks),
        )
        for each in asked
    ]


def _copy(attempt: Attempt, last: Attempt) -> list[Answer]:
    """The same questions and texts with the answers that were given, free to be changed."""
    attempt.texts = last.texts
    kept = ("position", "page", "version_id", "points", "needs_previous", "layout", "response", "certainty")
    return [Answer(**{name: getattr(answer, name) for name in kept}) for answer in last.answers.all()]
