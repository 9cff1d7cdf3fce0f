"""The parts of the style guide, made as the pages make them but of rows that are never saved: no query is needed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from lessons.markup import render_lesson
from lessons.models import Course, Figure, Lesson, Passage, Source, Term
from lessons.stores import Library
from progress.charts import Share
from progress.selectors import QuizProgress
from quizzes.composing import rendered_text
from quizzes.drawing import lay_out
from quizzes.models import Answer, Attempt, Evidence, HandGrade, QuestionVersion, Quiz
from quizzes.overview import quiz_overview
from quizzes.policies import EVERYTHING, NOTHING, ReviewOptions
from quizzes.presenting import QuestionView, TextView, question_view
from securityedu.styleguide.samples import FIGURES, PLAYED, QUESTIONS, SHARED, TEXT, TEXTS, Written

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
COURSE = Course(pk=1, key="style", title="A course", contents=[])
LESSONS = [Lesson(pk=pk, course=COURSE, key=f"lesson-{pk}", title=f"Lesson {pk}", minutes=4 + pk) for pk in range(1, 5)]
READ = ((NOW, NOW), (NOW, NOW), (None, NOW), (None, None))  # completed, read
SCORES = {"one": [70], "five": [40, 55, 62, 60, 90], "forty": [30 + index * 37 % 41 + index for index in range(40)]}


class SampleForm(forms.Form):
    """A field of each kind that the site's forms have."""

    name = forms.CharField(label=_("A text"), help_text=_("With a line of help."), initial="Ada")
    wrong = forms.EmailField(label=_("A field with an error"))
    choice = forms.ChoiceField(label=_("A choice"), choices=[("a", _("The first")), ("b", _("The second"))])
    long = forms.CharField(label=_("A longer text"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label=_("A box to tick"), required=False)
    off = forms.CharField(label=_("A field that is switched off"), disabled=True, initial="–", required=False)


def parts() -> dict[str, Any]:
    """Everything that the page shows besides its own headings."""
    return {
        "course": COURSE,
        "form": SampleForm({"name": "Ada", "wrong": "ada(at)example.org", "choice": "b", "agreed": "on"}),
        "text": text(),
        "questions": [states(number, *sample) for number, sample in enumerate(QUESTIONS)],
        "texts": [TextView(kind, rendered_text(source).html, {}, *about) for kind, source, *about in TEXTS],
        "lessons": lessons(),
        "known": [(LESSONS[0], Share(12, 11)), (LESSONS[1], Share(9, 4)), (LESSONS[2], Share(3, 0))],
        "trends": [progress(number, title, scores) for number, (title, scores) in enumerate(SCORES.items(), start=1)],
        "jobs": [
            Job(state=Job.State.WAITING, queued_at=NOW),
            Job(state=Job.State.RUNNING),
            Job(state=Job.State.RUNNING, done=340, total=1000),
        ],
        "alerts": [
            Message(messages.SUCCESS, _("It worked.")),
            Message(messages.INFO, _("Something to know.")),
            Message(messages.WARNING, _("Something to look at.")),
            Message(messages.ERROR, _("Something failed; nothing is lost.")),
        ],
        "deadline": NOW + timedelta(minutes=20),
    }


def text() -> Any:
    """A rendered text with the apparatus around it."""
    source = {"title": "The treaty", "publisher": "NATO", "kind": "official", "url": "https://example.org/"}
    term = Term(key="ally", term="Ally", definition="A state that has joined the *treaty*.")
    library = Library(
        sources={key: Source(key=key, **source, date="4 April 1949") for key in ("treaty", "page")},
        terms={"ally": term},
        figures={key: Figure(key=key, data=data) for key, data in FIGURES.items()},
    )
    rendered = render_lesson(TEXT)
    return SimpleNamespace(html=rendered.html, apparatus=library.apparatus(rendered))


def states(number: int, content: dict[str, Any], right: Any, partly: Any, wrong: Any) -> dict[str, Any]:
    """One question: to be answered, answered, switched off, and every review."""
    data = SHARED | {"key": f"sample-{number}"} | content
    first = number * 10 + 1
    reviews = [right, wrong] if partly is None else [right, partly, wrong]
    hidden = ReviewOptions(attempt=True, maximum=True, score=True, correctness=True)
    waiting = [question(data, first + 8, Written(wrong.text), EVERYTHING)] if isinstance(wrong, Written) else []
    return {
        "type": content["type"],
        "waiting": waiting,
        "open": question(data, first, None),
        "answered": question(data, first + 1, right),
        "disabled": question(data, first + 2, right),
        "reviews": [question(data, first + 3 + place, given, EVERYTHING) for place, given in enumerate(reviews)],
        "hidden": question(data, first + 7, wrong, hidden),
    }


def question(data: dict[str, Any], position: int, response: Any, options: ReviewOptions = NOTHING) -> QuestionView:
    layout = lay_out(data, "style", position, shuffle_choices=False)
    version = QuestionVersion(content=data, pictures=PLAYED)
    answer = Answer(position=position, version=version, points=1, layout=layout, response=response)
    grade = None
    if isinstance(response, Written):
        answer.response = response.text
        if response.fraction is not None:
            answer.fraction = Decimal(response.fraction)
            grade = HandGrade(answer=answer, fraction=answer.fraction, comment=response.comment)
    passage = Passage(lesson=LESSONS[0], key="proof", text="The sentence of the lesson that says so.")
    attempt = Attempt(quiz=Quiz(), seed="style", behaviour="immediate")
    return question_view(attempt, answer, options, [Evidence(passage=passage)], hand_grade=grade)


def lessons() -> list[Any]:
    """A lesson in each state of reading."""
    for lesson, (completed_at, read_at) in zip(LESSONS, READ, strict=True):
        lesson.completed_at, lesson.read_at = completed_at, read_at
    return LESSONS


def progress(number: int, title: str, scores: list[int]) -> QuizProgress:
    """A quiz on the dashboard after so many attempts; the last but one of many was practice."""
    quiz = Quiz(pk=number, course=COURSE, key=f"quiz-{number}", title=f"Quiz, {title}", pass_percent=Decimal(60))
    attempts = [attempt(quiz, index, score, len(scores)) for index, score in enumerate(scores)]
    return QuizProgress(quiz_overview(quiz, attempts, now=NOW), missed=len(scores) % 5)


def attempt(quiz: Quiz, index: int, score: int, total: int) -> Attempt:
    kind = Attempt.Kind.PRACTICE if total > 1 and index == total - 2 else Attempt.Kind.GRADED
    return Attempt(
        pk=index + 1,
        quiz=quiz,
        kind=kind,
        state=Attempt.State.SUBMITTED,
        started_at=NOW + timedelta(days=index),
        finished_at=NOW + timedelta(days=index),
        score=Decimal(score),
        max_score=Decimal(100),
    )
