"""Answers that came too late: kept, shown to who decides, and counted only then."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission

from quizzes import services
from quizzes.late import count_late_answer, late_answers
from quizzes.models import Attempt, Result
from quizzes.saving import Entry
from tests.factories import UserFactory
from tests.queries import statements
from tests.quizzes.services.helpers import answer_to, at, entry, quiz_of, save, start, submit

GRACE_IS_OVER = at(91)


@pytest.fixture
def attempt(db):
    """Three questions, a minute for them; the first is answered wrongly in time."""
    attempt = start(quiz_of(3, time_limit_minutes=1), UserFactory(username="mira"))
    save(attempt, entry(attempt, 1, False, typed=10, sequence=1))
    return attempt


def come_late(attempt, *entries, now=GRACE_IS_OVER, client="tab-1"):
    with pytest.raises(services.AttemptClosed):
        save(attempt, *entries, now=now, client=client)
    attempt.refresh_from_db()


def found(attempt) -> list[tuple]:
    return [(late.answer.position, late.response, late.in_time) for late in late_answers(attempt)]


def test_what_came_late_is_listed_with_when_it_was_typed_and_came(attempt):
    come_late(attempt, entry(attempt, 1, True, typed=50, sequence=2), entry(attempt, 2, True, typed=70, sequence=3))
    assert found(attempt) == [(1, True, True), (2, True, False)]
    first = late_answers(attempt)[0]
    assert (first.typed_at, first.arrived_at, first.held_words, first.words) == (
        at(50),
        GRACE_IS_OVER,
        "False",
        "True",
    )


def test_what_was_typed_after_it_came_is_a_clock_that_is_wrong(attempt):
    come_late(attempt, entry(attempt, 1, True, typed=86_400, sequence=2))
    assert late_answers(attempt)[0].typed_at == GRACE_IS_OVER
    assert found(attempt) == [(1, True, False)]


def test_submit_that_came_late_lists_its_answers(attempt):
    submit(attempt, entry(attempt, 1, True, typed=50, sequence=2), now=GRACE_IS_OVER)
    attempt.refresh_from_db()
    assert found(attempt) == [(1, True, True)]


def test_what_came_after_handing_in_is_listed(attempt):
    submit(attempt, now=at(20))
    come_late(attempt, entry(attempt, 1, True, typed=15, sequence=2), now=at(30))
    assert found(attempt) == [(1, True, True)]


def test_what_was_taken_within_the_grace_is_not_listed(attempt):
    save(attempt, entry(attempt, 1, True, typed=50, sequence=2), now=at(75))
    submit(attempt, now=at(80))
    attempt.refresh_from_db()
    assert found(attempt) == []


@pytest.mark.parametrize("late", [{"typed": 10, "sequence": 1}, {"typed": 5, "sequence": 1, "client": "tab-0"}])
def test_repeat_and_older_one_that_come_late_are_not_listed(attempt, late):
    client = late.pop("client", "tab-1")
    come_late(attempt, entry(attempt, 1, False, **late), client=client)
    assert found(attempt) == []


def test_newest_of_several_requests_is_listed(attempt):
    come_late(attempt, entry(attempt, 2, False, typed=40, sequence=3), now=at(95))
    come_late(attempt, entry(attempt, 2, True, typed=30, sequence=2), now=at(99))
    assert found(attempt) == [(2, False, True)]


def test_flags_and_what_cannot_be_read_are_left_out(attempt):
    flag = Entry(1, 2, at(50), None, True, keeps_response=True)
    come_late(attempt, flag, Entry(2, 3, at(50), "maybe"), Entry(9, 4, at(50), True), Entry(3, 0, None, True))
    assert found(attempt) == []


def test_counted_answer_is_graded_and_the_result_follows(attempt):
    come_late(attempt, entry(attempt, 1, True, typed=50, sequence=2), entry(attempt, 2, True, typed=50, sequence=3))
    assert (attempt.score, Result.objects.get().score) == (0, 0)
    assert count_late_answer(attempt_id=attempt.pk, position=1, now=at(500)).words == "True"
    attempt.refresh_from_db()
    answer = answer_to(attempt, 1)
    assert (answer.response, answer.fraction, answer.typed_at, answer.saved_at) == (True, 1, at(50), at(500))
    assert (attempt.score, attempt.state, Result.objects.get().score) == (Decimal(1), "submitted", Decimal(1))
    assert found(attempt) == [(2, True, True)]


def sure(attempt, position, certainty, **stamp) -> Entry:
    """How sure one is of an answer, as its page sends it, alone."""
    return replace(entry(attempt, position, None, **stamp), certainty=certainty, keeps_response=True)


@pytest.fixture
def certain(db):
    """Two questions, a minute for them; of the first one is fairly sure, and right."""
    attempt = start(quiz_of(2, time_limit_minutes=1, behaviour="certainty"), UserFactory(username="mira"))
    save(attempt, replace(entry(attempt, 1, True, typed=10), certainty=2))
    return attempt


@pytest.mark.parametrize("together", [True, False])
def test_how_sure_one_was_counts_with_the_answer(certain, together):
    said, sure_of_it = entry(certain, 2, True, typed=50, sequence=2), sure(certain, 2, 3, typed=55, sequence=3)
    come_late(certain, *([replace(said, certainty=3)] if together else [said, sure_of_it]))
    (late,) = late_answers(certain)
    assert (late.words, late.held_words, late.in_time) == ("True (very sure)", "", True)
    count_late_answer(attempt_id=certain.pk, position=2, now=at(500))
    before = certain.score
    certain.refresh_from_db()
    answer = answer_to(certain, 2)
    assert (answer.response, answer.certainty, late_answers(certain)) == (True, 3, [])
    assert certain.score > before and Result.objects.get().score == certain.score


def test_how_sure_one_was_alone_is_listed_with_the_answer_that_came_in_time(certain):
    come_late(certain, sure(certain, 1, 1, typed=50, sequence=2))
    (late,) = late_answers(certain)
    assert (late.words, late.held_words, late.response) == ("True (not sure)", "True (fairly sure)", True)
    count_late_answer(attempt_id=certain.pk, position=1, now=at(500))
    answer = answer_to(certain, 1)
    assert (answer.response, answer.certainty, answer.typed_at) == (True, 1, at(10))


def test_older_certainty_leaves_the_held_one_with_a_newer_answer(certain):
    come_late(
        certain,
        sure(certain, 1, 3, typed=5, sequence=0),
        entry(certain, 1, False, typed=50, sequence=2),
    )
    assert [late.words for late in late_answers(certain)] == ["False (fairly sure)"]


@pytest.mark.parametrize("behaviour", ["certainty", "deferred"])
def test_certainty_without_an_answer_or_where_nobody_asked_is_not_listed(db, behaviour):
    attempt = start(quiz_of(2, time_limit_minutes=1, behaviour=behaviour), UserFactory())
    position = 2 if behaviour == "certainty" else 1
    save(attempt, entry(attempt, 1, True, typed=10))
    come_late(attempt, sure(attempt, position, 3, typed=50, sequence=2))
    assert found(attempt) == []


def test_counted_twice_changes_nothing(attempt):
    come_late(attempt, entry(attempt, 1, True, typed=50, sequence=2))
    count_late_answer(attempt_id=attempt.pk, position=1, now=at(500))
    assert count_late_answer(attempt_id=attempt.pk, position=1, now=at(501)) is None
    assert answer_to(attempt, 1).saved_at == at(500)


def test_nothing_is_counted_in_an_open_attempt(attempt):
    save(attempt, entry(attempt, 2, True, typed=50), now=at(70))
    assert count_late_answer(attempt_id=attempt.pk, position=2, now=at(71)) is None


@pytest.mark.parametrize("positions", [(1,), (1, 2, 3)])
def test_list_takes_two_queries_whatever_it_lists(attempt, positions):
    come_late(attempt, *(entry(attempt, each, True, typed=50, sequence=each + 1) for each in positions))
    with statements(at_most=2):
        assert len([late.words for late in late_answers(attempt)]) == len(positions)


# --- in the admin ----------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(client, db):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Admins"))
    client.force_login(user)
    return user


def url(attempt) -> str:
    return f"/admin/quizzes/attempt/{attempt.pk}/late/"


def test_page_of_an_attempt_leads_to_its_late_answers(client, admin, attempt):
    come_late(attempt, entry(attempt, 1, True, typed=50, sequence=2))
    html = client.get(f"/admin/quizzes/attempt/{attempt.pk}/change/").content.decode()
    assert f'<a href="{url(attempt)}">1 answer</a>' in html
    html = client.get(url(attempt)).content.decode()
    assert "in time" in html and "Count it" in html


def test_count_it_counts_and_is_in_the_history(client, admin, attempt):
    come_late(attempt, entry(attempt, 1, True, typed=50, sequence=2))
    html = client.post(url(attempt), {"position": "1"}, follow=True).content.decode()
    assert "the late answer counts now" in html and "Nothing came too late." in html
    assert Attempt.objects.get().score == 1
    log = LogEntry.objects.get()
    assert (log.user, log.change_message) == (
        admin,
        "Question 1: the late answer counts now. It was “False”, it is “True”.",
    )


@pytest.mark.parametrize("position", ["", "2", "x", "9" * 30, "-1"])
def test_count_of_what_is_not_there_changes_nothing(client, admin, attempt, position):
    come_late(attempt, entry(attempt, 1, True, typed=50, sequence=2))
    html = client.post(url(attempt), {"position": position}, follow=True).content.decode()
    assert "There is no such answer any more" in html
    assert (Attempt.objects.get().score, LogEntry.objects.count()) == (0, 0)


def test_who_may_only_look_sees_them_and_counts_nothing(client, attempt):
    come_late(attempt, entry(attempt, 1, True, typed=50, sequence=2))
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_attempt"))
    client.force_login(user)
    html = client.get(url(attempt)).content.decode()
    assert "in time" in html and "Count it" not in html
    assert client.post(url(attempt), {"position": "1"}).status_code == 403
    assert Attempt.objects.get().score == 0
