"""One object of a course as its canonical text, checked against the whole course."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lessons.course_files import KEY_PATTERN, Layout, Located, parse_one
from lessons.course_text import canonical
from lessons.models import Course
from lessons.services import lock_course
from securityedu.courses import problems_with, store_of

SHOWN = 8


def shortened(problems):
    """The first few problems as one text: mending those often mends the rest."""
    more = len(problems) - SHOWN
    rest = [ngettext("… and %d more", "… and %d more", more) % more] if more > 0 else []
    return " · ".join([*problems[:SHOWN], *rest])


class ObjectForm(forms.ModelForm):
    """One object as text. The key of a new one is asked for where the text doesn't hold it."""

    key = forms.RegexField(KEY_PATTERN, label=_("key"), help_text=_("a–z, 0–9 and '-'; it can't be changed later."))
    text = forms.CharField(
        label=_("text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "vLargeTextField course-text", "spellcheck": "false"}),
        help_text=_("As in the course's files; docs/course-format.md has an example of everything."),
    )
    kind = ""
    complains_at: str | None = "text"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.store = store_of(self.kind)
        if self.instance.pk:
            for name in ("key", "course", "lesson"):
                self.fields.pop(name, None)
            for name, value in self.current_values().items():
                self.fields[name].initial = value

    def current_values(self) -> dict[str, str]:
        return {"text": self.current_text()}

    def written(self, data) -> str:
        """The object's text."""
        return data["text"]

    def current_text(self) -> str:
        found = self.store.collect(self.course_of()).get(self.object_key())
        return canonical(found.entry) if found else ""

    def course_of(self):
        return self.instance.course if self.instance.pk else self.cleaned_data.get("course")

    def object_key(self) -> str:
        return self.instance.key if self.instance.pk else self.cleaned_data.get("key", "")

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        located, problems = parse_one(self.store.kind, self.written(data), self.object_key())
        for problem in problems:
            about = {"line": problem.line, "message": problem.message}
            self.add_error(self.complains_at, _("Line %(line)d: %(message)s") % about)
        if located is not None and not self.errors:
            self.located = self.place(located)
            self.check_object()
        return data

    def place(self, located: Located) -> Located:
        position = self.instance.position if self.instance.pk else 0
        return Located(located.entry, "", 1, position, self.parent(), located.body_line)

    def parent(self) -> str:
        return ""

    def check_object(self) -> None:
        named = getattr(self.located.entry, "key", self.object_key())
        if self.store.kind.layout is Layout.LIST and named != self.object_key():
            self.add_error(self.complains_at, _("The key in the text must be “%s”.") % self.object_key())
            return
        lock_course(self.course_of())  # until the admin's transaction has saved it
        if problems := problems_with(self.course_of(), self.kind, self.object_key(), self.located):
            self.add_error(self.complains_at, shortened(problems))


class QuestionForm(ObjectForm):
    """A question stands in the bank of a lesson."""

    def parent(self) -> str:
        lesson = self.instance.lesson if self.instance.pk else self.cleaned_data["lesson"]
        return lesson.key


class CourseForm(ObjectForm):
    """course.yaml; the course's key is the name of its folder."""

    def course_of(self):
        return self.instance

    def object_key(self) -> str:
        return "course"

    def check_object(self) -> None:
        if self.instance.pk:
            super().check_object()
        elif self.located.entry.contents:
            self.add_error("text", _("A new course has no lessons and quizzes to list yet: leave 'contents' out."))
        elif Course.objects.filter(key=self.cleaned_data["key"]).exists():
            self.add_error("key", _("There is a course with this key."))
        else:
            self.instance.key = self.cleaned_data["key"]

    def place(self, located: Located) -> Located:
        return located
