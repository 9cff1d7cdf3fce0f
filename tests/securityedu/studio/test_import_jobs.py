"""Many questions are imported in the background: all or none, whatever becomes of the worker."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import services
from jobs.models import Job
from jobs.worker import Worker
from lessons.models import CourseMember, Revision
from quizzes.models import Question
from securityedu.studio import looking, uploads
from tests.securityedu.studio.bringing import brought, kept_files, new_ones, take

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queued(client, author, monkeypatch):
    """An import of two questions, which are many here."""
    monkeypatch.setattr("securityedu.studio.views.imports.MOST_AT_ONCE", 1)
    address = brought(client)
    assert "in the background" in client.get(address).content.decode()
    response = take(client, address)
    job = Job.objects.get()
    assert response.redirect_chain == [(f"/jobs/{job.pk}/", 302)]
    return job


def work():
    Worker().run(once=True)


def test_many_are_made_in_the_background(queued, client, author, settings):
    assert new_ones() == []
    work()
    job = Job.objects.get()
    assert (job.state, job.done, job.total, job.result) == ("done", 2, 2, {"imported": 2})
    assert job.summary == "2 questions were imported."
    assert job.result_url == "/teach/courses/sample/questions/?sort=newest"
    assert len(new_ones()) == 2
    assert Revision.objects.get(key="which-city-is-it").created_by == author
    assert kept_files(settings) == []


def test_worker_killed_after_writing_leaves_nothing_to_do(queued):
    work()
    again = {"state": "waiting", "finished_at": None}
    Job.objects.update(**again)
    work()
    assert Job.objects.get().state == "done"
    assert len(new_ones()) == 2


def test_worker_killed_while_writing_has_written_nothing(queued, monkeypatch):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(services, "report", killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert new_ones() == []
    services.reap(now=timezone.now() + timedelta(hours=1))
    work()
    assert len(new_ones()) == 2


def test_cancelled_import_makes_nothing(queued, monkeypatch, settings):
    save = looking.save

    def cancelled_meanwhile(*args, **kwargs):
        count = save(*args, **kwargs)
        services.cancel(job=queued, now=timezone.now())
        return count

    monkeypatch.setattr(looking, "save", cancelled_meanwhile)
    work()
    assert new_ones() == []
    assert len(kept_files(settings)) == 1


@pytest.mark.parametrize("why", ["changed", "gone", "left"])
def test_what_cannot_be_done_is_told(queued, author, why):
    if why == "changed":
        Question.objects.filter(key="zzsingle").update(key="which-city-is-it")
    elif why == "gone":
        uploads.drop(author, queued.arguments["wish"]["token"])
    else:
        CourseMember.objects.update(role="grader")
    work()
    expected = {"changed": looking.CHANGED, "gone": looking.GONE, "left": "You don't write this course any more."}
    assert (Job.objects.get().state, Job.objects.get().error) == ("failed", str(expected[why]))
