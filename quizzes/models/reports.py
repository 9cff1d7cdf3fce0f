from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank import Question, QuestionVersion


class Report(models.Model):
    """A learner says that something is wrong with a question. Open until somebody who writes the course is done."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="reports", verbose_name=_("question"))
    version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="+", verbose_name=_("version"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="question_reports", verbose_name=_("reported by")
    )
    text = models.TextField(_("what is wrong"))
    at = models.DateTimeField(_("reported at"))
    closed_at = models.DateTimeField(_("done at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("report on a question")
        verbose_name_plural = _("reports on questions")
        constraints = (
            models.UniqueConstraint(fields=("question", "user"), condition=Q(closed_at=None), name="report_one_open"),
        )

    def __str__(self) -> str:
        return f"{self.question_id}: {self.text[:60]}"
