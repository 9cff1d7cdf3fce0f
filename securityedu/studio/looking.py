"""An import in the browser: what was brought and where it is to go, what it would make, and making just that."""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.kinds import JobError, background
from jobs.models import Job
from jobs.services import enqueue
from lessons.models import Course, Lesson
from lessons.rich import plain_rich
from lessons.rules import WRITERS
from quizzes.asking import asked
from quizzes.formats import FORMATS
from quizzes.importing import Plan, Planned
from securityedu.importing import PlanOutdated, prepare, save
from securityedu.studio import uploads
from securityedu.studio.wording import Words, option_label

KIND = "import_questions"
MOST_AT_ONCE = 500
CHANGED = gettext_lazy("Nothing was imported: the course has changed since you looked. Please look again.")
GONE = gettext_lazy("The file isn't here any more. Please bring it again.")


class NotAsLookedAt(Exception):
    """What would be made now isn't what was looked at; nothing was."""


class Gone(Exception):
    """The file was imported, or is too old."""


@dataclass(frozen=True)
class Wish:
    """Which file, as what, and where to: all that a page or a job needs to say. `into` is a key of a lesson, or
    "lesson#objective"; `explanation` is for questions that have none."""

    token: str
    form: str
    into: str
    explanation: str = ""
    without_duplicates: bool = False


@dataclass(frozen=True)
class LookedAt:
    """A question of a plan, for a list. `file` are the keys of all of the plan."""

    planned: Planned
    file: Collection[str]

    @property
    def asks(self) -> str:
        return plain_rich(asked(self.planned.entry)) or self.planned.key

    @property
    def type_name(self) -> Words:
        return option_label(self.planned.entry.type)

    @property
    def draft(self) -> bool:
        return bool(self.planned.entry.draft)

    @property
    def lacks(self) -> list[str]:
        """Why it is a draft; nothing where its file says so."""
        if not self.draft:
            return []
        needed = {"objective": _("no objective"), "explanation": _("no explanation")}
        return [words for name, words in needed.items() if not getattr(self.planned.entry, name, True)]

    @property
    def line(self) -> int:
        return self.planned.line

    @property
    def twin(self) -> str:
        return self.planned.duplicate_of or self.planned.looks_like

    @property
    def twin_is_new(self) -> bool:
        return self.twin in self.file


@dataclass(frozen=True)
class Look:
    """What a wish of somebody would make of a course."""

    course: Course
    user: Any
    wish: Wish

    @cached_property
    def plan(self) -> Plan:
        """Raises Gone."""
        content = uploads.read(self.user, self.wish.token)
        lesson, _hash, objective = self.wish.into.partition("#")
        row = Lesson.objects.filter(course=self.course, key=lesson, archived=False).select_related("course").first()
        if content is None or row is None:
            raise Gone
        found = prepare(
            FORMATS[self.wish.form].read(content), lesson=row, objective=objective, explanation=self.wish.explanation
        )
        if self.wish.without_duplicates:
            found.without_duplicates()
        return found

    def make(self, looked_at: str, *, now: datetime, at_end: Callable[[int], Any] = lambda count: None) -> int:
        """Saves the questions that are right, in one transaction that ends with `at_end`. Raises NotAsLookedAt."""
        if self.plan.fingerprint != looked_at:
            raise NotAsLookedAt
        try:
            with transaction.atomic():
                count = save(self.plan, course=self.course, now=now, by=self.user)
                at_end(count)
        except PlanOutdated as error:
            raise NotAsLookedAt from error
        uploads.drop(self.user, self.wish.token)
        return count

    def make_later(self, looked_at: str, *, now: datetime) -> Job:
        about = {"course": self.course.key, "looked_at": looked_at, "wish": asdict(self.wish)}
        return enqueue(kind=KIND, owner=self.user, arguments=about, total=len(self.plan.questions), now=now)


def _address(job: Job) -> str:
    return f"/teach/courses/{job.arguments['course']}/questions/?sort=newest"


def _told(job: Job) -> str:
    count = job.result.get("imported", 0)
    return ngettext("%d question was imported.", "%d questions were imported.", count) % count if count else ""


@background(KIND, title=gettext_lazy("Importing questions"), result_url=_address, summary=_told)
def import_questions(job: Job, progress: Callable[..., None]) -> None:
    """All of them in one transaction: whoever cancels, or kills the worker, has none or all."""
    total = job.total
    if job.done == total:
        return  # an earlier worker was killed just after it had written them
    course = Course.objects.taught_by(job.owner, WRITERS).filter(key=job.arguments["course"]).first()
    if course is None:
        raise JobError(_("You don't write this course any more."))
    look = Look(course, job.owner, Wish(**job.arguments["wish"]))
    progress(0, total)
    try:
        # Reading and checking takes about half of the time.
        progress(min(len(look.plan.questions), total) // 2, total)
        look.make(
            job.arguments["looked_at"],
            now=timezone.now(),
            at_end=lambda count: progress(total, total, result={"imported": count}),
        )
    except Gone:
        raise JobError(str(GONE)) from None
    except NotAsLookedAt:
        raise JobError(str(CHANGED)) from None
