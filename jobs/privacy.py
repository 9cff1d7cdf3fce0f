"""What work in the background leaves behind of a person (accounts.privacy)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import YOU_AND_ADMINS, Holding
from jobs.models import Job
from jobs.services import forget_old

FIELDS = ("state", "done", "total", "error", "queued_at", "started_at", "finished_at")


def export_jobs(person: Any) -> list[dict[str, Any]]:
    """Which and when, not what was handed in: it may hold right answers, and its owner may be a learner by now."""
    jobs = Job.objects.filter(owner=person).order_by("pk").defer("arguments", "result")
    return [{"work": str(job.title)} | {name: getattr(job, name) for name in FIELDS} for job in jobs]


def erase_jobs(person: Any) -> None:
    Job.objects.filter(owner=person).delete()


JOBS = Holding(
    "jobs",
    _("Work in the background"),
    what=_(
        "What you let the site do in the background, such as an import: what it was given, how far it came, and when."
    ),
    why=_("To do it, to show you how far it is, and to find out what went wrong."),
    how_long=_("30 days after it has ended."),
    who_sees=YOU_AND_ADMINS,
    export=export_jobs,
    erase=erase_jobs,
    forget=forget_old,
    covers=("jobs.Job.owner",),
)
