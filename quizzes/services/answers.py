"""One answer of an attempt: its layout, the keys of its page, its stamp, what it is worth."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from quizzes import behaviours, drawing, saving
from quizzes.models import Answer, Attempt, Question
from quizzes.question_types import type_of
from quizzes.question_types.base import Outcome
from quizzes.saving import Stamp
from quizzes.selectors import Banks

Part = Literal["response", "flagged", "certainty"]  # what has a stamp of its own


def stamp_of(answer: Answer, part: Part = "response") -> Stamp | None:
    """Of the part that is held."""
    if part == "response":
        return Stamp(answer.typed_at, answer.client, answer.sequence or 0) if answer.typed_at else None
    return Stamp.from_json(answer.flag_stamp if part == "flagged" else answer.certainty_stamp)


def compared(answer: Answer, part: Part, sent: Stamp) -> saving.Compared:
    """What becomes of a change of this part."""
    return saving.compare(stamp_of(answer, part), sent, (answer.overtaken or {}).get(part))


def hold(answer: Answer, part: Part, stamp: Stamp) -> None:
    """Put the stamp of a newer change in the place of the held one, and remember which that was (unsaved)."""
    known = answer.overtaken or {}
    if overtaken := saving.overtaking(known.get(part), stamp_of(answer, part), stamp):
        answer.overtaken = {**known, part: overtaken}
    if part == "response":
        answer.typed_at, answer.client, answer.sequence = stamp.order()
    elif part == "flagged":
        answer.flag_stamp = stamp.as_json()
    else:
        answer.certainty_stamp = stamp.as_json()


def to_author(attempt: Attempt, answer: Answer, raw: Any) -> Any:
    """A page's response as it is stored. Raises ResponseError."""
    content = drawing.content_of(answer)
    return type_of(content).to_author(content, raw, key_map(attempt, answer).to_author)


def to_page(attempt: Attempt, answer: Answer) -> Any:
    """The stored response with the keys of the attempt's page."""
    content = drawing.content_of(answer)
    return type_of(content).to_page(answer.response, key_map(attempt, answer).to_page)


def key_map(attempt: Attempt, answer: Answer) -> drawing.KeyMap:
    return drawing.KeyMap(attempt.seed, answer.position, answer.layout)


def layout_of(
    attempt: Attempt, question: Question, version: Any, position: int, banks: Banks, *, again: str = ""
) -> dict[str, Any]:
    return drawing.lay_out(
        version.content,
        attempt.seed + again,
        position,
        shuffle_choices=attempt.quiz.shuffle_choices,
        bank=banks.of(question),
        avoid=banks.avoid,
    )


def write_answers(changed: Sequence[Answer]) -> None:
    Answer.objects.bulk_update(
        changed,
        (
            *("response", "typed_at", "client", "sequence", "saved_at"),
            *("flagged", "flag_stamp", "certainty", "certainty_stamp", "overtaken"),
            *("tries", "fraction", "checked_at", "layout"),
        ),
    )


def grade(attempt: Attempt, answer: Answer) -> Decimal | None:
    """What the answer's tries are worth, as a fraction of its points; None while it waits for a person to grade it."""
    content = drawing.content_of(answer)
    if type_of(content).grade(content, answer.response).waits:
        return None
    responses = behaviours.tries_of(answer.tries, answer.response)
    return behaviours.fraction_of(behaviours.explain(attempt.behaviour, content, responses))


def outcome_of(answer: Answer) -> Outcome:
    content = drawing.content_of(answer)
    return type_of(content).grade(content, answer.response)
