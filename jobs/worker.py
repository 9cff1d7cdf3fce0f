"""The process that does the jobs: one after the other, until it is told to stop."""

import logging
import signal
import time
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import services
from jobs.kinds import Interrupted, JobError, Stopped, kind_of
from jobs.models import Job

logger = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks for work, and between two signs of life
STOP_SECONDS = 30
AWAY = (OperationalError, InterfaceError)


class Progress:
    """What a kind calls with how far it is: `progress(done, total)`. Raises Stopped when it has to end."""

    def __init__(self, job: Job, worker: "Worker") -> None:
        self.job, self.worker, self.written = job, worker, time.monotonic()

    def __call__(self, done: int, total: int, *, result: dict[str, Any] | None = None) -> None:
        if self.worker.stopping:
            raise Interrupted
        # In a transaction it belongs to what is written there; otherwise it only shows.
        if connection.in_atomic_block or result is not None or time.monotonic() - self.written >= PAUSE:
            services.report(job=self.job, done=done, total=total, result=result, now=timezone.now())
            self.written = time.monotonic()
        self.job.done, self.job.total = done, total


class Worker:
    def __init__(self) -> None:
        self.stopping = self.away = False

    def stop(self) -> None:
        """Between two jobs it ends within a second; a job hears of it when it reports next, and is given back."""
        self.stopping = True

    def stop_on_signals(self) -> None:
        signal.signal(signal.SIGTERM, self._stop_soon)
        # Where Ctrl-C is for the server that it was started with, its end comes as SIGTERM.
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, self._stop_soon)

    def _stop_soon(self, *_signal: Any) -> None:
        self.stop()
        signal.alarm(STOP_SECONDS)  # ends the process where a kind is silent; its job is reaped

    def run(self, *, once: bool = False) -> None:
        """Works until it is stopped; `once`: until no job waits."""
        while not self.stopping:
            if not self._turn():
                if once:
                    return
                time.sleep(PAUSE)

    def _turn(self) -> bool:
        """Does one job, if one waits. A database that is away is waited for, and said to be once."""
        try:
            services.reap(now=timezone.now())
            found = self._work()
        except AWAY as error:
            self._note(away=True, why=type(error).__name__)
            return False
        finally:
            close_old_connections()
        self._note(away=False)
        return found

    def _note(self, *, away: bool, why: str = "") -> None:
        if away != self.away:
            logger.warning("The database is away: %s" if away else "The database is back%s", why)
        self.away = away

    def _work(self) -> bool:
        job = services.claim(now=timezone.now())
        if job is not None:
            logger.info("Job %s (%s) begins, attempt %s", job.pk, job.kind, job.attempts)
            self._do(job)
        return job is not None

    def _do(self, job: Job) -> None:
        """A database that goes away meanwhile leaves the job as it is: it is reaped, and begins again."""
        try:
            services.finish(job=job, result=self._run(job), now=timezone.now())
        except Interrupted:
            services.give_back(job=job)
        except Stopped as reason:
            logger.info("Job %s is left: %s", job.pk, type(reason).__name__)
        except JobError as error:
            services.fail(job=job, error=str(error), now=timezone.now())
        except AWAY as error:
            logger.warning("Job %s (%s) breaks off", job.pk, job.kind, exc_info=error)
            raise
        except Exception:
            logger.exception("Job %s (%s) failed", job.pk, job.kind)
            error = _("Something went wrong on our side. The administrators of this site can see what it was.")
            services.fail(job=job, error=error, now=timezone.now())

    def _run(self, job: Job) -> dict[str, Any] | None:
        kind = kind_of(job.kind)
        if kind is None:
            raise JobError(_("This version of the site doesn't know this kind of work."))
        return kind.run(job, Progress(job, self))
