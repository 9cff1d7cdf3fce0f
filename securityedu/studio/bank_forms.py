"""What somebody looks for in the question bank."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.question_types import RECIPES, TYPES
from quizzes.question_types.texts import TEXTS
from securityedu.studio.bank import authors_of, lessons_of, tags_of
from securityedu.studio.wording import option_label

ALL_TYPES = (*TYPES, *RECIPES, *TEXTS)
STATES = (("", _("Ready and drafts")), ("ready", _("Ready")), ("draft", _("Drafts")), ("archived", _("Archived")))
ORDERS = (("", _("As in the lessons")), ("newest", _("Last changed first")), ("words", _("By their words")))
MARKS = (
    ("reported", _("Reported by learners")),
    ("stale", _("Proof has changed")),
    ("unused", _("In no quiz")),
    ("hard", _("Hard (fewer than 40 % right)")),
    ("twice", _("Possible duplicates")),
)


class BankForm(forms.Form):
    """Sent with GET: an address can be kept. What it doesn't know asks for nothing."""

    q = forms.CharField(label=_("Words or key"), max_length=200, required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    lesson__key = forms.ChoiceField(label=_("Lesson"), required=False)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    by = forms.ChoiceField(label=_("Saved by"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=ORDERS, required=False)
    only = forms.MultipleChoiceField(
        label=_("Only"), choices=MARKS, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, course, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("type", ((name, option_label(name)) for name in ALL_TYPES))
        self._offer("lesson__key", lessons_of(course).values_list("key", "title"))
        self._offer("tag", ((tag, tag) for tag in tags_of(course)))
        self._offer("by", ((user.username, user.get_short_name()) for user in authors_of(course)))

    def _offer(self, name, choices):
        self.fields[name].choices = [("", _("any")), *choices]

    @property
    def lessons(self) -> list[tuple[str, str]]:
        return list(self.fields["lesson__key"].choices)[1:]

    @property
    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
