"""Sentences for codes: what a page says when something can't be."""

from django.utils.translation import gettext_lazy as _

from quizzes.policies import Refusal

REFUSALS = {
    Refusal.NOT_OPEN_YET: _("This quiz has not opened yet."),
    Refusal.CLOSED: _("This quiz has closed."),
    Refusal.NO_ATTEMPTS_LEFT: _("You have used all your attempts."),
    Refusal.NOT_OFFERED: _("This quiz does not offer that."),
    Refusal.EMPTY: _("There is no question to ask here yet."),
}
ERRORS = {
    "wrong_shape": _("This answer could not be read. Please give it again."),
    "unknown_choice": _("This answer names a choice that is not on this page. Please choose again."),
    "unknown_position": _("This page has no such question."),
    "too_long": _("This answer is too long."),
    "unanswered": _("Give an answer first."),
    "checked": _("This answer has been checked and stands."),
}
