"""Kinds of jobs for the tests: each way to write, and each way to end. What they write are invitations."""

import os
import signal
import time

from django.db import transaction

from accounts.models import Invitation
from jobs.kinds import JobError, background


@background(
    "test_batches",
    title="Writing rows",
    result_url=lambda job: "/progress/",
    summary=lambda job: f"{job.done} rows were written.",
)
def write_in_batches(job, progress):
    """A row a batch; `pause` seconds before each."""
    rows = job.arguments["rows"]
    for number in range(job.done, rows):
        before_batch(job, number)
        with transaction.atomic():
            write(job, number)
            progress(number + 1, rows)
    return {"pid": os.getpid()}


@background("test_at_once", title="Writing all rows at once")
def write_at_once(job, progress):
    rows = job.arguments["rows"]
    if job.done == rows:
        return
    with transaction.atomic():
        for number in range(rows):
            write(job, number)
        progress(rows, rows, result={"rows": rows})
    if "DIE_AFTER_COMMIT" in os.environ:
        os.kill(os.getpid(), signal.SIGKILL)


@background("test_looks", title="Looking")
def look(job, progress):
    """Writes nothing, says how far it is."""
    for number in range(job.arguments["steps"]):
        progress(number + 1, job.arguments["steps"])


@background("test_hangs", title="Hanging")
def hang(job, progress):
    write(job, 0)
    time.sleep(600)


@background("test_refuses", title="Refusing")
def refuse(job, progress):
    raise JobError("Line 3 is empty.")


@background("test_breaks", title="Breaking")
def break_off(job, progress):
    raise ValueError("a secret of the code")


def before_batch(job, number):
    time.sleep(job.arguments.get("pause", 0))


def write(job, number):
    Invitation.objects.create(note=f"{job.pk} {number}", created_by_id=job.owner_id)


def written(job):
    notes = Invitation.objects.filter(note__startswith=f"{job.pk} ").order_by("pk").values_list("note", flat=True)
    return [int(note.split()[1]) for note in notes]
