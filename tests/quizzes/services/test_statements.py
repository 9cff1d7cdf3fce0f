"""Statements of each service, which must not grow with questions or attempts. A request adds two: session and user."""

import pytest
from django.db import connection, transaction

from lessons.services import complete_lesson, record_position, undo_completion
from quizzes import selectors, services
from quizzes.models import Answer, Quiz
from tests.factories import AttemptFactory, LessonFactory, SlotFactory, UserFactory
from tests.queries import count_statements, statements
from tests.quizzes.services.helpers import (
    NOW,
    all_right,
    all_true,
    at,
    check,
    entry,
    quiz_of,
    quiz_that_draws,
    save,
    start,
    submit,
)

SIZES = (1, 3, 50)


def test_counting_leaves_out_transactions(learner):
    with count_statements() as found, transaction.atomic(), transaction.atomic():
        learner.refresh_from_db()
    assert len(found) == 1


def test_budget_that_is_exceeded_fails(learner):
    with pytest.raises(AssertionError, match="2 statements, not 1"), statements(at_most=1):
        learner.refresh_from_db()
        learner.refresh_from_db()


def same(counts: dict[int, int], number: int) -> bool:
    """Whether the count was this for every size; a failing test shows them all."""
    assert counts == dict.fromkeys(counts, number)
    return True


def started_with(counts: dict[int, int], number: int) -> bool:
    """The same, where SQLite inserts as many answers at once as have 999 values together, PostgreSQL all."""
    columns = [field for field in Answer._meta.concrete_fields if not field.primary_key]
    at_once = {size: connection.ops.bulk_batch_size(columns, range(size)) for size in counts}
    return same({size: count - (size - 1) // at_once[size] for size, count in counts.items()}, number)


def measure(size: int, do, *, at_most: int) -> int:
    with statements(at_most=at_most) as found:
        do(size)
    return len(found)


def test_start_with_named_questions(learner):
    quizzes = {size: quiz_of(size) for size in SIZES}
    fresh = {size: Quiz.objects.get(pk=quiz.pk) for size, quiz in quizzes.items()}
    assert started_with({n: measure(n, lambda n: start(fresh[n], learner), at_most=8) for n in SIZES}, 5)


def test_start_with_draws(learner):
    quizzes = {}
    for size in SIZES:
        lesson = quiz_of(size + 2).slots.first().question.lesson
        quizzes[size] = quiz_that_draws(1, draw_lesson=lesson)
        for _ in range(size - 1):
            SlotFactory(quiz=quizzes[size], draw_lesson=lesson)
    fresh = {size: Quiz.objects.get(pk=quiz.pk) for size, quiz in quizzes.items()}
    assert started_with({n: measure(n, lambda n: start(fresh[n], learner), at_most=8) for n in SIZES}, 6)


def test_start_after_earlier_attempts(db):
    found = {}
    for size in SIZES:
        quiz, user = quiz_of(2), UserFactory()
        for number in range(1, size + 1):
            AttemptFactory(quiz=quiz, user=user, number=number)
        fresh = Quiz.objects.get(pk=quiz.pk)
        found[size] = measure(size, lambda n, quiz=fresh, user=user: start(quiz, user), at_most=8)
    assert same(found, 5)


def test_start_that_practises_what_was_missed(learner):
    quizzes = {size: quiz_of(size) for size in SIZES}
    for quiz in quizzes.values():
        submit(start(quiz, learner))
    run = {n: measure(n, lambda n: start(quizzes[n], learner, "practice", missed=True), at_most=8) for n in SIZES}
    assert started_with(run, 6)


def test_start_that_leads_back(learner):
    quiz = quiz_of(3)
    start(quiz, learner)
    with statements(at_most=1):
        services.start_attempt(quiz=quiz, user=learner, kind="graded", now=NOW)


def test_save_of_any_batch(learner):
    attempts = {size: start(quiz_of(size), learner) for size in SIZES}
    entries = {size: all_true(attempt) for size, attempt in attempts.items()}
    assert same({n: measure(n, lambda n: save(attempts[n], *entries[n]), at_most=4) for n in SIZES}, 4)


def test_save_of_any_batch_in_a_large_quiz(learner):
    attempt = start(quiz_of(30), learner)
    entries = all_true(attempt)
    assert same({n: measure(n, lambda n: save(attempt, *entries[:n]), at_most=4) for n in SIZES}, 4)


def test_save_of_every_type(quiz, learner):
    attempt = start(quiz, learner)
    entries = all_right(attempt)
    with statements(at_most=4):
        save(attempt, *entries)


def test_save_that_changes_nothing_writes_only_the_event(learner):
    attempt = start(quiz_of(3), learner)
    entries = all_true(attempt)
    save(attempt, *entries)
    with statements(at_most=3):
        save(attempt, *entries)


def test_save_that_keeps_its_text(learner):
    """Of what stood for a while, and of what came after something newer."""
    attempt = start(quiz_of(3), learner)
    save(attempt, *all_true(attempt), now=at(10))
    newer, older = (entry(attempt, 1, False, typed=typed, sequence=9) for typed in (80, 70))
    with statements(at_most=4):
        save(attempt, newer, now=at(80))
    with statements(at_most=4):
        save(attempt, older, now=at(81), client="other")
    assert [event.payload is not None for event in attempt.events.order_by("pk")][-2:] == [True, True]


def test_save_after_the_deadline(learner):
    attempts = {size: start(quiz_of(size, time_limit_minutes=1), learner) for size in SIZES}
    entries = {size: all_true(attempt) for size, attempt in attempts.items()}

    def late(size):
        with pytest.raises(services.AttemptClosed):
            save(attempts[size], *entries[size], now=at(100))

    assert same({n: measure(n, late, at_most=10) for n in SIZES}, 8)


def test_submit_of_any_number_of_questions(learner):
    attempts = {size: start(quiz_of(size), learner) for size in SIZES}
    entries = {size: all_true(attempt) for size, attempt in attempts.items()}
    assert same({n: measure(n, lambda n: submit(attempts[n], *entries[n]), at_most=10) for n in SIZES}, 8)


def test_submit_after_earlier_attempts(db):
    attempts = {}
    for size in SIZES:
        quiz, user = quiz_of(2), UserFactory()
        for number in range(1, size + 1):
            AttemptFactory(quiz=quiz, user=user, number=number)
        attempts[size] = start(quiz, user)
    assert same({n: measure(n, lambda n: submit(attempts[n]), at_most=10) for n in SIZES}, 8)


def test_second_submit_reads_only(learner):
    attempt = start(quiz_of(3), learner)
    submit(attempt)
    with statements(at_most=2):
        submit(attempt)


def test_check_in_any_number_of_questions(learner):
    attempts = {size: start(quiz_of(size), learner, "practice") for size in SIZES}
    entries = {size: entry(attempt, 1, True) for size, attempt in attempts.items()}
    assert same({n: measure(n, lambda n: check(attempts[n], 1, entries[n]), at_most=4) for n in SIZES}, 4)


def test_reading_progress(learner):
    lesson = LessonFactory()
    for do, budget in [
        (lambda: record_position(user=learner, lesson=lesson, passage="here", now=NOW), 2),
        (lambda: record_position(user=learner, lesson=lesson, passage="there", now=at(1)), 2),
        (lambda: complete_lesson(user=learner, lesson=lesson, now=at(2)), 2),
        (lambda: complete_lesson(user=learner, lesson=lesson, now=at(3)), 1),
        (lambda: undo_completion(user=learner, lesson=lesson), 1),
    ]:
        with statements(at_most=budget):
            do()


READS = {
    "attempt_for": lambda attempt: selectors.attempt_for(attempt.user, attempt.pk),
    "attempts_of": lambda attempt: selectors.attempts_of(attempt.user, attempt.quiz),
    "answers_of": lambda attempt: [a.version.question.key for a in selectors.answers_of(attempt)],
    "missed_counts": lambda attempt: selectors.missed_counts(attempt.user),
    "held_questions": lambda attempt: selectors.held_questions(attempt.user),
    "seen_counts": lambda attempt: selectors.seen_counts(attempt.user, attempt.quiz.course_id),
}


@pytest.mark.parametrize("name", READS)
def test_selector_reads_once(db, name):
    attempts = {}
    for size in SIZES:
        quiz = quiz_of(size)
        attempts[size] = start(quiz, UserFactory())
    assert same({n: measure(n, lambda n: READS[name](attempts[n]), at_most=1) for n in SIZES}, 1)
