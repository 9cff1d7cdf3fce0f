from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from quizzes import services
from quizzes.models import Attempt, Result
from tests.factories import UserFactory
from tests.quizzes.services.helpers import all_true, answer_to, at, entry, events_of, quiz_of, save, start, submit

MICROSECOND = timedelta(microseconds=1)
GRACE_ENDS = at(90)


@pytest.fixture
def attempt(learner):
    """Two questions and a minute."""
    return start(quiz_of(2, time_limit_minutes=1), learner)


def test_save_at_the_deadline_is_an_ordinary_save(attempt):
    save(attempt, entry(attempt, 1, True), now=at(60))
    assert events_of(attempt) == [("save", "tab-1", [[1, 1]], None)]


@pytest.mark.parametrize("now", [at(60) + MICROSECOND, GRACE_ENDS])
def test_save_within_the_grace_is_taken_and_noted_as_late(attempt, now):
    saved = save(attempt, entry(attempt, 1, True), now=now)
    assert saved.result.saved == [{"position": 1, "sequence": 1}]
    assert (saved.attempt.state, answer_to(attempt, 1).response) == ("open", True)
    payload = [{"position": 1, "response": True, "typed_at": at(1).isoformat()}]
    assert events_of(attempt) == [("late", "tab-1", [[1, 1]], payload)]


def test_save_after_the_grace_closes_the_attempt_and_keeps_what_was_sent(attempt):
    save(attempt, entry(attempt, 1, True))
    late = [entry(attempt, 1, False, typed=50, sequence=2), entry(attempt, 2, True, typed=50)]
    with pytest.raises(services.AttemptClosed):
        save(attempt, *late, now=GRACE_ENDS + MICROSECOND)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.finished_at) == ("submitted", 1, at(60))
    assert [(a.response, a.fraction) for a in attempt.answers.all()] == [(True, 1), (None, 0)]
    typed = at(50).isoformat()
    payload = [
        {"position": 1, "response": False, "typed_at": typed},
        {"position": 2, "response": True, "typed_at": typed},
    ]
    assert events_of(attempt)[1:] == [("late", "tab-1", [[1, 2], [2, 1]], payload)]
    assert Result.objects.get().score == 1


def test_arrival_counts_for_the_deadline_not_the_time_of_typing(attempt):
    with pytest.raises(services.AttemptClosed):
        save(attempt, entry(attempt, 1, True, typed=1), now=GRACE_ENDS + MICROSECOND)
    assert save(start(attempt.quiz, UserFactory()), now=GRACE_ENDS).attempt.state == "open"


def test_saves_after_closing_are_each_kept(attempt):
    for sequence in (1, 2):
        with pytest.raises(services.AttemptClosed):
            save(attempt, entry(attempt, 1, True, sequence=sequence), now=at(100 + sequence))
    assert [event[2] for event in events_of(attempt)] == [[[1, 1]], [[1, 2]]]
    attempt.refresh_from_db()
    assert (attempt.score, attempt.finished_at) == (0, at(60))


def test_submit_within_the_grace_takes_the_last_answers(attempt):
    submitted = submit(attempt, *all_true(attempt), now=GRACE_ENDS)
    attempt.refresh_from_db()
    assert (submitted.changed, attempt.score, attempt.finished_at) == (True, 2, at(60))
    assert [event[0] for event in events_of(attempt)] == ["submit"]


def test_submit_after_the_grace_keeps_what_was_sent_and_counts_what_was_held(attempt):
    save(attempt, entry(attempt, 1, True))
    submitted = submit(attempt, entry(attempt, 2, True), now=GRACE_ENDS + MICROSECOND)
    attempt.refresh_from_db()
    assert (submitted.changed, submitted.result.saved) == (True, [])
    assert (attempt.state, attempt.score, attempt.finished_at) == ("submitted", 1, at(60))
    payload = [{"position": 2, "response": True, "typed_at": at(1).isoformat()}]
    assert events_of(attempt)[1:] == [("closed", "tab-1", [[2, 1]], payload)]


def test_close_if_overdue_within_the_grace_does_nothing(attempt):
    assert services.close_if_overdue(attempt=attempt, now=GRACE_ENDS) is False
    assert Attempt.objects.get().state == "open"


def test_close_if_overdue_after_it_hands_in(attempt):
    assert services.close_if_overdue(attempt=attempt, now=GRACE_ENDS + MICROSECOND) is True
    assert (attempt.state, attempt.score, attempt.finished_at) == ("submitted", 0, at(60))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.finished_at) == ("submitted", 0, at(60))
    assert events_of(attempt) == [("closed", "", [], [])]


def test_close_if_overdue_of_a_closed_attempt_does_nothing(attempt):
    submit(attempt)
    attempt.refresh_from_db()
    assert services.close_if_overdue(attempt=attempt, now=at(3600)) is False
    assert [event[0] for event in events_of(attempt)] == ["submit"]


def test_close_if_overdue_with_an_old_copy_leaves_what_was_handed_in(attempt):
    old_copy = Attempt.objects.get()
    submit(attempt, *all_true(attempt), now=at(50))
    services.close_if_overdue(attempt=old_copy, now=at(3600))
    assert (old_copy.state, old_copy.score, old_copy.finished_at) == ("submitted", 2, at(50))
    assert Attempt.objects.get().score == 2


def test_close_overdue_closes_those_whose_time_is_over(learner):
    short, long, none = (quiz_of(time_limit_minutes=minutes) for minutes in (1, 2, 0))
    attempts = [start(quiz, learner) for quiz in (short, long, none)]
    save(attempts[0], *all_true(attempts[0]))
    assert services.close_overdue(now=GRACE_ENDS) == 0
    assert services.close_overdue(now=GRACE_ENDS + MICROSECOND) == 1
    assert services.close_overdue(now=GRACE_ENDS + MICROSECOND) == 0
    for attempt in attempts:
        attempt.refresh_from_db()
    assert [attempt.state for attempt in attempts] == ["submitted", "open", "open"]
    assert list(Result.objects.values_list("quiz", "score")) == [(short.pk, 1)]


def test_close_overdue_closes_after_the_closing_date(learner):
    quiz = quiz_of(closes_at=at(60))
    attempts = [start(quiz, user) for user in (learner, UserFactory())]
    assert services.close_overdue(now=at(91)) == 2
    assert set(Attempt.objects.values_list("state", "finished_at")) == {("submitted", at(60))}
    assert Result.objects.count() == len(attempts)


def test_close_overdue_command_reads_the_clock(learner, capsys):
    quiz = quiz_of(time_limit_minutes=1)
    start(quiz, learner, now=timezone.now() - timedelta(seconds=95))
    start(quiz, UserFactory(), now=timezone.now())
    call_command("close_overdue_attempts")
    assert capsys.readouterr().out == "1 attempts closed.\n"
    assert sorted(Attempt.objects.values_list("state", flat=True)) == ["open", "submitted"]


def test_page_that_sends_for_ever_fills_no_disk(attempt, monkeypatch):
    monkeypatch.setattr("quizzes.services.lock.MOST_TEXTS", 3)
    services.submit_attempt(attempt_id=attempt.pk, now=at(10))
    for sequence in range(1, 6):
        with pytest.raises(services.AttemptClosed):
            save(attempt, entry(attempt, 1, True, typed=50, sequence=sequence), now=at(70))
        services.submit_attempt(
            attempt_id=attempt.pk, now=at(70), client="t", entries=[entry(attempt, 1, True, sequence=sequence)]
        )
    assert [event[0] for event in events_of(attempt)] == ["submit", "late", "late", "late"]


def test_conflicts_without_end_are_lines_without_text(attempt, monkeypatch):
    monkeypatch.setattr("quizzes.services.lock.MOST_TEXTS", 2)
    save(attempt, entry(attempt, 1, True, typed=20, sequence=9), now=at(20))
    for sequence in range(1, 5):
        save(attempt, entry(attempt, 1, False, typed=5, sequence=sequence), now=at(21))
    assert [(kind, bool(text)) for kind, _client, _sequences, text in events_of(attempt)] == [
        ("save", False),
        *[("conflict", True)] * 2,
        *[("conflict", False)] * 2,
    ]
