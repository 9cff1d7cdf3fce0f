"""Answers that came when an attempt took no more: kept word for word, and counted only when somebody decides so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes import saving
from quizzes.behaviours import BEHAVIOURS
from quizzes.drawing import content_of
from quizzes.models import Answer, AnswerEvent, Attempt
from quizzes.presenting import response_in_words
from quizzes.question_types.base import ResponseError
from quizzes.saving import Merge, Stamp
from quizzes.services import GRADED, LATE, grade, lock_attempt, renew_result, score_of, to_author
from quizzes.services.answers import Part, compared, hold
from quizzes.wording import CERTAINTY


@dataclass(frozen=True)
class LatePart:
    """A response, or how sure its learner was. `stamp.typed_at` is what the browser says."""

    value: Any
    stamp: Stamp
    arrived_at: datetime


@dataclass(frozen=True)
class LateAnswer:
    """What would be held if it had come in time: its parts go together. Of one that did not come, what is held is."""

    answer: Answer
    late_response: LatePart | None
    late_certainty: LatePart | None
    ends: datetime | None

    @property
    def parts(self) -> list[LatePart]:
        return [part for part in (self.late_response, self.late_certainty) if part]

    @property
    def response(self) -> Any:
        return self.late_response.value if self.late_response else self.answer.response

    @property
    def certainty(self) -> int | None:
        return self.late_certainty.value if self.late_certainty else self.answer.certainty

    @property
    def typed_at(self) -> datetime:
        return max(part.stamp.typed_at for part in self.parts)

    @property
    def arrived_at(self) -> datetime:
        return max(part.arrived_at for part in self.parts)

    @property
    def in_time(self) -> bool:
        return self.ends is None or self.typed_at <= self.ends

    @property
    def words(self) -> str:
        return in_words(self.answer, self.response, self.certainty)

    @property
    def held_words(self) -> str:
        return in_words(self.answer, self.answer.response, self.answer.certainty)


def in_words(answer: Answer, response: Any, certainty: int | None) -> str:
    words = response_in_words(content_of(answer), answer.layout, response, answer.version.pictures)
    return f"{words} ({CERTAINTY[certainty]})" if words and certainty else words


def late_answers(attempt: Attempt, answers: Mapping[int, Answer] | None = None) -> list[LateAnswer]:
    """Of each question the newest that came too late, where it is newer than what is held. Two queries at most."""
    if answers is None:
        answers = {answer.position: answer for answer in attempt.answers.select_related("version__question")}
    responses: dict[int, LatePart] = {}
    certainties: dict[int, LatePart] = {}
    for event in attempt.events.filter(kind__in=LATE, payload__isnull=False):
        for answer, said, stamp in _said_in(event, attempt, answers):
            if "response" in said:
                _keep_newer(responses, answer, "response", LatePart(said["response"], stamp, event.at))
            if "certainty" in said and BEHAVIOURS[attempt.behaviour].certainty:
                _keep_newer(certainties, answer, "certainty", LatePart(said["certainty"], stamp, event.at))
    ends = attempt.deadline or attempt.finished_at
    found = (
        LateAnswer(answers[position], responses.get(position), certainties.get(position), ends)
        for position in sorted({*responses, *certainties})
    )
    return [late for late in found if late.late_response or late.answer.is_answered]


def _said_in(
    event: AnswerEvent, attempt: Attempt, answers: Mapping[int, Answer]
) -> Iterator[tuple[Answer, dict[str, Any], Stamp]]:
    """The answers of one request that can be read, with the author's keys."""
    for (position, sequence), said in zip(event.sequences, event.payload, strict=True):
        answer = answers.get(position)
        if answer is None or "typed_at" not in said:
            continue
        typed_at = saving.clamp(datetime.fromisoformat(said["typed_at"]), start=attempt.started_at, now=event.at)
        try:
            read = {"response": to_author(attempt, answer, said["response"])} if "response" in said else {}
        except ResponseError:
            continue
        yield answer, said | read, Stamp(typed_at, event.client, sequence)


def _keep_newer(found: dict[int, LatePart], answer: Answer, name: Part, part: LatePart) -> None:
    other = found.get(answer.position)
    fared = saving.compare(other.stamp, part.stamp) if other else compared(answer, name, part.stamp)
    if fared.outcome is Merge.APPLY:
        found[answer.position] = part


def count_late_answer(*, attempt_id: int, position: int, now: datetime) -> LateAnswer | None:
    """Put a late answer in the place of the held one and grade the attempt anew; None when there is none (any more)."""
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id)
        late = next((each for each in late_answers(attempt, answers) if each.answer.position == position), None)
        if attempt.is_open or late is None:
            return None
        answer = answers[position]
        _take(answer, late, now)
        answer.fraction = grade(attempt, answer)
        answer.save()
        attempt.score = score_of(attempt, answers.values())
        attempt.save(update_fields=["score"])
        if attempt.kind == GRADED:
            renew_result(user_id=attempt.user_id, quiz=attempt.quiz, now=now)
    return late


def _take(answer: Answer, late: LateAnswer, now: datetime) -> None:
    answer.saved_at = now
    if part := late.late_response:
        hold(answer, "response", part.stamp)
        answer.response = part.value
    if part := late.late_certainty:
        hold(answer, "certainty", part.stamp)
        answer.certainty = part.value
