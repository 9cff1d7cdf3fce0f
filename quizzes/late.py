"""Answers that came when an attempt took no more: kept word for word, and counted only when somebody decides so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes import saving
from quizzes.drawing import content_of
from quizzes.models import Answer, AnswerEvent, Attempt
from quizzes.presenting import response_in_words
from quizzes.question_types.base import ResponseError
from quizzes.saving import Merge, Stamp
from quizzes.services import GRADED, LATE, grade, lock_attempt, renew_result, score_of, stamp_of, to_author


@dataclass(frozen=True)
class LateAnswer:
    """What would be held if it had come in time. `stamp.typed_at` is what the browser says."""

    answer: Answer
    response: Any
    stamp: Stamp
    arrived_at: datetime
    in_time: bool

    @property
    def words(self) -> str:
        return in_words(self.answer, self.response)

    @property
    def held_words(self) -> str:
        return in_words(self.answer, self.answer.response)


def in_words(answer: Answer, response: Any) -> str:
    return response_in_words(content_of(answer), answer.layout, response, answer.version.pictures)


def late_answers(attempt: Attempt, answers: Mapping[int, Answer] | None = None) -> list[LateAnswer]:
    """Of each question the newest that came too late, where it is newer than what is held. Two queries at most."""
    if answers is None:
        answers = {answer.position: answer for answer in attempt.answers.select_related("version__question")}
    newest: dict[int, LateAnswer] = {}
    for event in attempt.events.filter(kind__in=LATE, payload__isnull=False):
        for late in _said_in(event, attempt, answers):
            other = newest.get(late.answer.position)
            if saving.compare(other.stamp if other else stamp_of(late.answer), late.stamp).outcome is Merge.APPLY:
                newest[late.answer.position] = late
    return sorted(newest.values(), key=lambda late: late.answer.position)


def _said_in(event: AnswerEvent, attempt: Attempt, answers: Mapping[int, Answer]) -> Iterator[LateAnswer]:
    """The answers of one request that can be read."""
    ends = attempt.deadline or attempt.finished_at or event.at
    for (position, sequence), said in zip(event.sequences, event.payload, strict=True):
        answer = answers.get(position)
        if answer is None or "response" not in said or "typed_at" not in said:
            continue
        typed_at = saving.clamp(datetime.fromisoformat(said["typed_at"]), start=attempt.started_at, now=event.at)
        try:
            response = to_author(attempt, answer, said["response"])
        except ResponseError:
            continue
        yield LateAnswer(answer, response, Stamp(typed_at, event.client, sequence), event.at, typed_at <= ends)


def count_late_answer(*, attempt_id: int, position: int, now: datetime) -> LateAnswer | None:
    """Put a late answer in the place of the held one and grade the attempt anew; None when there is none (any more)."""
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id)
        late = next((each for each in late_answers(attempt, answers) if each.answer.position == position), None)
        if attempt.is_open or late is None:
            return None
        answer = answers[position]
        answer.response, answer.saved_at = late.response, now
        answer.typed_at, answer.client, answer.sequence = late.stamp.order()
        answer.fraction = grade(attempt, answer)
        answer.save()
        attempt.score = score_of(attempt, answers.values())
        attempt.save(update_fields=["score"])
        if attempt.kind == GRADED:
            renew_result(user_id=attempt.user_id, quiz=attempt.quiz, now=now)
    return late
