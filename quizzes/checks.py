"""Checks inside lessons: the same for everybody, so that the lesson's page can be cached. No row is written."""

from collections.abc import Sequence
from typing import Any

from quizzes.drawing import KeyMap, as_drawn, lay_out
from quizzes.models import Answer, Attempt, Evidence, Question, Quiz
from quizzes.policies import EVERYTHING, NOTHING
from quizzes.presenting import QuestionView, question_view
from quizzes.question_types import load_content, type_of
from quizzes.question_types.base import ResponseError

# Stands where an attempt has its number; checks have one question a form.
POSITION = 1


def _attempt(question: Question) -> Attempt:
    """Stands where an attempt would, and is never saved."""
    return Attempt(quiz=Quiz(), seed=f"check {question.pk} {question.current_id}", behaviour="immediate")


def response_of(question: Question, data: Any) -> tuple[Any, str]:
    """The response in the query string as it would be stored, and the error code when it can't be read."""
    layout = _layout(question)
    content = as_drawn(load_content(question.current.content), layout)
    kind, keys = type_of(content), KeyMap(_attempt(question).seed, POSITION, layout)
    try:
        raw = kind.from_form(data, f"q{POSITION}", keys.groups())
        return kind.to_author(content, raw, keys.to_author), ""
    except ResponseError as error:
        return None, error.code


def check_view(
    question: Question, response: Any = None, *, evidence: Sequence[Evidence] = (), hidden: bool = False
) -> QuestionView:
    """The check as the page shows it: with its review once there is a response, unless its key must stay hidden."""
    answer = Answer(position=POSITION, version=question.current, points=1, layout=_layout(question), response=response)
    options = NOTHING if response is None or hidden else EVERYTHING
    return question_view(_attempt(question), answer, options, evidence)


def _layout(question: Question) -> dict[str, Any]:
    return lay_out(question.current.content, _attempt(question).seed, POSITION, shuffle_choices=True)
