from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank import QuestionVersion
from quizzes.models.quiz import Behaviour, Quiz
from quizzes.policies import shown_score


class Kind(models.TextChoices):
    GRADED = "graded", _("graded")
    PRACTICE = "practice", _("practice")
    PREVIEW = "preview", _("preview")


class State(models.TextChoices):
    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("submitted")
    ABANDONED = "abandoned", _("abandoned")


class AttemptQuerySet(models.QuerySet):
    def counted(self):
        """Finished graded attempts: the ones that make a result."""
        return self.filter(kind=Kind.GRADED).exclude(state=State.OPEN)

    def of_learners(self):
        """Without what authors tried: no list, report or statistic knows of it."""
        return self.exclude(kind=Kind.PREVIEW)

    def overdue(self, now, grace):
        """Those that nobody can hand in any more; the twin of `policies.may_hand_in`."""
        over = self.filter(state=State.OPEN, deadline__lt=now - grace)
        longer = Quiz.objects.filter(grace_minutes__gt=0).order_by().values_list("grace_minutes", flat=True)
        for minutes in longer.distinct():
            over = over.exclude(quiz__grace_minutes=minutes, deadline__gte=now - grace - timedelta(minutes=minutes))
        return over


class Attempt(models.Model):
    """One learner's try. Its row is the lock for all that happens to its answers (quizzes/services/)."""

    Kind, State = Kind, State

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="attempts_made")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    number = models.PositiveIntegerField(_("number"))
    seed = models.CharField(max_length=32, editable=False)
    behaviour = models.CharField(_("how it asks"), max_length=20, choices=Behaviour, default=Behaviour.DEFERRED)
    reached_page = models.PositiveSmallIntegerField(default=1, editable=False)
    started_at = models.DateTimeField(_("started"))
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    score = models.DecimalField(_("score"), max_digits=15, decimal_places=9, null=True, blank=True)
    max_score = models.DecimalField(_("out of"), max_digits=8, decimal_places=2)
    receipt = models.TextField(editable=False, blank=True, help_text=_("See quizzes/receipts.py."))

    texts = models.JSONField(default=list, editable=False, help_text=_("See quizzes/composing.py."))

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "quiz", "kind"), condition=models.Q(state="open"), name="attempt_one_open"
            ),
            models.UniqueConstraint(fields=("user", "quiz", "kind", "number"), name="attempt_number_unique"),
        )
        indexes = (models.Index(fields=("deadline",), condition=models.Q(state="open"), name="attempt_open_deadline"),)

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.kind} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("attempt", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_preview(self) -> bool:
        return self.kind == Kind.PREVIEW

    @property
    def is_practice(self) -> bool:
        return self.kind == Kind.PRACTICE


class AnswerQuerySet(models.QuerySet):
    def waiting(self):
        """Handed in for a grade that only a person can give, and nobody has yet."""
        return self.filter(fraction=None, attempt__kind=Kind.GRADED, attempt__state=State.SUBMITTED)


class Answer(models.Model):
    """One question of an attempt: pinned version, points, order; the newest response by its stamp."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField(_("position"))
    page = models.PositiveSmallIntegerField(_("page"), default=1)
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="answers")
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    layout = models.JSONField(default=dict, help_text=_("Author keys in the order in which the page shows them."))
    response = models.JSONField(_("response"), null=True, blank=True)
    flagged = models.BooleanField(_("flagged"), default=False)
    flag_stamp = models.JSONField(null=True, blank=True, editable=False, help_text=_("saving.Stamp of the flag."))
    typed_at = models.DateTimeField(null=True, blank=True)
    client = models.CharField(max_length=64, blank=True)
    sequence = models.BigIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, help_text=_("From then on it stands."))
    tries = models.JSONField(_("tries"), default=list, blank=True, help_text=_("The responses that were checked."))
    certainty = models.PositiveSmallIntegerField(_("certainty"), null=True, blank=True)
    certainty_stamp = models.JSONField(null=True, blank=True, editable=False, help_text=_("saving.Stamp of it."))
    overtaken = models.JSONField(null=True, blank=True, editable=False, help_text=_("See saving.overtaking, by part."))
    needs_previous = models.BooleanField(_("only after the one before"), default=False)
    fraction = models.DecimalField(_("fraction"), max_digits=8, decimal_places=7, null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("attempt", "position"), name="answer_position_unique"),)
        indexes = (
            models.Index(fields=("attempt",), condition=models.Q(fraction=None), name="answer_without_fraction"),
        )

    def __str__(self) -> str:
        return f"{self.attempt_id}:{self.position}"

    @property
    def is_answered(self) -> bool:
        return self.response is not None


class AnswerEvent(models.Model):
    """What a page sent, for questions afterwards. Full text only where `services.record` says so."""

    class Kind(models.TextChoices):
        SAVE = "save", _("save")
        CHECK = "check", _("check")
        SUBMIT = "submit", _("submit")
        LATE = "late", _("late")
        CONFLICT = "conflict", _("conflict")
        CLOSED = "closed", _("closed by the clock")
        REDO = "redo", _("done again")

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    at = models.DateTimeField(_("at"))
    client = models.CharField(max_length=64, blank=True)
    sequences = models.JSONField(default=list, help_text=_("Pairs of position and sequence."))
    payload = models.JSONField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"


class Result(models.Model):
    """What a learner holds for a quiz over all counted attempts. Renewed whenever one of them changes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="results")
    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="results")
    score = models.DecimalField(_("score"), max_digits=15, decimal_places=9)
    max_score = models.DecimalField(_("out of"), max_digits=15, decimal_places=9)
    attempts = models.PositiveIntegerField(_("attempts"))
    updated_at = models.DateTimeField(_("updated"))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "quiz"), name="result_unique"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.quiz_id}: {shown_score(self.score)}"
