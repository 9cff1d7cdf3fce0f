from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from lessons.models import CourseObject, Lesson, Passage


class Misconception(CourseObject):
    """A wrong belief that distractors stand for."""

    belief = models.TextField(_("belief"))
    correction = models.TextField(_("correction"))

    def __str__(self) -> str:
        return self.belief


class Use(models.TextChoices):
    QUIZ = "quiz", _("quiz")
    EXAM = "exam", _("exam")
    CHECK = "check", _("check in the lesson")


class QuestionQuerySet(models.QuerySet):
    def askable(self):
        """Those that learners may be asked: neither archived nor a draft."""
        return self.filter(archived=False, draft=False, current__isnull=False)

    def stale(self):
        """Questions whose answer rests on a passage that is gone or has other words than were accepted."""
        changed = Q(evidence__passage__present=False) | ~Q(evidence__passage__digest=F("evidence__accepted_digest"))
        return self.filter(changed, evidence__isnull=False).distinct()

    def overdue_for_review(self, today):
        """Questions whose answer somebody wanted to look at again before today."""
        day = Cast(KeyTextTransform("review_by", "current__content"), models.TextField())
        return self.filter(archived=False).annotate(review_by=day).filter(review_by__lt=today.isoformat())


class Question(CourseObject):
    """The identity of a question. What it says is in its versions; `current` is the newest."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="questions")
    objective = models.SlugField(_("objective"), max_length=60)
    use = models.CharField(_("use"), max_length=8, choices=Use, default=Use.QUIZ)
    type = models.CharField(_("type"), max_length=30)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    difficulty = models.CharField(_("difficulty"), max_length=6, blank=True)
    draft = models.BooleanField(_("draft"), default=False)
    search_text = models.TextField(blank=True, editable=False, help_text=_("See quizzes/asking.py."))
    current = models.ForeignKey("QuestionVersion", models.PROTECT, null=True, related_name="+")

    objects = QuestionQuerySet.as_manager()


class QuestionVersion(models.Model):
    """One wording of a question, never changed: attempts are pinned to it. `content` follows its type's schema;
    `pictures` says what its pictures were at that time (lessons.pictures.Shown). Who saved it, the question's
    revision says (lessons.models.Revision): a picture that changes makes versions, too, and nobody wrote those.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("content"))
    pictures = models.JSONField(_("pictures"), default=dict, blank=True)
    created_at = models.DateTimeField(_("saved at"), auto_now_add=True)

    class Meta:
        ordering = ("question", "-number")
        constraints = (models.UniqueConstraint(fields=("question", "number"), name="question_version_number_unique"),)

    def __str__(self) -> str:
        return f"{self.question.key}, version {self.number}"


class Evidence(models.Model):
    """A passage that proves a question's answer, and the digest of the wording that somebody accepted as proof."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="evidence")
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="evidence")
    position = models.PositiveSmallIntegerField(default=0)
    accepted_digest = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("question", "passage"), name="evidence_unique"),)
        verbose_name = verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.question} {self.passage}"

    @property
    def is_stale(self) -> bool:
        return not self.passage.present or self.passage.digest != self.accepted_digest
