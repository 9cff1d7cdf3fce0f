"""What the tests of the services share: a clock that stands still, entries as a page sends them, threads."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection

from quizzes import services
from quizzes.models import Answer, Attempt, Question, Quiz
from quizzes.saving import Entry
from tests.factories import CourseFactory, LessonFactory, QuestionFactory, QuizFactory, SlotFactory
from tests.samples import RIGHT

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """So many seconds after the attempt began."""
    return NOW + timedelta(seconds=seconds)


def start(quiz: Quiz, user, kind: str = "graded", *, now: datetime = NOW, missed: bool = False) -> Attempt:
    attempt, created = services.start_attempt(quiz=quiz, user=user, kind=kind, now=now, missed=missed)
    assert created
    return attempt


def quiz_of(count: int = 1, **settings) -> Quiz:
    """A quiz of so many true/false questions; the answers are true."""
    course = settings.pop("course", None) or CourseFactory()
    quiz, lesson = QuizFactory(course=course, **settings), LessonFactory(course=course)
    for question in QuestionFactory.create_batch(count, lesson=lesson):
        SlotFactory(quiz=quiz, question=question)
    return quiz


def quiz_that_draws(count: int, **draw) -> Quiz:
    """A quiz that draws so many questions from a lesson; `draw_lesson` and more in `draw`."""
    lesson = draw.pop("draw_lesson", None) or LessonFactory(course=CourseFactory())
    quiz = QuizFactory(course=lesson.course)
    SlotFactory(quiz=quiz, draw_lesson=lesson, count=count, **draw)
    return quiz


def keys_of(attempt: Attempt) -> list[str]:
    """Keys of its questions by position."""
    return list(attempt.answers.values_list("version__question__key", flat=True))


def answer_to(attempt: Attempt, key: str | int) -> Answer:
    """The answer at a position or to the question with that key, as the database has it."""
    where = {"position": key} if isinstance(key, int) else {"version__question__key": key}
    return attempt.answers.select_related("version").get(**where)


def entry(attempt: Attempt, key: str | int, response, *, typed: float = 1, sequence: int = 1, flagged=None) -> Entry:
    """An answer as the attempt's page sends it; `response` is in the stored form, with author keys."""
    answer = answer_to(attempt, key)
    answer.response = response
    return Entry(answer.position, sequence, at(typed), services.to_page(attempt, answer), flagged)


def save(attempt: Attempt, *entries: Entry, client: str = "tab-1", now: datetime | None = None) -> services.Saved:
    return services.save_answers(attempt_id=attempt.pk, client=client, entries=entries, now=now or at(20))


def submit(attempt: Attempt, *entries: Entry, now: datetime | None = None) -> services.Submitted:
    return services.submit_attempt(attempt_id=attempt.pk, client="tab-1", entries=entries, now=now or at(60))


def check(attempt: Attempt, position: int, *entries: Entry, now: datetime | None = None) -> Attempt:
    now = now or at(30)
    return services.check_answer(attempt_id=attempt.pk, position=position, client="tab-1", entries=entries, now=now)


def all_right(attempt: Attempt) -> list[Entry]:
    """Entries that give every question of the sample quiz full marks."""
    return [entry(attempt, key, RIGHT[key]) for key in keys_of(attempt)]


def all_true(attempt: Attempt) -> list[Entry]:
    """Entries that answer "true" to every question of a `quiz_of`."""
    return [entry(attempt, position, True) for position in attempt.answers.values_list("position", flat=True)]


def events_of(attempt: Attempt) -> list[tuple]:
    """Kind, client, sequences and payload of everything that was noted, in order."""
    return list(attempt.events.values_list("kind", "client", "sequences", "payload"))


def edit(question: Question, **changes) -> None:
    """Give a question a new version."""
    number = question.current.number + 1
    question.current = question.versions.create(number=number, content=question.current.content | changes)
    question.save()


def at_once(*calls: Callable[[], object]) -> list:
    """Run each call in a thread of its own, all let go together; their results, or the exceptions they raised."""
    barrier = threading.Barrier(len(calls))
    results: list = [None] * len(calls)

    def run(index: int, call: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            results[index] = call()
        except Exception as error:  # noqa: BLE001 (given to the test, which compares it)
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results
