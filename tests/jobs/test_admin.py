"""Jobs in the admin: to look at, to cancel, to try again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import Job
from jobs.services import claim, fail, finish
from tests.factories import AdminFactory
from tests.jobs.times import NOW
from tests.queries import statements

pytestmark = pytest.mark.django_db
LIST = "/admin/jobs/job/"


@pytest.fixture
def admin(client):
    client.force_login(AdminFactory())
    return client


def act(client, action, *jobs):
    data = {"action": action, "_selected_action": [job.pk for job in jobs]}
    return client.post(LIST, data, follow=True).content.decode()


def test_list_shows_how_far_each_is_and_when_it_last_spoke(admin, queue):
    now = timezone.now()
    queue()
    claim(now=now - timedelta(minutes=5))
    Job.objects.update(done=2, total=3)
    html = admin.get(LIST).content.decode()
    assert "Writing rows" in html and "ines" in html and "2 / 3" in html and "5\xa0minutes ago" in html


def test_list_finds_what_is_stuck(admin, queue):
    now = timezone.now()
    old, _new = queue(now=now - timedelta(hours=1)), queue(now=now)
    found = admin.get(LIST, {"state": "stuck"}).context["cl"].queryset
    assert list(found) == [old]
    assert admin.get(LIST, {"state": "done"}).context["cl"].queryset.count() == 0


def test_waiting_and_running_jobs_are_cancelled_and_others_are_not(admin, queue):
    done, running, waiting = queue(), queue(), queue()
    finish(job=claim(now=NOW), result=None, now=NOW)
    claim(now=NOW)
    assert "2 jobs were cancelled." in act(admin, "cancel", done, running, waiting)
    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == ["done", "cancelled", "cancelled"]


def test_failed_job_is_tried_again(admin, queue):
    job = queue()
    fail(job=claim(now=NOW), error="No.", now=NOW)
    assert "1 job is tried again." in act(admin, "try_again", job)
    assert claim(now=NOW) == job


def test_admin_who_may_only_look_has_no_actions(client, queue):
    from django.contrib.auth.models import Permission

    person = AdminFactory()
    person.groups.clear()
    person.user_permissions.add(Permission.objects.get(codename="view_job"))
    client.force_login(person)
    job = queue()
    act(client, "cancel", job)
    assert Job.objects.get().state == "waiting"


def test_page_tells_the_error_and_not_what_was_given(admin, queue):
    job = queue(text="the right answer")
    fail(job=claim(now=NOW), error="Line 3 is empty.", now=NOW)
    html = admin.get(f"{LIST}{job.pk}/change/").content.decode()
    assert "Line 3 is empty." in html and "the right answer" not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_number_of_queries(admin, queue, rows):
    for _ in range(rows):
        queue()
    with statements(at_most=9) as found:
        admin.get(LIST)
    assert not any('"arguments"' in statement for statement in found)
