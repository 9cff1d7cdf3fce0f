"""The first page of the admin: what needs somebody, and the first steps with a new site."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail
from jobs.models import Job
from lessons.models import SitePage
from quizzes.models import Attempt, Question
from securityedu import attention
from tests.factories import AdminFactory, AttemptFactory, QuestionFactory, QuizFactory, UserFactory
from tests.queries import statements

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    """A place without a backup."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def superuser():
    return UserFactory(is_superuser=True, is_staff=True)


def texts(user) -> list[str]:
    return [notice.text for notice in attention.notices(user, now=NOW) if not notice.good]


def remember_backup(data_dir, at) -> None:
    held = {"at": at.isoformat(), "size": 1, "file": "b.zip"}
    (data_dir / "backup.json").write_text(json.dumps(held))


def test_new_site_only_lacks_a_backup(superuser):
    assert texts(superuser) == ["This site has no backup yet: see docs/operations.md."]


@pytest.mark.parametrize(("days", "good"), [(0, True), (7, True), (9, False)])
def test_backup_is_fine_for_eight_days(superuser, data_dir, days, good):
    remember_backup(data_dir, NOW - timedelta(days=days))
    assert [notice.good for notice in attention.notices(superuser, now=NOW)] == [good]


def test_question_whose_passage_changed_is_named(superuser, course):
    Question.objects.update(archived=False)
    stale = Question.objects.stale().count()
    assert stale > 1
    assert f"{stale} questions rest on passages whose words have changed." in texts(superuser)
    Question.objects.exclude(pk=Question.objects.stale().first().pk).update(archived=True)
    assert "1 question rests on a passage whose words have changed." in texts(superuser)


@pytest.mark.parametrize(("day", "found"), [("2026-11-21", True), ("2026-11-22", False), (None, False)])
def test_question_overdue_for_review_is_named(superuser, day, found):
    content = {"answer": True, "key": "k", "type": "true_false", "objective": "o", "prompt": "?", "explanation": "!"}
    QuestionFactory(content=content | ({"review_by": day} if day else {}))
    assert any("should have been reviewed" in text for text in texts(superuser)) == found


def test_attempts_that_the_clock_should_have_closed_are_named(superuser):
    AttemptFactory(state=Attempt.State.OPEN, deadline=NOW - timedelta(minutes=5))
    AttemptFactory(state=Attempt.State.OPEN, deadline=None)
    assert any(text.startswith("1 attempt is over its time") for text in texts(superuser))
    assert "2 attempts are open." in [notice.text for notice in attention.notices(superuser, now=NOW)]


def test_attempt_that_can_still_be_handed_in_is_not_named(superuser):
    quiz = QuizFactory(time_limit_minutes=5, at_end="grace", grace_minutes=10)
    AttemptFactory(quiz=quiz, state=Attempt.State.OPEN, deadline=NOW - timedelta(minutes=10))
    assert not any("over its time" in text for text in texts(superuser))
    Attempt.objects.update(deadline=NOW - timedelta(minutes=11))
    assert any("over its time" in text for text in texts(superuser))


def test_notice_of_overdue_attempts_leads_to_them_alone(client, superuser):
    """The list goes by the clock on the wall."""
    now = timezone.now()
    over = AttemptFactory(state=Attempt.State.OPEN, deadline=now - timedelta(minutes=5))
    AttemptFactory(state=Attempt.State.OPEN, deadline=now + timedelta(minutes=5))
    AttemptFactory(state=Attempt.State.SUBMITTED, deadline=now - timedelta(minutes=5))
    client.force_login(superuser)
    (url,) = {notice.url for notice in attention.notices(superuser, now=now) if "over its time" in notice.text}
    assert list(client.get(url).context["cl"].queryset) == [over]


def test_mails_that_failed_are_named(superuser):
    OutgoingMail.objects.create(to="a@example.org", subject="s", content="{}", queued_at=NOW, tries=1, error="down")
    OutgoingMail.objects.create(to="b@example.org", subject="s", content="{}", queued_at=NOW)
    assert "1 mail could not be sent." in texts(superuser)


def test_admin_sees_only_what_she_may_open(course):
    OutgoingMail.objects.create(to="a@example.org", subject="s", content="{}", queued_at=NOW, tries=1, error="down")
    assert attention.notices(UserFactory(is_staff=True), now=NOW) == []


def test_first_steps_know_what_is_done(settings, data_dir):
    assert [step.done for step in attention.first_steps()] == [False] * 6
    settings.SITE_NAME, settings.SITE_URL, settings.EMAIL_URL = "Lycée", "https://learn.example.org", "smtp://localhost"
    UserFactory(role="instructor")
    SitePage.objects.create(key="imprint", title="Imprint", body="We.", html="<p>We.</p>", updated_at=NOW)
    remember_backup(data_dir, NOW)
    assert [step.done for step in attention.first_steps()] == [True] * 6


def test_page_shows_notices_and_steps_to_the_superuser(client, superuser):
    client.force_login(superuser)
    html = client.get("/admin/").content.decode()
    assert "This site has no backup yet" in html and "Give the site its name" in html


def test_page_shows_no_steps_to_other_admins(client):
    staff = AdminFactory()
    client.force_login(staff)
    html = client.get("/admin/").content.decode()
    assert "Nothing: all is well." in html and "Give the site its name" not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_same_number_of_queries(client, superuser, course, rows):
    for _ in range(rows):
        AttemptFactory(state=Attempt.State.OPEN, deadline=timezone.now() - timedelta(hours=1))
    client.force_login(superuser)
    with statements(at_most=14):
        client.get("/admin/")


def test_stuck_and_failed_jobs_are_named(superuser):
    about = {"owner": superuser, "kind": "gone"}
    Job.objects.create(**about, queued_at=NOW - timedelta(hours=1))
    Job.objects.create(**about, queued_at=NOW)
    for days in (1, 8):
        ended = NOW - timedelta(days=days)
        Job.objects.create(**about, queued_at=ended, finished_at=ended, state=Job.State.FAILED)
    found = texts(superuser)
    assert "1 job is stuck: does run_jobs run?" in found
    assert "1 job failed this week." in found
