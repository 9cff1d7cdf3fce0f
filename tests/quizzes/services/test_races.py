"""Real threads on a real database. Each race is run several times: who wins differs, what must hold does not."""

import time
from contextlib import contextmanager
from functools import partial
from threading import Thread

import pytest
from django.db import connection, transaction

from lessons.services import complete_lesson, record_position
from quizzes import services
from quizzes.models import Attempt, Result
from quizzes.policies import Refusal
from tests.factories import LessonFactory, UserFactory
from tests.quizzes.services.helpers import (
    NOW,
    all_true,
    answer_to,
    at,
    at_once,
    check,
    entry,
    events_of,
    quiz_of,
    save,
    start,
    submit,
)

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def starting(quiz, user, kind="graded"):
    return partial(services.start_attempt, quiz=quiz, user=user, kind=kind, now=NOW)


def was_taken(outcome) -> bool:
    """Whether a save was acknowledged; everything but AttemptClosed is an error of the test."""
    assert isinstance(outcome, services.Saved | services.AttemptClosed), repr(outcome)
    return isinstance(outcome, services.Saved)


@pytest.mark.parametrize("first", ["save", "submit"])
def test_save_racing_submit_is_graded_or_refused(first):
    quiz = quiz_of(3)
    for _ in range(ROUNDS):
        attempt = start(quiz, UserFactory())
        save(attempt, *[entry(attempt, position, False) for position in (1, 2, 3)])
        newer = [entry(attempt, position, True, typed=2, sequence=2) for position in (1, 2, 3)]
        calls = [partial(save, attempt, *newer), partial(submit, attempt)]
        if first == "save":
            saved, submitted = at_once(*calls)
        else:
            submitted, saved = at_once(*reversed(calls))
        attempt.refresh_from_db()
        right = was_taken(saved)
        assert (submitted.changed, attempt.state, attempt.score) == (True, "submitted", 3 if right else 0)
        assert set(attempt.answers.values_list("response", "fraction")) == {(right, 1 if right else 0)}
        assert sorted(event[0] for event in events_of(attempt)[1:]) == (
            ["save", "submit"] if right else ["late", "submit"]
        )


def test_many_saves_racing_submit_leave_no_acknowledged_answer_ungraded():
    quiz = quiz_of(4)
    for _ in range(ROUNDS):
        attempt = start(quiz, UserFactory())
        saves = [partial(save, attempt, entry(attempt, n, True), client=f"tab-{n}") for n in range(1, 5)]
        *saved, submitted = at_once(*saves, partial(submit, attempt))
        attempt.refresh_from_db()
        taken = [was_taken(outcome) for outcome in saved]
        assert list(attempt.answers.values_list("response", flat=True)) == [True if each else None for each in taken]
        assert list(attempt.answers.values_list("fraction", flat=True)) == [int(each) for each in taken]
        assert (submitted.changed, attempt.score) == (True, sum(taken))
        assert Result.objects.get(user=attempt.user).score == sum(taken)


def test_save_racing_the_clock_is_graded_or_kept_as_late():
    quiz = quiz_of(1, time_limit_minutes=1)
    for _ in range(ROUNDS):
        attempt = start(quiz, UserFactory())
        saving = partial(save, attempt, entry(attempt, 1, True), now=at(90))
        saved, closed = at_once(saving, partial(services.close_overdue, now=at(91)))
        attempt.refresh_from_db()
        taken = was_taken(saved)
        assert (closed, attempt.state, attempt.score) == (1, "submitted", 1 if taken else 0)
        assert attempt.answers.get().fraction == attempt.score
        assert attempt.events.filter(kind="late").count() == 1


def test_two_starts_at_once_make_one_attempt():
    quiz = quiz_of(3)
    for _ in range(ROUNDS):
        user = UserFactory()
        found = at_once(starting(quiz, user), starting(quiz, user))
        attempt = Attempt.objects.get(user=user)
        assert [each[0] for each in found] == [attempt, attempt]
        assert sorted(each[1] for each in found) == [False, True]
        assert attempt.answers.count() == 3


def test_starts_of_many_learners_at_once_are_their_own():
    quiz = quiz_of(3)
    users = UserFactory.create_batch(6)
    found = at_once(*[starting(quiz, user) for user in users])
    assert [(attempt.user, created) for attempt, created in found] == [(user, True) for user in users]


def test_starts_at_once_stop_at_the_limit():
    quiz = quiz_of(1, attempts=2)
    for _ in range(ROUNDS):
        user = UserFactory()
        submit(start(quiz, user))
        found = at_once(*[starting(quiz, user)] * 3)
        assert sorted(created for _attempt, created in found) == [False, False, True]
        assert list(Attempt.objects.filter(user=user).order_by("number").values_list("number", flat=True)) == [1, 2]


def test_start_racing_submit_of_the_last_attempt_makes_none():
    quiz = quiz_of(1, attempts=1)
    for _ in range(ROUNDS):
        attempt = start(quiz, UserFactory())
        submitted, started = at_once(partial(submit, attempt), starting(quiz, attempt.user))
        led_back = started == (attempt, False)
        refused = isinstance(started, services.StartRefused) and started.reason is Refusal.NO_ATTEMPTS_LEFT
        assert (submitted.changed, led_back or refused) == (True, True)
        assert Attempt.objects.get(user=attempt.user).state == "submitted"


def test_starts_on_an_overdue_attempt_close_it_once_and_make_one():
    quiz = quiz_of(1, time_limit_minutes=1)
    for _ in range(ROUNDS):
        first = start(quiz, UserFactory())
        again = partial(services.start_attempt, quiz=quiz, user=first.user, kind="graded", now=at(100))
        found = at_once(again, again)
        second = Attempt.objects.get(user=first.user, number=2)
        assert [each[0] for each in found] == [second, second]
        assert sorted(each[1] for each in found) == [False, True]
        assert [event[0] for event in events_of(first)] == ["closed"]


def test_two_submits_at_once_grade_once():
    quiz = quiz_of(2)
    for _ in range(ROUNDS):
        attempt = start(quiz, UserFactory())
        sent = all_true(attempt)
        found = at_once(partial(submit, attempt, *sent), partial(submit, attempt, *sent))
        attempt.refresh_from_db()
        assert sorted(each.changed for each in found) == [False, True]
        assert [each.attempt.score for each in found] == [2, 2]
        assert [event[0] for event in events_of(attempt)] == ["submit", "late"]
        assert Result.objects.values_list("score", "attempts").get(user=attempt.user) == (2, 1)


def test_two_saves_of_one_answer_end_in_the_newest():
    quiz = quiz_of(1)
    for _ in range(ROUNDS):
        attempt = start(quiz, UserFactory())
        older, newer = entry(attempt, 1, False, typed=1), entry(attempt, 1, True, typed=2)
        calls = [partial(save, attempt, older, client="phone"), partial(save, attempt, newer, client="laptop")]
        found = [outcome.result for outcome in at_once(*calls)]
        assert len(found[0].saved) + len(found[0].stale) == 1
        assert found[1].saved == [{"position": 1, "sequence": 1}]
        assert (answer_to(attempt, 1).response, answer_to(attempt, 1).client) == (True, "laptop")


def test_saves_of_different_answers_at_once_are_all_kept():
    quiz = quiz_of(6)
    for _ in range(ROUNDS):
        attempt = start(quiz, UserFactory())
        sent = [partial(save, attempt, entry(attempt, n, True), client=f"tab-{n}") for n in range(1, 7)]
        assert [outcome.result.refused for outcome in at_once(*sent)] == [[]] * 6
        assert set(attempt.answers.values_list("response", flat=True)) == {True}
        assert attempt.events.count() == 6


def test_save_racing_a_check_is_graded_or_refused():
    quiz = quiz_of(1)
    for _ in range(ROUNDS):
        attempt = start(quiz, UserFactory(), "practice")
        save(attempt, entry(attempt, 1, False))
        newer = entry(attempt, 1, True, typed=2, sequence=2)
        saved, _checked = at_once(partial(save, attempt, newer), partial(check, attempt, 1))
        taken = bool(saved.result.saved)
        answer = answer_to(attempt, 1)
        assert (answer.response, answer.fraction, bool(answer.checked_at)) == (taken, int(taken), True)


@contextmanager
def meanwhile(call):
    """Begin `call` in a thread of its own within this transaction, which it has to wait for; it ends after it."""

    def run():
        try:
            call()
        finally:
            connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        yield
        thread.start()
        time.sleep(0.5)
    thread.join(timeout=60)


def test_results_that_are_renewed_while_somebody_hands_in_have_her_new_attempt():
    quiz, learner = quiz_of(1), UserFactory()
    submit(start(quiz, learner))
    second = start(quiz, learner)
    with meanwhile(partial(services.renew_results, quiz=quiz, now=at(99))):
        submit(second, *all_true(second))
    assert Result.objects.values_list("score", "attempts").get(user=learner) == (1, 2)


def test_attempt_handed_in_while_the_counting_changes_counts_by_the_new_rule():
    quiz, learner = quiz_of(1), UserFactory()
    first = start(quiz, learner)
    submit(first, *all_true(first))
    second = start(quiz, learner)
    with meanwhile(partial(submit, second)):
        quiz.counting = "last"
        quiz.save()
        services.renew_results(quiz=quiz, now=at(99))
    assert Result.objects.values_list("score", "attempts").get(user=learner) == (0, 2)


def test_save_waits_for_nobody_elses_attempt():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer")
    quiz = quiz_of(1)
    held, other = start(quiz, UserFactory()), start(quiz, UserFactory())
    with transaction.atomic():
        services.lock_attempt(held.pk)
        (saved,) = at_once(partial(save, other, entry(other, 1, True)))
    assert was_taken(saved) is True


def test_reading_progress_written_at_once_is_one_row():
    lesson = LessonFactory()
    for _ in range(ROUNDS):
        user = UserFactory()
        completing = partial(complete_lesson, user=user, lesson=lesson, now=NOW)
        stopping = partial(record_position, user=user, lesson=lesson, passage="here", now=NOW)
        assert at_once(completing, stopping, completing) == [None] * 3
        assert user.reading.values_list("passage", "completed_at").get() == ("here", NOW)
