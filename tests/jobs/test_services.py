"""The life of a job: who may change it when, and what everybody else is told."""

from datetime import timedelta

import pytest

from jobs.kinds import Cancelled, TakenAway
from jobs.models import KEPT, PATIENCE, STUCK_RUNNING, STUCK_WAITING, Job
from jobs.services import cancel, claim, enqueue, fail, finish, forget_old, give_back, reap, report, try_again
from tests.jobs.times import NOW, SECOND
from tests.queries import statements

pytestmark = pytest.mark.django_db
LATER = NOW + PATIENCE + SECOND


def state(job) -> str:
    return Job.objects.get(pk=job.pk).state


def test_job_of_a_kind_that_nobody_registered_is_not_queued(owner):
    with pytest.raises(LookupError):
        enqueue(kind="nothing", owner=owner, arguments={}, now=NOW)
    assert not Job.objects.exists()


def test_workers_take_the_oldest_first_and_each_job_once(queue):
    second, first = queue(now=NOW), queue(now=NOW - SECOND)
    taken = [claim(now=NOW) for _ in range(3)]
    assert taken == [first, second, None]
    assert [(job.state, job.attempts, job.started_at, job.heartbeat) for job in taken[:2]] == [
        ("running", 1, NOW, NOW)
    ] * 2


def test_looking_for_work_where_there_is_none_writes_nothing(db):
    with statements(at_most=2) as found:
        assert (reap(now=NOW), claim(now=NOW)) == (0, None)
    assert all(statement.startswith("SELECT") for statement in found)


def test_report_tells_how_far_it_is_and_that_somebody_is_alive(queue):
    queue()
    job = claim(now=NOW)
    report(job=job, done=2, total=3, result={"seen": 2}, now=NOW + SECOND)
    held = Job.objects.get()
    assert (held.done, held.total, held.result, held.heartbeat) == (2, 3, {"seen": 2}, NOW + SECOND)


def test_finished_job_has_its_result(queue):
    queue()
    job = claim(now=NOW)
    report(job=job, done=3, total=3, now=NOW)
    assert finish(job=job, result={"rows": 3}, now=NOW + SECOND)
    held = Job.objects.get()
    assert (held.state, held.done, held.result, held.finished_at) == ("done", 3, {"rows": 3}, NOW + SECOND)


def test_result_of_a_report_stays_when_the_work_returns_nothing(queue):
    queue()
    job = claim(now=NOW)
    report(job=job, done=3, total=3, result={"rows": 3}, now=NOW)
    finish(job=job, result=None, now=NOW)
    assert Job.objects.get().result == {"rows": 3}


def test_waiting_job_is_cancelled_and_taken_by_nobody(queue):
    job = queue()
    assert cancel(job=job, now=NOW)
    assert (claim(now=NOW), state(job)) == (None, "cancelled")


def test_worker_of_a_cancelled_job_hears_of_it_and_writes_nothing(queue):
    queue()
    job = claim(now=NOW)
    assert cancel(job=job, now=NOW)
    with pytest.raises(Cancelled):
        report(job=job, done=2, total=3, now=NOW)
    assert [finish(job=job, result={}, now=NOW), fail(job=job, error="e", now=NOW), give_back(job=job)] == [False] * 3
    held = Job.objects.get()
    assert (held.state, held.done, held.error) == ("cancelled", 0, "")


def test_job_that_has_ended_can_not_be_cancelled(queue):
    queue()
    job = claim(now=NOW)
    finish(job=job, result=None, now=NOW)
    assert not cancel(job=job, now=NOW)
    assert state(job) == "done"


@pytest.mark.parametrize(("age", "taken"), [(PATIENCE, 0), (PATIENCE + SECOND, 1)])
def test_job_of_a_silent_worker_waits_again_after_a_minute(queue, age, taken):
    job = queue()
    claim(now=NOW)
    assert reap(now=NOW + age) == taken
    assert state(job) == ("waiting" if taken else "running")


def test_worker_that_wakes_up_too_late_is_told_that_its_job_is_taken(queue):
    queue()
    slow = claim(now=NOW)
    reap(now=LATER)
    fast = claim(now=LATER)
    with pytest.raises(TakenAway):
        report(job=slow, done=1, total=3, now=LATER)
    assert [finish(job=slow, result={}, now=LATER), fail(job=slow, error="e", now=LATER)] == [False, False]
    report(job=fast, done=2, total=3, now=LATER)
    assert (fast.attempts, Job.objects.get().done) == (2, 2)


def test_job_that_is_gone_is_taken_away(queue):
    queue()
    job = claim(now=NOW)
    Job.objects.all().delete()
    with pytest.raises(TakenAway):
        report(job=job, done=1, total=3, now=NOW)


def test_job_fails_after_three_workers_died_of_it(queue):
    queue()
    now = NOW
    for _ in range(Job.MAX_ATTEMPTS):
        assert claim(now=now)
        now += PATIENCE + SECOND
        assert reap(now=now) == 1
    held = Job.objects.get()
    assert (held.state, held.error, held.finished_at) == (
        "failed",
        "The work broke off 3 times, and was given up.",
        now,
    )


def test_job_that_is_given_back_has_lost_no_attempt(queue):
    job = queue()
    assert give_back(job=claim(now=NOW))
    assert (state(job), claim(now=NOW + SECOND).attempts) == ("waiting", 1)


def test_failed_job_is_tried_again_from_where_it_was(queue):
    queue()
    job = claim(now=NOW)
    report(job=job, done=2, total=3, now=NOW)
    fail(job=job, error="No.", now=NOW)
    assert try_again(job=job, now=LATER)
    held = Job.objects.get()
    assert (held.state, held.error, held.attempts, held.finished_at, held.queued_at) == ("waiting", "", 0, None, LATER)
    assert claim(now=LATER).done == 2


def test_job_that_is_done_is_not_tried_again(queue):
    queue()
    job = claim(now=NOW)
    finish(job=job, result=None, now=NOW)
    assert not try_again(job=job, now=NOW)


def test_ended_jobs_are_forgotten_after_thirty_days_and_no_others(queue):
    ended, waiting = queue(), queue(now=NOW - 2 * KEPT)
    cancel(job=ended, now=NOW)
    assert forget_old(now=NOW + KEPT) == 0
    assert forget_old(now=NOW + KEPT + SECOND) == 1
    assert Job.objects.get() == waiting


def test_stuck_are_those_that_wait_too_long_or_are_silent(queue):
    queue()
    assert [Job.objects.stuck(NOW + age).count() for age in (STUCK_WAITING, STUCK_WAITING + SECOND)] == [0, 1]
    claim(now=NOW)
    assert [Job.objects.stuck(NOW + age).count() for age in (STUCK_RUNNING, STUCK_RUNNING + SECOND)] == [0, 1]


def test_job_that_waits_for_a_long_one_is_not_stuck(queue):
    queue()
    job = claim(now=NOW)
    queue()
    report(job=job, done=1, total=3, now=NOW + timedelta(hours=1))
    assert not Job.objects.stuck(NOW + timedelta(hours=1)).exists()


@pytest.mark.parametrize(
    ("done", "total", "percent", "stage"),
    [(0, 0, 0, 0), (5, 0, 0, 0), (249, 1000, 24, 0), (250, 1000, 25, 1), (9, 9, 100, 4), (10, 9, 100, 4)],
)
def test_progress_in_per_cent_and_quarters(done, total, percent, stage):
    job = Job(done=done, total=total, state="running")
    assert (job.percent, job.stage) == (percent, f"running-{stage}")
