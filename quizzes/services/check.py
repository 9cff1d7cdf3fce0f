"""What may happen to a question before the attempt is handed in: checked, done again, left behind."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from quizzes import behaviours, drawing, policies
from quizzes.behaviours import BEHAVIOURS
from quizzes.models import Answer, AnswerEvent, Attempt
from quizzes.question_types.base import ResponseError
from quizzes.saving import Entry, Stamp
from quizzes.selectors import banks_for
from quizzes.services.answers import grade, hold, layout_of, write_answers
from quizzes.services.lock import AttemptClosed, lock_attempt, record
from quizzes.services.merging import merge_entries, must_take_answers
from quizzes.services.save import Saved


def check_answer(*, attempt_id: int, position: int, client: str, entries: Sequence[Entry], now: datetime) -> Saved:
    """Grade one answer of an attempt whose behaviour has checks. `entries` are saved first, under the same lock.

    An answer whose newest change could not be taken, or is older than what is held, isn't graded: what its reader sees
    is not what would be. Raises AttemptClosed.
    """
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id)
        if not _takes_checks(attempt, now=now):
            raise AttemptClosed
        result, changed = merge_entries(attempt, answers, client, entries, now)
        if position not in {each["position"] for each in (*result.refused, *result.stale)}:
            error = _check(attempt, answers, position, now)
            result.refused += [{"position": position, "error": error}] if error else []
        write_answers([*(each for each in changed if each.position != position), *_at(answers, position)])
        record(attempt, AnswerEvent.Kind.CHECK, now, client, entries, text=True)
    return Saved(attempt, result)


def _takes_checks(attempt: Attempt, *, now: datetime) -> bool:
    over = policies.is_overdue(attempt.deadline, now=now)
    return attempt.is_open and not over and BEHAVIOURS[attempt.behaviour].checks


def _check(attempt: Attempt, answers: dict[int, Answer], position: int, now: datetime) -> str:
    """Count the answer at this position as a try, unless it was the last one already; or why it can't be."""
    answer = answers.get(position)
    if answer is None:
        return "unknown_position"
    try:
        must_take_answers(attempt, answer, answers.get(position - 1))
    except ResponseError as refused:
        return refused.code
    content = drawing.content_of(answer)
    if not behaviours.is_complete(content, answer.response):
        return "incomplete" if answer.is_answered else "unanswered"
    if answer.checked_at is None:
        answer.tries = behaviours.tries_of(answer.tries, answer.response)
        if behaviours.stands(attempt.behaviour, content, answer.tries):
            answer.checked_at, answer.fraction = now, grade(attempt, answer)
    return ""


def _at(answers: dict[int, Answer], position: int) -> list[Answer]:
    return [answers[position]] if position in answers else []


def redo_question(*, attempt_id: int, position: int, now: datetime) -> None:
    """Ask a question whose answer stands once more, in a new order; what was answered stays as an event.

    That is a change like any other: what was typed before it, and arrives after it, is older.
    """
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id)
        if not attempt.is_open or not attempt.quiz.redo:
            raise AttemptClosed
        for answer in _at(answers, position):
            if answer.checked_at is None:
                continue
            record(attempt, AnswerEvent.Kind.REDO, now, "", [_entry_of(answer)], text=True)
            answer.tries, answer.response, answer.fraction, answer.checked_at = [], None, None, None
            hold(answer, "response", Stamp(now, "", 0))
            answer.saved_at = now
            question = answer.version.question
            banks, again = banks_for([question], attempt.user), f" {now.isoformat()}"
            answer.layout = layout_of(attempt, question, answer.version, position, banks, again=again)
            write_answers([answer])


def _entry_of(answer: Answer) -> Entry:
    return Entry(answer.position, answer.sequence or 0, answer.typed_at, answer.response)


def turn_page(*, attempt_id: int, page: int) -> int:
    """Go on to the next page of an attempt whose pages lead forward only; the page that was reached."""
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id)
        pages = max((answer.page for answer in answers.values()), default=1)
        if attempt.is_open and page == attempt.reached_page + 1 <= pages:
            attempt.reached_page = page
            attempt.save(update_fields=["reached_page"])
    return attempt.reached_page
