"""What is done to the questions that somebody has chosen in the bank, and which of them go into a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.course_files import KEY_PATTERN
from quizzes.formats import FORMATS
from securityedu.studio.bank import lessons_of

DEEDS = (
    ("tag", _("Give the tag")),
    ("untag", _("Take the tag away")),
    ("move", _("Move to the lesson")),
    ("draft", _("Make drafts")),
    ("ready", _("Make ready")),
    ("archive", _("Archive")),
    ("export", _("Export")),
)


class BulkForm(forms.Form):
    chosen = forms.MultipleChoiceField(label=_("Questions"))
    do = forms.ChoiceField(label=_("With the chosen"), choices=DEEDS)
    tag = forms.RegexField(KEY_PATTERN, label=_("Tag"), required=False)
    lesson = forms.ChoiceField(label=_("Lesson"), required=False)

    def __init__(self, *args, course, lessons=None, **kwargs):
        """`lessons` are pairs of key and title, where somebody knows them already."""
        super().__init__(*args, **kwargs)
        lessons = lessons_of(course).values_list("key", "title") if lessons is None else lessons
        self.fields["lesson"].choices = [("", "–"), *lessons]
        keys = course.question_set.values_list("key", flat=True) if self.is_bound else ()
        self.fields["chosen"].choices = [(key, key) for key in keys]

    def clean(self):
        """Each field stands for itself; which of them a deed needs is said here."""
        data = super().clean()
        for deeds, name, words in (
            (("tag", "untag"), "tag", _("Which tag? Small letters, digits and “-”.")),
            (("move",), "lesson", _("To which lesson?")),
        ):
            if data.get("do") in deeds and not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        return data

    @property
    def complaints(self) -> list[str]:
        return [message for found in self.errors.values() for message in found]


class ExportForm(forms.Form):
    """Sent with GET. Without a lesson, or questions that were chosen, it is the whole bank."""

    form = forms.ChoiceField(label=_("Format"), choices=[(name, each.title) for name, each in FORMATS.items()])
    lesson = forms.ChoiceField(label=_("Lesson"), required=False)

    def __init__(self, *args, course, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lesson"].choices = [("", _("all")), *lessons_of(course).values_list("key", "title")]
