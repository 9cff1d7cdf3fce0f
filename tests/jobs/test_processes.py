"""Real workers: two at once, killed in the middle, told to stop, watched."""

import os
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from jobs.models import PATIENCE, Job
from jobs.services import cancel
from tests.browser.chaos.site import free_port
from tests.jobs.kinds import written
from tests.jobs.times import SECOND

pytestmark = pytest.mark.django_db(transaction=True)


def ends(process) -> int:
    return process.wait(timeout=60)


def a_minute_passes() -> None:
    Job.objects.filter(state="running").update(heartbeat=timezone.now() - PATIENCE - SECOND)


def test_worker_killed_in_the_middle_is_followed_by_another_that_goes_on(queue, work, until):
    job = queue(rows=12, pause=0.2)
    first = work()
    until(lambda: len(written(job)) >= 3)
    first.kill()
    ends(first)
    done = len(written(job))
    held = Job.objects.get()
    assert (held.state, held.done) == ("running", done)
    assert 3 <= done < 12
    a_minute_passes()
    assert ends(work("--once")) == 0
    held = Job.objects.get()
    assert (held.state, held.attempts, written(job)) == ("done", 2, list(range(12)))
    assert held.result["pid"] != first.pid


def test_worker_killed_between_its_commit_and_the_end_is_not_repeated(queue, work):
    job = queue("test_at_once", rows=3)
    assert ends(work(DIE_AFTER_COMMIT="1")) == -signal.SIGKILL
    a_minute_passes()
    assert ends(work("--once", DIE_AFTER_COMMIT="1")) == 0
    held = Job.objects.get()
    assert (held.state, held.result, written(job)) == ("done", {"rows": 3}, [0, 1, 2])


def test_two_workers_share_the_jobs_and_do_none_twice(queue, work):
    made = [queue(rows=2, pause=0.1) for _ in range(12)]
    workers = [work("--once"), work("--once")]
    assert [ends(worker) for worker in workers] == [0, 0]
    assert all(written(job) == [0, 1] for job in made)
    did = Counter(job.result["pid"] for job in Job.objects.all())
    assert set(did) == {worker.pid for worker in workers}
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


def test_worker_hears_that_its_job_is_cancelled_and_takes_the_next(queue, work, until):
    long, short = queue(rows=1000, pause=0.1), queue(rows=1)
    work()
    until(lambda: len(written(long)) >= 2)
    assert cancel(job=long, now=timezone.now())
    done = Job.objects.get(pk=long.pk).done
    until(lambda: Job.objects.get(pk=short.pk).state == "done")
    assert (Job.objects.get(pk=long.pk).state, written(long)) == ("cancelled", list(range(done)))


def test_worker_that_is_told_to_stop_gives_its_job_back_at_once(queue, work, until):
    job = queue(rows=1000, pause=0.1)
    worker = work()
    until(lambda: written(job))
    worker.terminate()
    assert ends(worker) == 0
    held = Job.objects.get()
    assert (held.state, held.attempts, written(job)) == ("waiting", 0, list(range(held.done)))


def test_worker_that_hangs_is_ended_all_the_same(queue, work, until):
    job = queue("test_hangs")
    worker = work(STOP_SECONDS="1")
    until(lambda: written(job))
    worker.terminate()
    assert ends(worker) == -signal.SIGALRM
    assert Job.objects.get().state == "running"


def test_idle_worker_ends_when_it_is_told_to(queue, work, until):
    queue(rows=1)
    worker = work()
    until(lambda: Job.objects.get().state == "done")
    worker.terminate()
    assert ends(worker) == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connections to cut: test_worker.py")
def test_worker_whose_connection_is_cut_takes_another(queue, work, until):
    first = queue(rows=1)
    worker = work(PGAPPNAME="worker")
    until(lambda: Job.objects.get(pk=first.pk).state == "done")
    with connection.cursor() as cursor:
        its_own = "datname = current_database() AND application_name = 'worker'"
        cursor.execute(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {its_own}")
        assert cursor.fetchone()[0] >= 1
    second = queue(rows=1)
    until(lambda: Job.objects.get(pk=second.pk).state == "done")
    assert Job.objects.get(pk=second.pk).result["pid"] == worker.pid


# --- the watcher -----------------------------------------------------------------------------------------------------


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def worker_of(server) -> int | None:
    """The worker that the watcher beside the server has started."""
    watchers = [pid for pid in children(server.pid) if b"watch_jobs" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    found = [pid for pid in children(watchers[0]) if b"run_jobs" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return found[0] if found else None


@pytest.fixture
def serve(start):
    """A server as deploy/serve starts it, with the same two lines of that script."""
    lines = Path("deploy/serve").read_text().splitlines()
    function = next(line for line in lines if line.startswith("work() "))
    server = next(line for line in lines if line.startswith("exec .venv/bin/python -m gunicorn"))
    assert lines[lines.index(server) - 1] == "work"
    server = server.replace(".venv/bin/python", sys.executable)
    port = str(free_port())
    about = {"PORT": port, "HOST": "127.0.0.1", "SITE_URL": f"http://localhost:{port}", "WEB_CONCURRENCY": "1"}
    return lambda: start("bash", "-c", f"{function}\nwork\n{server}", **about)


def test_worker_that_dies_is_started_again_and_ends_with_its_server(queue, serve, until):
    first, server = queue(rows=1), serve()
    until(lambda: Job.objects.get(pk=first.pk).state == "done")
    killed = Job.objects.get(pk=first.pk).result["pid"]
    assert killed == worker_of(server)
    os.kill(killed, signal.SIGKILL)
    second = queue(rows=1)
    until(lambda: Job.objects.get(pk=second.pk).state == "done")
    following = Job.objects.get(pk=second.pk).result["pid"]
    assert following == worker_of(server) != killed

    long = queue(rows=1000, pause=0.1)
    until(lambda: written(long))
    server.terminate()
    assert ends(server) == 0
    until(lambda: not is_running(following))
    assert Job.objects.get(pk=long.pk).state == "waiting"


def test_worker_ends_with_a_server_that_is_killed(queue, serve, until):
    job, server = queue(rows=1), serve()
    until(lambda: Job.objects.get(pk=job.pk).state == "done")
    worker = worker_of(server)
    server.kill()
    until(lambda: not is_running(worker))
