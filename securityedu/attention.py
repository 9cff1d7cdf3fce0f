"""What needs an admin: for the first page of the Django admin. Reads all apps, writes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import OutgoingMail, Role, User
from jobs.models import Job
from lessons.models import SitePage
from quizzes.models import Answer, Attempt, Question
from quizzes.policies import GRACE
from securityedu.backups import last_backup

BACKUP_IS_OLD = timedelta(days=8)
FAILURE_IS_NEWS = timedelta(days=7)


@dataclass(frozen=True)
class Notice:
    """A line of the page: what is the matter, where to go; `good` when nothing has to be done."""

    text: str
    url: str = ""
    good: bool = False


@dataclass(frozen=True)
class Step:
    """One of the first steps with a new site, how to take it, and whether that was done."""

    text: str
    how: str
    done: bool
    url: str = ""


def notices(user: User, *, now: datetime) -> list[Notice]:
    """What this admin may see and should look at."""
    found = [*_questions(user, now), *_attempts(user, now), *_mails(user), *_jobs(user, now)]
    if user.is_superuser:
        found.append(_backup(now))
    return found


def _questions(user: User, now: datetime) -> Iterator[Notice]:
    if not user.has_perm("quizzes.view_question"):
        return
    url = reverse("admin:quizzes_question_changelist")
    if stale := Question.objects.stale().filter(archived=False).count():
        text = ngettext(
            "%d question rests on a passage whose words have changed.",
            "%d questions rest on passages whose words have changed.",
            stale,
        )
        yield Notice(text % stale, f"{url}?look=stale")
    if overdue := Question.objects.overdue_for_review(timezone.localdate(now)).count():
        text = ngettext(
            "%d question should have been reviewed: its answer may have changed.",
            "%d questions should have been reviewed: their answers may have changed.",
            overdue,
        )
        yield Notice(text % overdue, f"{url}?look=overdue")


def _attempts(user: User, now: datetime) -> Iterator[Notice]:
    if not user.has_perm("quizzes.view_attempt"):
        return
    if waiting := Answer.objects.waiting().count():
        text = ngettext("%d answer waits for grading.", "%d answers wait for grading.", waiting)
        yield Notice(text % waiting, reverse("grading"))
    url = reverse("admin:quizzes_attempt_changelist")
    running = Attempt.objects.of_learners().filter(state=Attempt.State.OPEN)
    if overdue := running.overdue(now, GRACE).count():
        text = ngettext(
            "%d attempt is over its time and not closed yet: does close_overdue_attempts run?",
            "%d attempts are over their time and not closed yet: does close_overdue_attempts run?",
            overdue,
        )
        yield Notice(text % overdue, f"{url}?time=over")
    if count := running.count():
        text = ngettext("%d attempt is open.", "%d attempts are open.", count)
        yield Notice(text % count, f"{url}?state__exact=open", good=True)


def _mails(user: User) -> Iterator[Notice]:
    failed = OutgoingMail.objects.failed().count() if user.has_perm("accounts.view_outgoingmail") else 0
    if failed:
        text = ngettext("%d mail could not be sent.", "%d mails could not be sent.", failed)
        yield Notice(text % failed, reverse("admin:accounts_outgoingmail_changelist") + "?state=failed")


def _jobs(user: User, now: datetime) -> Iterator[Notice]:
    if not user.has_perm("jobs.view_job"):
        return
    url = reverse("admin:jobs_job_changelist")
    if stuck := Job.objects.stuck(now).count():
        text = ngettext("%d job is stuck: does run_jobs run?", "%d jobs are stuck: does run_jobs run?", stuck)
        yield Notice(text % stuck, f"{url}?state=stuck")
    if failed := Job.objects.filter(state=Job.State.FAILED, finished_at__gt=now - FAILURE_IS_NEWS).count():
        text = ngettext("%d job failed this week.", "%d jobs failed this week.", failed)
        yield Notice(text % failed, f"{url}?state=failed")


def _backup(now: datetime) -> Notice:
    backup = last_backup()
    if backup is None:
        return Notice(_("This site has no backup yet: see docs/operations.md."))
    day = date_format(timezone.localtime(backup.at), "DATETIME_FORMAT")
    return Notice(_("Last backup: %s") % day, good=now - backup.at < BACKUP_IS_OLD)


def first_steps() -> list[Step]:
    """What to do with a new site, in order; each tells itself whether it is done."""
    return [step() for step in STEPS]


def _name() -> Step:
    how = _("Set SITE_NAME to what people call it.")
    return Step(_("Give the site its name"), how, settings.SITE_NAME != settings.DEFAULT_SITE_NAME)


def _address() -> Step:
    how = _("Set SITE_URL to the address that people type, with https and a proxy in front (docs/operations.md).")
    return Step(_("Give it its address"), how, urlsplit(settings.SITE_URL).scheme == "https")


def _mail() -> Step:
    how = _("Set EMAIL_URL; without it nobody who forgets a password gets a new one by mail.")
    return Step(_("Let it send mail"), how, bool(settings.EMAIL_URL))


def _instructor() -> Step:
    url = reverse("admin:accounts_user_add")
    how = _("Make an account with the role “instructor”.")
    return Step(_("Add the first instructor"), how, User.objects.filter(role=Role.INSTRUCTOR).exists(), url)


def _site_pages() -> Step:
    url = reverse("admin:lessons_sitepage_changelist")
    how = _("Write who runs the site (imprint) and look through the privacy notice.")
    return Step(_("Say who you are"), how, SitePage.objects.filter(key=SitePage.Key.IMPRINT).exists(), url)


def _first_backup() -> Step:
    how = _("Run “manage.py backup FILE”, better by a timer, and try once to restore it elsewhere.")
    return Step(_("Make a backup"), how, last_backup() is not None)


STEPS: list[Callable[[], Step]] = [_name, _address, _mail, _instructor, _site_pages, _first_backup]
