from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.kinds import kind_of

# A worker that has said nothing for this long is dead: its job is taken up again.
PATIENCE = timedelta(minutes=1)
# When an admin should look: no worker runs, or none gets to it.
STUCK_RUNNING, STUCK_WAITING = timedelta(minutes=3), timedelta(minutes=10)
KEPT = timedelta(days=30)


class JobQuerySet(models.QuerySet):
    def silent(self, now: datetime, patience: timedelta = PATIENCE):
        """Running by what is said of them, without a sign of life."""
        return self.filter(state=self.model.State.RUNNING, heartbeat__lt=now - patience)

    def stuck(self, now: datetime):
        """Nobody works on them though they should be done by now."""
        waiting = Q(state=self.model.State.WAITING, queued_at__lt=now - STUCK_WAITING)
        alive = self.model.objects.filter(state=self.model.State.RUNNING, heartbeat__gte=now - STUCK_RUNNING)
        silent = Q(state=self.model.State.RUNNING, heartbeat__lt=now - STUCK_RUNNING)
        return self.filter(silent | (waiting & ~models.Exists(alive)))


class Job(models.Model):
    """Work that takes longer than a page may. Only services.py changes one."""

    MAX_ATTEMPTS = 3

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind"), max_length=40)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs", verbose_name=_("owner"))
    arguments = models.JSONField(_("arguments"), default=dict)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of these"), default=0, help_text=_("0 while nobody knows."))
    result = models.JSONField(_("result"), default=dict)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("queued"))
    # Also tells apart the workers that had the job one after the other: a guard of every write.
    started_at = models.DateTimeField(_("begun"), null=True)
    heartbeat = models.DateTimeField(_("last sign of life"), null=True)
    finished_at = models.DateTimeField(_("ended"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-queued_at", "-pk")
        indexes = (models.Index(fields=["state", "queued_at"], name="job_state_queued"),)
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return f"{self.title} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.pk])

    @property
    def title(self):
        kind = kind_of(self.kind)
        return kind.title if kind else _("Work in the background")

    @property
    def has_ended(self) -> bool:
        return self.state not in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def stage(self) -> str:
        """Its state and how many quarters are done: of its progress no more than that is said aloud."""
        return f"{self.state}-{self.percent // 25}"

    @property
    def result_url(self) -> str:
        kind = kind_of(self.kind)
        return kind.result_url(self) if kind and self.has_ended else ""

    @property
    def summary(self) -> str:
        kind = kind_of(self.kind)
        return kind.summary(self) if kind and self.has_ended else ""
