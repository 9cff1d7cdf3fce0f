"""The only writers of a job's state. Each is one guarded UPDATE, which says whether it changed something.

Of two workers that want a job, or of a worker and somebody who cancels, the database lets one be first; the other
changes no row. That holds on SQLite and PostgreSQL alike, and inside a transaction of the work the changed row stays
locked until its end.
"""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from jobs.kinds import Cancelled, TakenAway, kind_of
from jobs.models import KEPT, Job, JobQuerySet

State = Job.State


def enqueue(*, kind: str, owner: User, arguments: dict[str, Any], total: int = 0, now: datetime) -> Job:
    """A job that the next free worker takes. In a transaction it waits for the commit, as its rows do."""
    if kind_of(kind) is None:
        raise LookupError(f"No kind of job is called {kind}")
    return Job.objects.create(kind=kind, owner=owner, arguments=arguments, total=total, queued_at=now)


def claim(*, now: datetime) -> Job | None:
    """The job that has waited longest, for this worker alone; None when none waits."""
    for waiting in (
        Job.objects.filter(state=State.WAITING).order_by("queued_at", "pk").values_list("pk", flat=True)[:20]
    ):
        begun = {"state": State.RUNNING, "attempts": F("attempts") + 1, "started_at": now, "heartbeat": now}
        if Job.objects.filter(pk=waiting, state=State.WAITING).update(**begun):
            return Job.objects.filter(pk=waiting, started_at=now).first()  # None: gone with its owner
    return None


def report(*, job: Job, done: int, total: int, result: dict[str, Any] | None = None, now: datetime) -> None:
    """Writes how far a job is, and that its worker is alive. Raises Cancelled, or TakenAway, and wrote nothing then."""
    said = {"done": done, "total": total} | ({} if result is None else {"result": result})
    if _held(job).update(heartbeat=now, **said):
        vars(job).update(said)
    elif Job.objects.filter(pk=job.pk, state=State.CANCELLED).exists():
        raise Cancelled
    else:
        raise TakenAway


def finish(*, job: Job, result: dict[str, Any] | None, now: datetime) -> bool:
    ended = {"state": State.DONE, "done": job.done, "total": job.total, "finished_at": now}
    return bool(_held(job).update(**ended, **({} if result is None else {"result": result})))


def fail(*, job: Job, error: str, now: datetime) -> bool:
    return bool(_held(job).update(state=State.FAILED, error=error, finished_at=now))


def give_back(*, job: Job) -> bool:
    """A worker that is to end leaves its job to the next one; that is no attempt that failed."""
    return bool(_held(job).update(state=State.WAITING, attempts=F("attempts") - 1))


def cancel(*, job: Job, now: datetime) -> bool:
    """A worker that has it hears of it when it reports next. What was committed before stays."""
    unfinished = Job.objects.filter(pk=job.pk, state__in=(State.WAITING, State.RUNNING))
    return bool(unfinished.update(state=State.CANCELLED, finished_at=now))


def try_again(*, job: Job, now: datetime) -> bool:
    """Queues a job that failed or was cancelled anew; it goes on from its `done`."""
    ended = Job.objects.filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED))
    again = {"state": State.WAITING, "error": "", "attempts": 0, "queued_at": now, "finished_at": None}
    return bool(ended.update(**again))


def reap(*, now: datetime) -> int:
    """Takes jobs from workers that died: they wait again, or have failed after the last attempt. Returns how many."""
    silent: JobQuerySet = Job.objects.silent(now)
    if not silent.exists():
        return 0  # an UPDATE would hold up SQLite's writers, each second and for nothing
    error = _("The work broke off %(count)d times, and was given up.") % {"count": Job.MAX_ATTEMPTS}
    last = silent.filter(attempts__gte=Job.MAX_ATTEMPTS)
    return last.update(state=State.FAILED, error=error, finished_at=now) + silent.update(state=State.WAITING)


def forget_old(*, now: datetime) -> int:
    """Deletes what ended 30 days ago. Returns how many rows."""
    return Job.objects.filter(finished_at__lt=now - KEPT).delete()[0]


def _held(job: Job) -> JobQuerySet:
    """The row, as long as it belongs to the worker that claimed `job`."""
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, started_at=job.started_at)
