"""The only writers of attempts and answers. The attempt's row is the lock: see `lock_attempt`.

`now` is passed in; responses come with the page's opaque keys and are stored with author keys.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from quizzes import behaviours, composing, drawing, policies, receipts, saving
from quizzes.behaviours import BEHAVIOURS
from quizzes.models import Answer, AnswerEvent, Attempt, Question, Quiz, Result
from quizzes.question_types import type_of
from quizzes.question_types.base import Outcome, ResponseError
from quizzes.saving import Entry, Merge, SaveResult, Stamp
from quizzes.selectors import Banks, banks_for, questions_to_ask, texts_to_keep

EVENT_TEXT_AFTER = timedelta(seconds=60)
GRADED, PRACTICE = Attempt.Kind.GRADED, Attempt.Kind.PRACTICE
LATE = (AnswerEvent.Kind.LATE, AnswerEvent.Kind.CLOSED)  # came when typing had ended


class StartRefused(Exception):
    def __init__(self, reason: policies.Refusal) -> None:
        self.reason = reason
        super().__init__(reason)


class AttemptClosed(Exception):
    """The attempt is not open any more. A save or submit that comes too late is kept as an event."""


# --- start -----------------------------------------------------------------------------------------------------------


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
    quiz = attempt.quiz
    ordered = questions_to_ask(quiz, attempt.user, attempt.seed, missed=missed)
    asked = composing.placed(ordered, quiz.questions_per_page)
    attempt.texts = texts_to_keep(quiz, ordered, asked) if asked else []
    banks = banks_for([each.question for each in asked], attempt.user)
    return [
        Answer(
            position=each.position,
            page=each.page,
            version=each.question.current,
            points=each.slot.points,
            needs_previous=each.slot.needs_previous,
            layout=_layout(attempt, each.question, each.question.current, each.position, banks),
        )
        for each in asked
    ]


def _layout(
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


def _copy(attempt: Attempt, last: Attempt) -> list[Answer]:
    """The same questions and texts with the answers that were given, free to be changed."""
    attempt.texts = last.texts
    kept = ("position", "page", "version_id", "points", "needs_previous", "layout", "response", "certainty")
    return [Answer(**{name: getattr(answer, name) for name in kept}) for answer in last.answers.all()]


# --- the lock --------------------------------------------------------------------------------------------------------


def lock_attempt(attempt_id: int, user: Any = None) -> tuple[Attempt, dict[int, Answer]]:
    """The attempt, locked, and its answers by position. Must be the first statement of its transaction.

    With a user, only her own: anything else does not exist (Attempt.DoesNotExist).

    On PostgreSQL `FOR NO KEY UPDATE` makes saves and submits of one attempt wait for each other and lets foreign keys
    be checked meanwhile; SQLite has one writer, because transactions are IMMEDIATE.
    """
    mine = Attempt.objects.filter(user=user) if user else Attempt.objects.all()
    attempt = mine.select_for_update(no_key=True, of=("self",)).select_related("quiz").defer("texts").get(pk=attempt_id)
    answers = {answer.position: answer for answer in attempt.answers.select_related("version")}
    return attempt, answers


def record(attempt: Attempt, kind: str, now: datetime, client: str, entries: Sequence[Entry], *, text: bool) -> None:
    """Note what a page sent. Full text only at check, submit, conflict, late arrival, or when the last save is old."""
    AnswerEvent.objects.create(
        attempt=attempt,
        kind=kind,
        at=now,
        client=client,
        sequences=[[entry.position, entry.sequence] for entry in entries],
        payload=[saving.as_text(entry, timed=kind in LATE) for entry in entries] if text else None,
    )


# --- save ------------------------------------------------------------------------------------------------------------


@dataclass
class Saved:
    """What a save did, and the attempt as it is now."""

    attempt: Attempt
    result: SaveResult


def save_answers(*, attempt_id: int, client: str, entries: Sequence[Entry], now: datetime, user: Any = None) -> Saved:
    """Take what a page sent, newest wins. Raises AttemptClosed, and closes the attempt first when it is overdue."""
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id, user)
        taken = attempt.is_open and not policies.is_overdue(attempt.deadline, now=now)
        if taken:
            text = _is_worth_keeping(answers, entries, now)
            result, changed = _merge_entries(attempt, answers, client, entries, now)
            _write_answers(changed)
            _record_save(attempt, client, entries, result, now, text=text)
        else:
            record(attempt, AnswerEvent.Kind.LATE, now, client, entries, text=True)
            if not policies.may_hand_in(attempt.quiz, attempt.deadline, now=now):
                _finish(attempt, answers, now=now)
    if not taken:
        raise AttemptClosed
    return Saved(attempt, result)


def _merge_entries(
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
            _must_take_answers(attempt, answer, answers.get(entry.position - 1))
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


def _must_take_answers(attempt: Attempt, answer: Answer, before: Answer | None) -> None:
    """ResponseError for a page that was left for good or not reached, or a question that is not open yet."""
    if attempt.quiz.sequential and answer.page != attempt.reached_page:
        raise ResponseError("left" if answer.page < attempt.reached_page else "unknown_position")
    if answer.needs_previous and before and not before.checked_at:
        raise ResponseError("waits")


def _merge_entry(attempt: Attempt, answer: Answer, client: str, entry: Entry, now: datetime) -> set[Merge]:
    """Compare the stamps of response and flag, put what is newer into the answer (unsaved); what became of each."""
    stored = None if entry.flag_only else to_author(attempt, answer, entry.response)
    sent = Stamp(saving.clamp(entry.typed_at or now, start=attempt.started_at, now=now), client, entry.sequence)
    for_response = None if entry.flag_only else saving.compare(stamp_of(answer), sent)
    for_flag = None if entry.flagged is None else saving.compare(Stamp.from_json(answer.flag_stamp), sent)
    outcomes = {compared.outcome for compared in (for_response, for_flag) if compared}
    if answer.checked_at and Merge.APPLY in outcomes:
        raise ResponseError("checked")
    if for_response and for_response.outcome is Merge.APPLY:
        answer.response, answer.saved_at = stored, now
        answer.certainty = entry.certainty or answer.certainty
        answer.typed_at, answer.client, answer.sequence = for_response.stamp.order()
    if for_flag and for_flag.outcome is Merge.APPLY:
        answer.flagged, answer.flag_stamp = bool(entry.flagged), for_flag.stamp.as_json()
    return outcomes


def stamp_of(answer: Answer) -> Stamp | None:
    """Of the response that is held."""
    return Stamp(answer.typed_at, answer.client, answer.sequence or 0) if answer.typed_at else None


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


def _stale(attempt: Attempt, answer: Answer, entry: Entry) -> dict[str, Any]:
    return {
        "position": entry.position,
        "sequence": entry.sequence,
        "held": to_page(attempt, answer),
        "flagged": answer.flagged,
        "typed_at": answer.typed_at,
    }


def _write_answers(changed: Sequence[Answer]) -> None:
    Answer.objects.bulk_update(
        changed,
        (
            *("response", "typed_at", "client", "sequence", "saved_at", "flagged", "flag_stamp", "certainty"),
            *("tries", "fraction", "checked_at", "layout"),
        ),
    )


def _is_worth_keeping(answers: dict[int, Answer], entries: Sequence[Entry], now: datetime) -> bool:
    """Whether an answer that has stood for a while is about to be replaced."""
    held = [answers[entry.position].saved_at for entry in entries if entry.position in answers]
    return any(saved_at is not None and now - saved_at > EVENT_TEXT_AFTER for saved_at in held)


def _record_save(
    attempt: Attempt, client: str, entries: Sequence[Entry], result: SaveResult, now: datetime, *, text: bool
) -> None:
    late = attempt.deadline is not None and now > attempt.deadline
    kind = AnswerEvent.Kind.LATE if late else AnswerEvent.Kind.CONFLICT if result.stale else AnswerEvent.Kind.SAVE
    record(attempt, kind, now, client, entries, text=text or late or bool(result.stale))


# --- check -----------------------------------------------------------------------------------------------------------


def check_answer(*, attempt_id: int, position: int, client: str, entries: Sequence[Entry], now: datetime) -> Saved:
    """Grade one answer of an attempt whose behaviour has checks. `entries` are saved first, under the same lock.

    An answer whose newest change could not be taken, or is older than what is held, isn't graded: what its reader sees
    is not what would be. Raises AttemptClosed.
    """
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id)
        if not _takes_checks(attempt, now=now):
            raise AttemptClosed
        result, changed = _merge_entries(attempt, answers, client, entries, now)
        if position not in {each["position"] for each in (*result.refused, *result.stale)}:
            error = _check(attempt, answers, position, now)
            result.refused += [{"position": position, "error": error}] if error else []
        _write_answers([*(each for each in changed if each.position != position), *_at(answers, position)])
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
        _must_take_answers(attempt, answer, answers.get(position - 1))
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
    """Ask a question whose answer stands once more, in a new order; what was answered stays as an event."""
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id)
        if not attempt.is_open or not attempt.quiz.redo:
            raise AttemptClosed
        for answer in _at(answers, position):
            if answer.checked_at is None:
                continue
            record(attempt, AnswerEvent.Kind.REDO, now, "", [_entry_of(answer)], text=True)
            answer.tries, answer.response, answer.fraction, answer.checked_at = [], None, None, None
            question = answer.version.question
            banks, again = banks_for([question], attempt.user), f" {now.isoformat()}"
            answer.layout = _layout(attempt, question, answer.version, position, banks, again=again)
            _write_answers([answer])


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


def grade(attempt: Attempt, answer: Answer) -> Decimal | None:
    """What the answer's tries are worth, as a fraction of its points; None while it waits for a person to grade it."""
    if outcome_of(answer).waits:
        return None
    content = drawing.content_of(answer)
    responses = behaviours.tries_of(answer.tries, answer.response)
    return behaviours.fraction_of(behaviours.explain(attempt.behaviour, content, responses))


def outcome_of(answer: Answer) -> Outcome:
    content = drawing.content_of(answer)
    return type_of(content).grade(content, answer.response)


# --- submit ----------------------------------------------------------------------------------------------------------


@dataclass
class Submitted:
    attempt: Attempt
    result: SaveResult
    changed: bool


def submit_attempt(
    *, attempt_id: int, now: datetime, client: str = "", entries: Sequence[Entry] = (), user: Any = None
) -> Submitted:
    """Save the last answers and hand the attempt in. A second submit changes nothing and says so (`changed`)."""
    with transaction.atomic():
        attempt, answers = lock_attempt(attempt_id, user)
        if not attempt.is_open:
            if entries:
                record(attempt, AnswerEvent.Kind.LATE, now, client, entries, text=True)
            return Submitted(attempt, SaveResult(), changed=False)
        result = SaveResult()
        if entries and not policies.is_overdue(attempt.deadline, now=now):
            result, _changed = _merge_entries(attempt, answers, client, entries, now)
        in_time = policies.may_hand_in(attempt.quiz, attempt.deadline, now=now)
        record(
            attempt, AnswerEvent.Kind.SUBMIT if in_time else AnswerEvent.Kind.CLOSED, now, client, entries, text=True
        )
        _finish(attempt, answers, now=now)
    return Submitted(attempt, result, changed=True)


def close_if_overdue(*, attempt: Attempt, now: datetime) -> bool:
    """Hand in for a learner whose time is over. Any request on an overdue attempt comes here first."""
    if not attempt.is_open or policies.may_hand_in(attempt.quiz, attempt.deadline, now=now):
        return False
    submitted = submit_attempt(attempt_id=attempt.pk, now=now)
    attempt.state, attempt.score = submitted.attempt.state, submitted.attempt.score
    attempt.finished_at = submitted.attempt.finished_at
    return True


def close_overdue(*, now: datetime) -> int:
    """Close every attempt whose time is over; returns how many."""
    overdue = Attempt.objects.overdue(now, policies.GRACE).select_related("quiz")
    return sum(close_if_overdue(attempt=attempt, now=now) for attempt in overdue)


def _finish(attempt: Attempt, answers: dict[int, Answer], *, now: datetime) -> None:
    """The only code that closes an attempt: grades every answer, sums the score, renews the learner's result.

    Called under the lock; does nothing to an attempt that is closed. An attempt that the clock closes is finished at
    its deadline, and counts 0 where the quiz wants it handed in.
    """
    if not attempt.is_open:
        return
    for answer in answers.values():
        if answer.checked_at is None:
            answer.fraction = grade(attempt, answer)
    _write_answers(list(answers.values()))
    attempt.state, attempt.finished_at = policies.end_of(attempt.quiz, attempt.deadline, now=now)
    attempt.score = score_of(attempt, answers.values())
    if attempt.kind == GRADED:
        facts = receipts.facts_of(attempt, list(answers.values()), site=settings.SITE_URL, now=now)
        attempt.receipt = receipts.issue(facts, receipts.signing_key(settings.SECRET_KEY))
    attempt.save(update_fields=["state", "finished_at", "score", "receipt"])
    if attempt.kind == GRADED:
        renew_result(user_id=attempt.user_id, quiz=attempt.quiz, now=now)


def score_of(attempt: Attempt, answers: Iterable[Answer]) -> Decimal:
    """The sum of the answers' points; with certainty, accuracy and bonus times the points that could be had.

    An abandoned attempt counts 0, whatever its answers are worth.
    """
    if attempt.state == Attempt.State.ABANDONED:
        return Decimal(0)
    answers = list(answers)
    if calibrated := calibration_of(attempt, answers):
        return calibrated.fraction * attempt.max_score
    return sum((answer.points * (answer.fraction or 0) for answer in answers), Decimal(0))


def calibration_of(attempt: Attempt, answers: Iterable[Answer]) -> behaviours.Calibration | None:
    """How well this attempt's learner knew what she knew; None where nobody asked."""
    if not BEHAVIOURS[attempt.behaviour].certainty:
        return None
    return behaviours.calibration([certain(answer) for answer in answers])


def certain(answer: Answer) -> behaviours.Certain:
    return behaviours.certainty_of(answer.fraction, answer.certainty, answer.points, answered=answer.is_answered)


def renew_result(*, user_id: int, quiz: Quiz, now: datetime) -> None:
    """Make the learner's result for a quiz anew from the attempts that count; sums are made in Python, exactly."""
    finished = Attempt.objects.counted().filter(user_id=user_id, quiz=quiz).order_by("number")
    counted = [policies.Counted(attempt.score or Decimal(0), attempt.max_score) for attempt in finished]
    result = policies.counted_result(counted, quiz.counting)
    if result is None:
        Result.objects.filter(user_id=user_id, quiz=quiz).delete()
        return
    row = Result(
        user_id=user_id,
        quiz=quiz,
        score=result.score,
        max_score=result.max_score,
        attempts=len(counted),
        updated_at=now,
    )
    Result.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "quiz"],
        update_fields=["score", "max_score", "attempts", "updated_at"],
    )


def renew_results(*, quiz: Quiz, now: datetime) -> None:
    """After the quiz's counting has changed."""
    for user_id in quiz.results.values_list("user_id", flat=True):
        renew_result(user_id=user_id, quiz=quiz, now=now)


def renew_deadlines(*, quiz: Quiz) -> None:
    """After the quiz's dates or time limit have changed: they are live, also for attempts that are under way."""
    for attempt in Attempt.objects.filter(quiz=quiz, state=Attempt.State.OPEN):
        ends = policies.deadline(quiz, kind=attempt.kind, started_at=attempt.started_at)
        Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.OPEN).update(deadline=ends)
