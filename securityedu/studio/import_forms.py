"""Bringing questions: a file or a text, what it is, and whose bank takes it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import FocusOnError
from quizzes.formats import FORMATS, guess
from quizzes.formats.base import MAX_BYTES
from securityedu.studio.bank import lessons_of
from securityedu.studio.bulk_forms import ExplanationField

TOO_LARGE = _("The file is larger than 50 MB. Please bring its questions in parts.")


class WhereTo(FocusOnError, forms.Form):
    """What the questions of a file are taken for."""

    form = forms.ChoiceField(label=_("Format"), choices=[(form.name, form.title) for form in FORMATS.values()])
    into = forms.ChoiceField(
        label=_("Lesson and objective"),
        help_text=_(
            "For questions that name no objective of the lesson. "
            "Those without an objective or an explanation come in as drafts, which nobody is asked."
        ),
    )
    explanation = ExplanationField(
        label=_("Explanation for questions that have none"),
        help_text=_("Learners read it after answering. It can be changed in each question later."),
    )
    without_duplicates = forms.BooleanField(
        label=_("Leave out what the bank asks already"),
        help_text=_("Those that ask just the same; what only looks alike stays for you to judge."),
        required=False,
    )

    def __init__(self, *args, course, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = list(_places(course))


class BringForm(WhereTo):
    file = forms.FileField(label=_("Or choose a file"), required=False)
    text = forms.CharField(label=_("Paste them"), strip=False, required=False, widget=forms.Textarea)

    field_order = ("text", "file", "form", "into", "explanation", "without_duplicates")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        told = self.fields["form"]
        told.required, told.choices = False, [("", _("as the file tells")), *told.choices]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("text", "").strip():
            raise forms.ValidationError(_("Choose a file, or paste some questions."))
        return data

    @property
    def content(self) -> bytes:
        """A file counts before a text."""
        file = self.cleaned_data["file"]
        return file.read() if file else self.cleaned_data["text"].encode("utf-8", "replace")

    def format_of(self, content: bytes) -> str:
        file = self.cleaned_data["file"]
        return self.cleaned_data["form"] or guess(content, file.name if file else "")


def _places(course: Any) -> Iterator[tuple[str, Any]]:
    """Each lesson's objectives, and none of them: who chooses nothing gets an objective where there is one."""
    for lesson in lessons_of(course):
        objectives = [(f"{lesson.key}#{each['key']}", each["text"]) for each in lesson.objectives]
        yield lesson.title, [*objectives, (lesson.key, _("%s: no objective") % lesson.title)]
