"""Sentences for codes: what a page says when something can't be."""

from django.utils.translation import gettext_lazy as _

from quizzes.policies import Refusal

REFUSALS = {
    Refusal.NOT_OPEN_YET: _("This quiz has not opened yet."),
    Refusal.CLOSED: _("This quiz has closed."),
    Refusal.NO_ATTEMPTS_LEFT: _("You have used all your attempts."),
    Refusal.NOT_OFFERED: _("This quiz does not offer that."),
    Refusal.EMPTY: _("There is no question to ask here yet."),
    Refusal.TOO_SOON: _("You have to wait between attempts. The next one can begin:"),
    Refusal.WRONG_PASSWORD: _("This is not the quiz's password."),
    Refusal.WRONG_NETWORK: _("This quiz can only be taken from certain networks, and yours is not one of them."),
}
# The lines of a grade (behaviours.Line).
LINES = {
    "answer": _("Your answer"),
    "try": _("Your best try, number %(number)d"),
    "tries": _("Tries before it: %(number)d"),
    "part": _("Part %(number)d"),
    "not_below_zero": _("Never below 0"),
    "bounds": _("Never below 0 and never more than all points"),
}
CERTAINTY = {1: _("not sure"), 2: _("fairly sure"), 3: _("very sure")}
ERRORS = {
    "wrong_shape": _("This answer could not be read. Please give it again."),
    "unknown_choice": _("This answer names a choice that is not on this page. Please choose again."),
    "unknown_position": _("This page has no such question."),
    "too_long": _("This answer is too long."),
    "unanswered": _("Give an answer first."),
    "incomplete": _("Fill in every part first."),
    "waits": _("Answer and check the question before first."),
    "held": _("It stands in a quiz that you have not handed in yet, so it is not checked now."),
    "left": _("You have left this page, and pages lead forward only."),
    "checked": _("This answer has been checked and stands."),
}
# The rows of the review matrix.
TIME_WORDS = {
    "during": _("while it is answered"),
    "just_after": _("just after"),
    "later": _("later"),
    "closed": _("once the quiz is closed"),
}
# What the page of results can be narrowed to and sorted by (quizzes.standings).
STANDING_FILTERS = {
    "stuck": _("stuck"),
    "open": _("in progress"),
    "finished": _("has finished"),
    "waiting": _("waits for grading"),
}
STANDING_COLUMNS = {
    "name": _("Learner"),
    "state": _("State"),
    "attempts": _("Attempts"),
    "score": _("Result"),
    "activity": _("Last activity"),
}
STANDING_STATES = {
    "stuck": _("stuck"),
    "open": _("in progress"),
    "over": _("time is over"),
    "finished": _("finished"),
}
