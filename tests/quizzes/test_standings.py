"""Where learners stand: from rows that are never saved."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from quizzes.models import Attempt, Quiz
from quizzes.policies import Counted
from quizzes.standings import Progress, State, Wanted, chosen, standing, state_of, summary

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def ago(minutes) -> datetime:
    return NOW - timedelta(minutes=minutes)


def attempt(pk=1, *, started=30, finished=None, deadline=None, user=None) -> Attempt:
    state = Attempt.State.OPEN if finished is None else Attempt.State.SUBMITTED
    ends = None if deadline is None else NOW + timedelta(minutes=deadline)
    times = {"started_at": ago(started), "finished_at": None if finished is None else ago(finished), "deadline": ends}
    return Attempt(pk=pk, user=user or User(username="mira"), state=state, number=pk, **times)


def stands(*attempts, score=None, waiting=0, saved=None, pass_percent=60):
    progress = {each.pk: Progress(None if saved is None else ago(saved), 3, 8) for each in attempts if each.is_open}
    result = None if score is None else Counted(Decimal(score), Decimal(10))
    quiz = Quiz(pass_percent=Decimal(pass_percent))
    return standing(quiz, attempts, result=result, progress=progress, waiting=waiting, now=NOW)


@pytest.mark.parametrize(
    ("saved", "deadline", "state"),
    [
        (9.99, None, State.OPEN),
        (10, None, State.STUCK),
        (10, 1, State.STUCK),
        (10, 0, State.OPEN),  # typing has ended: there is nothing that she could save
        (0, -0.5, State.OPEN),  # saves that were on their way are taken
        (0, -0.51, State.OVER),
        (None, None, State.STUCK),  # begun half an hour ago, and nothing since
    ],
)
def test_open_attempt_is_stuck_after_ten_minutes_without_a_save_while_there_is_time(saved, deadline, state):
    assert stands(attempt(deadline=deadline), saved=saved).state == state


def test_open_attempt_that_has_just_begun_is_not_stuck():
    assert stands(attempt(started=9)).state == State.OPEN


def test_attempt_that_may_be_handed_in_for_a_while_is_not_over():
    quiz = Quiz(at_end="grace", grace_minutes=5)
    ends = [state_of(quiz, attempt(deadline=minutes), None, now=NOW) for minutes in (-5.5, -5.51)]
    assert ends == [State.OPEN, State.OVER]


def test_second_attempt_under_way_counts_as_both():
    found = stands(attempt(1, started=90, finished=60), attempt(2, started=5), score=7, saved=2)
    assert (found.state, found.finished, found.newest.pk, found.last_activity) == (State.OPEN, 1, 2, ago(2))
    assert (found.percent, found.passed, found.progress.answered) == (70, True, 3)


def test_last_activity_of_somebody_who_finished_is_when_she_did():
    assert stands(attempt(started=90, finished=60), score=1).last_activity == ago(60)


@pytest.mark.parametrize(("score", "waiting", "passed"), [(5, 0, False), (5, 1, None), (6, 1, True), (None, 0, None)])
def test_not_to_have_passed_is_open_while_answers_wait(score, waiting, passed):
    assert stands(attempt(finished=1), score=score, waiting=waiting).passed is passed


def test_summary_counts_people_and_means_their_results():
    people = [
        stands(attempt(finished=1), score=9),
        stands(attempt(finished=1), score=0, waiting=2),
        stands(attempt(1, started=90, finished=60), attempt(2, started=30), score=6),
        stands(attempt(started=5)),
        stands(attempt(deadline=-60)),
    ]
    found = summary(people)
    assert (found.begun, found.under_way, found.stuck, found.finished) == (5, 2, 1, 3)
    assert (found.passed, found.waiting, found.mean) == (2, 2, 50)


def test_summary_of_nobody_has_no_mean():
    assert summary([]).mean is None


# --- what is shown of them -------------------------------------------------------------------------------------------


def class_of_three():
    people = [User(username=name, display_name=shown) for name, shown in PEOPLE]
    return [
        stands(attempt(1, finished=3, user=people[0]), score=9),
        stands(attempt(2, started=30, user=people[1])),
        stands(attempt(3, finished=1, user=people[2]), score=0, waiting=1),
    ]


PEOPLE = [("zoe", "Élodie Zola"), ("anna", ""), ("berta", "Berta")]


@pytest.mark.parametrize(
    ("sent", "names"),
    [
        ({}, ["anna", "berta", "zoe"]),
        ({"sort": "-name"}, ["zoe", "berta", "anna"]),
        ({"sort": "score"}, ["anna", "berta", "zoe"]),
        ({"sort": "-score"}, ["zoe", "berta", "anna"]),
        ({"sort": "state"}, ["anna", "berta", "zoe"]),
        ({"sort": "-activity"}, ["berta", "zoe", "anna"]),
        ({"sort": "password"}, ["anna", "berta", "zoe"]),
        ({"state": "stuck"}, ["anna"]),
        ({"state": "open"}, ["anna"]),
        ({"state": "finished"}, ["berta", "zoe"]),
        ({"state": "waiting"}, ["berta"]),
        ({"state": "unknown"}, ["anna", "berta", "zoe"]),
        ({"q": " elodie "}, ["zoe"]),
        ({"q": "ZOE"}, ["zoe"]),
        ({"q": "a", "state": "finished", "sort": "-name"}, ["zoe", "berta"]),
        ({"q": "nobody"}, []),
    ],
)
def test_list_is_searched_filtered_and_sorted(sent, names):
    assert [each.user.username for each in chosen(class_of_three(), Wanted.of(sent))] == names
