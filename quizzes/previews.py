"""One question as learners see it, for its authors, in any behaviour and at any time. No row is written: what was
answered, and the tries before it, stand in the page's form.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quizzes import behaviours, composing, drawing, policies
from quizzes.behaviours import BEHAVIOURS, CERTAINTIES
from quizzes.models import Answer, Attempt, Evidence, Question, Quiz, Slot
from quizzes.presenting import QuestionView, question_view, trying
from quizzes.question_types import type_of
from quizzes.question_types.base import ResponseError
from quizzes.question_types.texts import TEXTS
from quizzes.selectors import banks_for, texts_to_keep
from quizzes.services import grade, key_map, to_author

POSITION = 1
NAME = f"q{POSITION}"
TIMES: tuple[policies.When, ...] = ("during", "just_after", "later", "closed")
MAX_TRIES = 50


@dataclass(frozen=True)
class Stage:
    """By which quiz the question is asked, how, and when it is looked at."""

    quiz: Quiz
    behaviour: str
    when: policies.When

    @property
    def is_over(self) -> bool:
        return self.when != "during"


def stage_of(data: Mapping[str, str], quizzes: Sequence[Quiz], question: Question) -> Stage:
    """What the form asks for. Without a quiz everything is shown once the attempt is over."""
    named = next((quiz for quiz in quizzes if quiz.key == data.get("quiz")), None)
    quiz = named or Quiz(course=question.course, reveal="at_once")
    behaviour = data.get("behaviour", "")
    # Whether there are checks decides what may be seen, so the quiz has the behaviour, too. It is never saved.
    quiz.behaviour = behaviour if behaviour in BEHAVIOURS else quiz.behaviour
    return Stage(quiz, quiz.behaviour, next((when for when in TIMES if when == data.get("as")), "during"))


def sheet(question: Question, stage: Stage, user: Any, *, now: datetime) -> tuple[Attempt, Answer]:
    """The attempt and its one answer, as starting would make them, but never saved."""
    attempt = Attempt(
        quiz=stage.quiz,
        user=user,
        kind=Attempt.Kind.GRADED,
        seed=f"preview {question.pk} {question.current_id}",
        behaviour=stage.behaviour,
        state=Attempt.State.SUBMITTED if stage.is_over else Attempt.State.OPEN,
        started_at=now,
        finished_at=now if stage.is_over else None,
    )
    slot = _slot(question, stage.quiz)
    drawn = [composing.Drawn(question, slot)]
    attempt.texts = texts_to_keep(stage.quiz, drawn, composing.placed(drawn, 0))
    layout = drawing.lay_out(
        question.current.content,
        attempt.seed,
        POSITION,
        shuffle_choices=stage.quiz.shuffle_choices,
        bank=banks_for([question], user).of(question),
    )
    return attempt, Answer(position=POSITION, version=question.current, points=slot.points, layout=layout)


def _slot(question: Question, quiz: Quiz) -> Slot:
    """That of the quiz, if it names the question, for its points."""
    return (quiz.slots.filter(question=question).first() if quiz.pk else None) or Slot()


def fill_in(attempt: Attempt, answer: Answer, data: Any, *, now: datetime) -> str:
    """Put into the answer what the form says: response, certainty, tries before; the error code, if there is one."""
    answer.tries = _tries(attempt, answer, data.get("tries"))
    answer.certainty = next((each for each in CERTAINTIES if str(each) == data.get(f"{NAME}-certainty")), None)
    try:
        answer.response = to_author(attempt, answer, _raw(attempt, answer, data))
    except ResponseError as refused:
        return refused.code
    error = _check(attempt, answer) if "check" in data and attempt.is_open else ""
    _settle(attempt, answer, now)
    return error


def _raw(attempt: Attempt, answer: Answer, data: Any) -> Any:
    """What its fields say, or what was held when the page that was left had none."""
    if "held" in data:
        return _json(data["held"])
    kind = type_of(drawing.content_of(answer))
    return kind.from_form(data, NAME, key_map(attempt, answer).groups())


def _json(text: str | None) -> Any:
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return None


def _tries(attempt: Attempt, answer: Answer, text: str | None) -> list[Any]:
    sent = _json(text)
    try:
        return [to_author(attempt, answer, each) for each in sent[:MAX_TRIES]] if isinstance(sent, list) else []
    except ResponseError:
        return []


def _check(attempt: Attempt, answer: Answer) -> str:
    content = drawing.content_of(answer)
    if not BEHAVIOURS[attempt.behaviour].checks:
        return ""
    if not behaviours.is_complete(content, answer.response):
        return "incomplete" if answer.is_answered else "unanswered"
    answer.tries = behaviours.tries_of(answer.tries, answer.response)
    return ""


def _settle(attempt: Attempt, answer: Answer, now: datetime) -> None:
    """Graded when the attempt is over, or once nothing can change the answer."""
    content = drawing.content_of(answer)
    stands = bool(answer.tries) and behaviours.stands(attempt.behaviour, content, answer.tries)
    answer.checked_at = now if stands else None
    if stands or not attempt.is_open:
        answer.fraction = grade(attempt, answer)


def preview_view(
    attempt: Attempt, answer: Answer, stage: Stage, evidence: Sequence[Evidence], *, now: datetime
) -> QuestionView:
    options = policies.review_options(
        stage.quiz, kind=attempt.kind, finished_at=attempt.finished_at, used=1, now=now, when=stage.when
    )
    seen = options if stage.is_over else policies.seen_of(answer, options)
    return question_view(attempt, answer, seen, evidence, trying=trying(attempt, answer, None))


def tries_on_page(attempt: Attempt, answer: Answer) -> str:
    """The tries with the page's keys, for its form."""
    kind, keys = type_of(drawing.content_of(answer)), key_map(attempt, answer)
    return json.dumps([kind.to_page(each, keys.to_page) for each in answer.tries])


def answered_right(question: Question, user: Any, *, now: datetime) -> QuestionView | None:
    """With its right answer and all that is said about it; None for texts, which ask nothing."""
    if question.type in TEXTS:
        return None
    stage = Stage(Quiz(course=question.course), "deferred", "closed")
    attempt, answer = sheet(question, stage, user, now=now)
    content = drawing.content_of(answer)
    answer.response = type_of(content).correct(content)
    answer.fraction = grade(attempt, answer)
    return question_view(attempt, answer, policies.EVERYTHING)
