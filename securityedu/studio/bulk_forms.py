"""What is done to the questions that somebody has chosen in the bank, and which of them go into a file."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import FocusOnError
from lessons.course_files import KEY_PATTERN
from lessons.models import Course, Lesson
from lessons.rules import WRITERS
from quizzes.formats import FORMATS
from securityedu.studio.bank import lessons_of

DEEDS = (
    ("tag", _("Give the tag")),
    ("untag", _("Take the tag away")),
    ("move", _("Move to the lesson")),
    ("copy", _("Copy to another lesson or course")),
    ("points", _("Set points in quizzes")),
    ("explain", _("Add a missing explanation")),
    ("draft", _("Make drafts")),
    ("ready", _("Make ready")),
    ("archive", _("Archive")),
    ("export", _("Export")),
)


class ExplanationField(forms.CharField):
    """One for all questions that have none."""

    def __init__(self, **kwargs):
        super().__init__(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)


class BulkForm(FocusOnError, forms.Form):
    chosen = forms.MultipleChoiceField(label=_("Questions"))
    do = forms.ChoiceField(label=_("With the chosen"), choices=DEEDS)
    tag = forms.RegexField(KEY_PATTERN, label=_("Tag"), required=False, max_length=60)
    lesson = forms.ChoiceField(label=_("Lesson"), required=False)
    explanation = ExplanationField(
        label=_("Explanation"), help_text=_("Those that have one keep it. Learners read it after answering.")
    )
    points = forms.DecimalField(
        label=_("Points"),
        help_text=_(
            "Points belong to quizzes: each slot that names one of these questions gets as many. Draws, and attempts "
            "that have begun, keep theirs."
        ),
        min_value=0,
        max_value=1000,
        decimal_places=2,
        required=False,
    )

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
            (("points",), "points", _("How many points?")),
            (("explain",), "explanation", _("Which explanation?")),
        ):
            if data.get("do") in deeds and data.get(name) in ("", None) and name not in self.errors:
                self.add_error(name, words)
        return data


class CopyForm(FocusOnError, forms.Form):
    """Where copies go: a lesson of a course that `user` writes, as "course/lesson"."""

    to = forms.ChoiceField(
        label=_("To which lesson?"),
        help_text=_(
            "Copies get keys of their own. What they show comes with them: the text that they are about, pictures, "
            "recordings, figures, misconceptions; what that course has already is used as it is there. A copy whose "
            "objective or passages are not there is a draft, and so is every copy in this course."
        ),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Lesson.objects.filter(course__in=Course.objects.taught_by(user, WRITERS), archived=False)
        self.lessons = {
            f"{row.course.key}/{row.key}": row
            for row in rows.select_related("course")
            .only("key", "title", "course__key", "course__title")
            .order_by("course__title", "course__key", "position", "key")
        }
        by_course = groupby(self.lessons.items(), key=lambda item: item[1].course)
        self.fields["to"].choices = [
            (course.title, [(name, row.title) for name, row in lessons]) for course, lessons in by_course
        ]

    @property
    def lesson(self) -> Lesson:
        return self.lessons[self.cleaned_data["to"]]


class ExportForm(forms.Form):
    """Sent with GET. Without a lesson, or questions that were chosen, it is the whole bank."""

    form = forms.ChoiceField(label=_("Format"), choices=[(name, each.title) for name, each in FORMATS.items()])
    lesson = forms.ChoiceField(label=_("Lesson"), required=False)

    def __init__(self, *args, course, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lesson"].choices = [("", _("all")), *lessons_of(course).values_list("key", "title")]
