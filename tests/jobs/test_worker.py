"""The worker within this process: every way in which a job can end."""

import logging
import threading

import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from accounts.privacy.services import erase_person
from jobs import services
from jobs.models import PATIENCE, Job
from jobs.worker import Worker
from tests.jobs import kinds
from tests.jobs.kinds import written
from tests.jobs.times import NOW, SECOND

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> Job:
    """Until nothing waits; gives the newest job."""
    Worker().run(once=True)
    return Job.objects.latest("pk")


@pytest.fixture
def before(monkeypatch):
    """before(number, act): acts before the batch of that number begins, outside of its transaction."""

    def before(number, act):
        monkeypatch.setattr(kinds, "before_batch", lambda job, current: act(job) if current == number else None)

    return before


@pytest.mark.parametrize("kind", ["test_batches", "test_at_once"])
def test_job_is_done(queue, kind):
    queue(kind, rows=3)
    job = work()
    assert (job.state, job.done, job.total, written(job)) == ("done", 3, 3, [0, 1, 2])
    assert job.result


def test_worker_does_all_that_waits(queue):
    for _ in range(3):
        queue("test_looks", steps=1)
    work()
    assert set(Job.objects.values_list("state", "done")) == {("done", 1)}


def test_signs_of_life_are_written_once_a_second_at_most(queue, monkeypatch):
    reports = []
    report = services.report
    monkeypatch.setattr(services, "report", lambda **said: reports.append(said) or report(**said))
    queue("test_looks", steps=1000)
    job = work()
    assert len(reports) < 10
    assert (job.state, job.done, job.total) == ("done", 1000, 1000)


def test_error_for_people_is_shown_as_it_is(queue):
    queue("test_refuses")
    job = work()
    assert (job.state, job.error) == ("failed", "Line 3 is empty.")


def test_error_of_the_code_is_logged_and_not_told(queue, caplog):
    queue("test_breaks")
    job = work()
    assert job.state == "failed"
    assert job.error.startswith("Something went wrong on our side.") and "secret" not in job.error
    assert "a secret of the code" in caplog.text


def test_job_of_an_unknown_kind_fails_and_can_be_tried_after_the_upgrade(queue):
    """A newer version queued it, then somebody went back."""
    job = queue(rows=1)
    Job.objects.update(kind="of_tomorrow")
    assert (work().state, work().error) == ("failed", "This version of the site doesn't know this kind of work.")
    Job.objects.update(kind="test_batches")
    assert services.try_again(job=job, now=timezone.now())
    assert work().state == "done"


def test_job_that_is_cancelled_keeps_what_was_committed_and_no_more(queue, before):
    job = queue(rows=5)
    before(2, lambda job: services.cancel(job=job, now=NOW))
    assert (work().state, written(job)) == ("cancelled", [0, 1])


def test_worker_that_lost_its_job_writes_nothing_more(queue, before):
    """It slept, was taken for dead, and another has begun."""
    job = queue(rows=3)
    before(1, lambda job: Job.objects.update(started_at=NOW))
    assert (work().state, written(job)) == ("running", [0])


def test_all_at_once_is_nothing_at_all_for_a_worker_that_lost_its_job(queue, monkeypatch):
    job = queue("test_at_once", rows=3)
    write = kinds.write
    monkeypatch.setattr(kinds, "write", lambda job, number: write(job, number) or setattr(job, "started_at", NOW))
    assert (work().state, written(job)) == ("running", [])


def test_worker_that_is_to_end_gives_its_job_back(queue, before):
    job, worker = queue(rows=5), Worker()
    before(2, lambda job: worker.stop())
    worker.run()
    held = Job.objects.get()
    assert (held.state, held.attempts, held.done, written(job)) == ("waiting", 0, 2, [0, 1])
    assert (work().state, written(job)) == ("done", [0, 1, 2, 3, 4])


def test_job_whose_owner_is_erased_meanwhile_is_left(queue, owner, before, caplog):
    queue(rows=3)
    before(1, lambda job: erase_person(user=owner))
    with caplog.at_level(logging.ERROR):
        Worker().run(once=True)
    assert (Job.objects.count(), caplog.records) == (0, [])


def test_database_that_is_away_is_waited_for_and_said_once(queue, monkeypatch, caplog):
    queue(rows=1)
    worker, answers = Worker(), iter([True, True, False])
    reap = services.reap

    def away(**about):
        if next(answers, False):
            raise OperationalError("gone")
        return reap(**about)

    monkeypatch.setattr(services, "reap", away)
    monkeypatch.setattr("jobs.worker.time.sleep", lambda seconds: Job.objects.filter(state="done") and worker.stop())
    with caplog.at_level(logging.WARNING, "jobs.worker"):
        worker.run()
    assert Job.objects.get().state == "done"
    assert [record.getMessage() for record in caplog.records] == [
        "The database is away: OperationalError",
        "The database is back",
    ]


def test_job_whose_database_goes_away_is_left_to_the_reaper(queue, before, caplog):
    def gone(job):
        raise OperationalError("gone")

    job = queue(rows=3)
    before(1, gone)
    Worker().run(once=True)
    assert Job.objects.get().state == "running"
    assert "raise OperationalError" in caplog.text  # with the place
    Job.objects.update(heartbeat=timezone.now() - PATIENCE - SECOND)
    services.reap(now=timezone.now())
    assert (Job.objects.get().state, written(job)) == ("waiting", [0])


def test_two_workers_never_get_one_job(queue):
    """Eight at once, on connections of their own."""
    for _ in range(40):
        queue("test_looks", steps=1)
    taken, gate = [], threading.Barrier(8)

    def take():
        gate.wait()
        while job := services.claim(now=timezone.now()):
            taken.append(job.pk)
        connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(Job.objects.values_list("pk", flat=True))
