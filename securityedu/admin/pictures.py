"""Pictures in the admin: brought in as a file, with the words for those who don't see it."""

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from lessons import picture_files
from lessons.course_text import canonical
from lessons.models import Lesson, Page, Picture
from lessons.schema import PictureEntry
from quizzes.models import Question
from securityedu.admin.forms import ObjectForm

ACCEPT = "image/png,image/jpeg,image/webp,image/gif"


class PictureForm(ObjectForm):
    """Fields instead of a text. `file` names the clean picture: of the row, of an upload, or of an older state."""

    text = None  # type: ignore[assignment]  # takes the field away
    upload = forms.FileField(
        label=_("picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PNG, JPEG, WebP or GIF, 10 MB at most. It is kept without metadata, at most 1920 pixels wide."),
    )
    alt = forms.CharField(
        label=_("what it shows"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("In a sentence, for those who don't see it. In a question: without giving the answer away."),
    )
    credit = forms.CharField(label=_("credit"), max_length=300, required=False, help_text=_("Who made it."))
    licence = forms.CharField(label=_("licence"), max_length=100, required=False)
    file = forms.CharField(required=False, widget=forms.HiddenInput)
    complains_at = None

    def current_values(self):
        return {name: getattr(self.instance, name) for name in ("alt", "credit", "licence", "file")}

    def clean_upload(self):
        """What was brought in is kept at once, so that an error elsewhere in the form doesn't lose it."""
        upload = self.cleaned_data["upload"]
        if upload is None:
            return None
        if upload.size > picture_files.MAX_BYTES:
            raise forms.ValidationError(picture_files.too_heavy())
        try:
            found = picture_files.clean(upload.read())
        except picture_files.Refused as error:
            raise forms.ValidationError(str(error)) from error
        picture_files.keep(found.name, found.content)
        self.data = {**self.data.dict(), "file": found.name}
        return found

    def clean_file(self):
        """The file that is uploaded, or one that is here."""
        if found := self.cleaned_data.get("upload"):
            return found.name
        name = self.cleaned_data["file"]
        if "upload" in self.cleaned_data and not picture_files.is_kept(name):
            raise forms.ValidationError(_("Choose a picture."))
        return name

    def written(self, data) -> str:
        values = {name: data[name] for name in ("alt", "credit", "licence", "file")}
        return canonical(PictureEntry.model_construct(key=self.object_key(), **values))


def preview(picture: Picture, width: int = 320) -> str:
    height = round(picture.height * min(1, width / picture.width))
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">', picture.url, picture.alt, min(width, picture.width), height
    )


def uses(picture: Picture) -> list[Lesson | Page | Question]:
    """The texts and questions that show it now."""
    found: list[Lesson | Page | Question] = []
    for model in (Page, Lesson):
        rows = model.objects.filter(course=picture.course_id, archived=False)
        found += rows.filter(apparatus__pictures__has_key=picture.key)
    questions = Question.objects.filter(course=picture.course_id, archived=False)
    return [*found, *questions.filter(current__pictures__has_key=picture.key)]


def used_in(picture: Picture) -> str:
    return format_html_join(", ", "{}", ((each,) for each in uses(picture))) or "–"
