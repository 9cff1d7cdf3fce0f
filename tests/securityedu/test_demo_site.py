"""What a demo leaves on the site: people, and weeks of work that broke no rule. On the sample course."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from accounts.models import User
from lessons.models import Course, ReadingProgress, Revision
from quizzes import policies
from quizzes.models import Answer, AnswerEvent, Attempt, Result
from securityedu import courses
from securityedu.demo import people
from securityedu.demo.site import create_demo
from securityedu.demo.timed_test import KEY
from tests.samples import FILES, load_sample

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 14, 30, tzinfo=UTC)
MIDNIGHT = NOW.replace(hour=0, minute=0)
SMALL = 6
EXAM = "title: Final exam\npractice: false\nslots:\n- question: zzsingle\n- question: zznumber\n- question: zzcloze\n"
FAST = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}


@pytest.fixture(scope="module")
def logins(django_db_setup, django_db_blocker, tmp_path_factory):
    """One demo for all tests of this file, because making it takes longer than looking at it. Rolled back at the end.

    On the sample course with an exam, so that every kind of session finds its quiz.
    """
    with django_db_blocker.unblock(), override_settings(**FAST), transaction.atomic():
        order = FILES["course.yaml"] + "- quiz: exam\n"
        load_sample(tmp_path_factory.mktemp("demo"), {"course.yaml": order, "quizzes/exam.yaml": EXAM})
        made = create_demo(course=Course.objects.get(key="sample"), now=NOW, count=SMALL)
        with django_db_blocker.block():
            yield made
        transaction.set_rollback(True)


@pytest.fixture
def whole_course(logins):
    return Course.objects.get(key="sample")


@pytest.fixture
def attempts(logins):
    return list(Attempt.objects.select_related("quiz", "user"))


# --- who is there ----------------------------------------------------------------------------------------------------


def test_there_are_an_admin_an_instructor_and_learners(logins):
    assert User.objects.get(username=people.ADMIN).is_superuser
    assert User.objects.get(username=people.INSTRUCTOR).is_instructor
    learners = User.objects.filter(role="learner", is_staff=False)
    assert learners.count() == SMALL
    assert all(user.email.endswith("@example.org") and user.display_name for user in User.objects.all())


def test_the_passwords_sign_in_and_are_different_each_time(client, logins):
    assert len({login.password for login in logins}) == 3
    for login in logins:
        found = client.post(reverse("account_login"), {"login": login.username, "password": login.password})
        assert found.status_code == 302
        assert client.get(login.path, follow=True).status_code == 200
        client.logout()


def test_nobody_else_can_sign_in(logins):
    able = [user.username for user in User.objects.all() if user.has_usable_password()]
    assert set(able) == {people.ADMIN, people.INSTRUCTOR, people.LEARNER}


# --- what they did ---------------------------------------------------------------------------------------------------


def test_one_attempt_is_open_and_one_is_overdue(attempts):
    unfinished = [attempt for attempt in attempts if attempt.is_open]
    overdue = [attempt for attempt in unfinished if policies.is_overdue(attempt.deadline, now=NOW)]
    assert len(unfinished) == 2
    assert [attempt.quiz.key for attempt in overdue] == [KEY]
    for attempt in unfinished:
        answered = attempt.answers.exclude(saved_at=None).count()
        assert 0 < answered < attempt.answers.count()


def test_some_read_all_some_stop_and_some_never_begin(logins, whole_course):
    done = ReadingProgress.objects.exclude(completed_at=None)
    read = [done.filter(user=user).count() for user in User.objects.filter(role="learner", is_staff=False)]
    assert 0 in read
    assert whole_course.lesson_set.count() in read


def test_there_are_second_attempts_practice_and_an_exam(attempts):
    assert any(attempt.number > 1 for attempt in attempts)
    assert any(attempt.is_practice and not attempt.is_open for attempt in attempts)
    assert any(attempt.quiz.key == "exam" for attempt in attempts)


def test_scores_differ(attempts):
    assert len({attempt.score / attempt.max_score for attempt in attempts if not attempt.is_open}) > 4


def test_everything_lies_in_the_past_and_in_order(logins):
    joined = dict(User.objects.values_list("pk", "date_joined"))
    for attempt in Attempt.objects.all():
        end = attempt.finished_at or attempt.started_at
        assert joined[attempt.user_id] < attempt.started_at <= end < MIDNIGHT
        typed = [answer.typed_at for answer in attempt.answers.exclude(typed_at=None)]
        assert typed == sorted(typed)
        assert all(attempt.started_at <= moment <= end for moment in typed) or attempt.is_open
    for row in ReadingProgress.objects.all():
        assert joined[row.user_id] < (row.completed_at or row.read_at) <= row.read_at < MIDNIGHT
    assert max(Result.objects.values_list("updated_at", flat=True)) < MIDNIGHT


def test_later_attempts_begin_after_earlier_ones_have_ended(attempts):
    for user in {attempt.user for attempt in attempts}:
        own = sorted((each for each in attempts if each.user == user), key=lambda each: each.started_at)
        for before, after in pairwise(own):
            assert before.finished_at < after.started_at


def test_a_result_is_what_the_attempts_make_it(logins):
    for result in Result.objects.select_related("quiz"):
        finished = Attempt.objects.counted().filter(user=result.user_id, quiz=result.quiz).order_by("number")
        counted = [policies.Counted(each.score, each.max_score) for each in finished]
        assert policies.counted_result(counted, result.quiz.counting).score == result.score


def test_no_rule_of_a_quiz_is_broken(attempts):
    graded = [attempt for attempt in attempts if not attempt.is_practice]
    for attempt in graded:
        assert not attempt.quiz.attempts or attempt.number <= attempt.quiz.attempts
        assert attempt.deadline is None or attempt.finished_at is None or attempt.finished_at < attempt.deadline
    assert all(attempt.quiz.practice for attempt in attempts if attempt.is_practice)
    assert not AnswerEvent.objects.filter(kind__in=["late", "conflict", "closed"]).exists()


def test_what_was_sent_was_taken(logins):
    """A response that the services refuse would leave an answer without a stamp, and nobody would notice."""
    assert not Answer.objects.filter(attempt__state="submitted", typed_at=None).exists()


# --- the test that the instructor adds -------------------------------------------------------------------------------


def test_the_instructor_adds_a_timed_test_that_fits_the_course(logins, whole_course):
    assert whole_course.contents.index({"quiz": KEY}) == whole_course.contents.index({"lesson": "second"}) - 1
    located = courses.store_of("quiz").collect(whole_course)[KEY]
    assert courses.problems_with(whole_course, "quiz", KEY, located) == []
    assert whole_course.quiz_set.get(key=KEY).listed
    revision = Revision.objects.get(kind="quiz", key=KEY)
    assert revision.created_by.username == people.INSTRUCTOR
    assert revision.created_at < MIDNIGHT
