from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.models.attempt import Answer
from quizzes.policies import shown_score


class HandGrade(models.Model):
    """What a person gave for an answer, never changed: the newest one holds, `Answer.fraction` is its fraction."""

    # Erasing takes grades before answers (quizzes/privacy.py): a cascade would have to read thousands of answers first.
    answer = models.ForeignKey(Answer, models.DO_NOTHING, related_name="hand_grades")
    fraction = models.DecimalField(_("fraction"), max_digits=8, decimal_places=7)
    comment = models.TextField(_("comment"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="hand_grades", verbose_name=_("graded by")
    )
    at = models.DateTimeField(_("graded at"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("grade by hand")
        verbose_name_plural = _("grades by hand")

    def __str__(self) -> str:
        return f"{self.answer_id}: {shown_score(self.fraction)}"
