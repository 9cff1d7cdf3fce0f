"""Plain forms of the studio: a course's settings, who teaches it, a new course."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from accounts.forms import FocusOnError
from accounts.models import Role, User
from lessons.course_files import Text, within_reach
from lessons.models import CourseMember
from securityedu.studio.editing import said

TEXT = TypeAdapter(Text)


class TextField(forms.CharField):
    """Text as a course's files take it: a character that none may have would keep the course from being read."""

    def to_python(self, value: Any) -> str:
        try:
            return TEXT.validate_python(super().to_python(value))
        except ValidationError as error:
            raise forms.ValidationError(said(error.errors()[0])) from error


class NewCourseForm(FocusOnError, forms.Form):
    title = TextField(label=_("Title"), max_length=200)
    summary = TextField(
        label=_("Summary"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In one or two sentences: what it is about."),
    )
    language = forms.RegexField(
        r"^[a-z]{2}(-[A-Za-z]{2,4})?$", label=_("Language"), initial="en", help_text=_("Two letters, e.g. en.")
    )


class CourseSettingsForm(NewCourseForm):
    licence = TextField(label=_("Licence"), max_length=100, required=False)
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The facts were checked up to this day."),
    )
    open_to_guests = forms.BooleanField(label=_("People who are not signed in may read it"), required=False)
    published = forms.BooleanField(
        label=_("Published"),
        required=False,
        help_text=_("Without this it is a draft, and only who teaches it finds it."),
    )
    publish_at = forms.DateTimeField(
        label=_("From"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty is at once."),
    )

    def clean_publish_at(self):
        moment = self.cleaned_data["publish_at"]
        try:
            return moment and within_reach(moment)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class CopyCourseForm(FocusOnError, forms.Form):
    title = TextField(label=_("Title of the copy"), max_length=200)


class MemberForm(FocusOnError, forms.Form):
    """Somebody who is an instructor already."""

    username = forms.CharField(label=_("Username"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=CourseMember.Role.choices, initial=CourseMember.Role.EDITOR)

    def clean_username(self):
        name = self.cleaned_data["username"]
        person = User.objects.filter(username__iexact=name, is_active=True).first()
        if person is None or not (person.role == Role.INSTRUCTOR or person.is_staff):
            raise forms.ValidationError(_("There is no instructor with this username. An admin makes instructors."))
        self.person = person
        return name
