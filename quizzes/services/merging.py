"""What a page sent is merged into the answers that are held; the rules are in quizzes/saving.py."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from quizzes import saving
from quizzes.models import Answer, Attempt
from quizzes.question_types.base import ResponseError
from quizzes.saving import Entry, Merge, SaveResult, Stamp
from quizzes.services.answers import Part, compared, hold, to_author, to_page


def merge_entries(
    attempt: Attempt, answers: dict[int, Answer], client: str, entries: Iterable[Entry], now: datetime
) -> tuple[SaveResult, list[Answer]]:
    result = SaveResult()
    changed: dict[int, Answer] = {}
    for entry in entries:
        answer = answers.get(entry.position)
        error = "unknown_position" if answer is None else entry.error
        if answer is None or error:
            result.refused.append({"position": entry.position, "error": error})
            continue
        try:
            must_take_answers(attempt, answer, answers.get(entry.position - 1))
            outcomes = _merge_entry(attempt, answer, client, entry, now)
        except ResponseError as refused:
            result.refused.append({"position": entry.position, "error": refused.code})
            continue
        if Merge.APPLY in outcomes:
            changed[answer.position] = answer
        if Merge.STALE in outcomes:
            result.stale.append(_stale(attempt, answer, entry))
        else:
            result.saved.append({"position": entry.position, "sequence": entry.sequence})
    return result, list(changed.values())


def must_take_answers(attempt: Attempt, answer: Answer, before: Answer | None) -> None:
    """ResponseError for a page that was left for good or not reached, or a question that is not open yet."""
    if attempt.quiz.sequential and answer.page != attempt.reached_page:
        raise ResponseError("left" if answer.page < attempt.reached_page else "unknown_position")
    if answer.needs_previous and before and not before.checked_at:
        raise ResponseError("waits")


def _merge_entry(attempt: Attempt, answer: Answer, client: str, entry: Entry, now: datetime) -> set[Merge]:
    """Compare the stamp of each part that was sent, put what is newer into the answer (unsaved); how each fared."""
    stored = None if entry.keeps_response else to_author(attempt, answer, entry.response)
    sent = Stamp(saving.clamp(entry.typed_at or now, start=attempt.started_at, now=now), client, entry.sequence)
    fared = {part: compared(answer, part, sent) for part in _parts_of(entry)}
    newer = {part: each.stamp for part, each in fared.items() if each.outcome is Merge.APPLY}
    if answer.checked_at and newer:
        raise ResponseError("checked")
    for part, stamp in newer.items():
        hold(answer, part, stamp)
    if "response" in newer:
        answer.response, answer.saved_at = stored, now
    if "flagged" in newer:
        answer.flagged = bool(entry.flagged)
    if "certainty" in newer:
        answer.certainty = entry.certainty
    return {each.outcome for each in fared.values()}


def _parts_of(entry: Entry) -> list[Part]:
    sent: dict[Part, bool] = {
        "response": not entry.keeps_response,
        "flagged": entry.flagged is not None,
        "certainty": bool(entry.certainty),
    }
    return [part for part, is_sent in sent.items() if is_sent]


def _stale(attempt: Attempt, answer: Answer, entry: Entry) -> dict[str, Any]:
    return {
        "position": entry.position,
        "sequence": entry.sequence,
        "held": to_page(attempt, answer),
        "flagged": answer.flagged,
        "certainty": answer.certainty,
        "typed_at": answer.typed_at,
    }
