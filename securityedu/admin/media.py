"""Pictures and recordings in the admin: brought in as a file, with the words for those who don't see or hear it."""

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from lessons import media_files
from lessons.course_text import canonical
from lessons.models import Lesson, MediaObject, Page, Picture
from lessons.schema import MediaEntry, PictureEntry, RecordingEntry
from quizzes.models import Question
from securityedu.admin.forms import ObjectForm
from securityedu.uploads import ACCEPTED, HELP, MISSING, take_in


class MediaForm(ObjectForm):
    """Fields instead of a text. `file` names the clean file: of the row, of an upload, or of an older state."""

    entry: type[MediaEntry]

    text = None  # type: ignore[assignment]  # takes the field away
    credit = forms.CharField(label=_("credit"), max_length=300, required=False, help_text=_("Who made it."))
    licence = forms.CharField(label=_("licence"), max_length=100, required=False)
    file = forms.CharField(required=False, widget=forms.HiddenInput)
    complains_at = None
    field_order = ("course", "key", "upload", "alt", "transcript", "credit", "licence", "file")

    def names(self):
        return [name for name in self.entry.model_fields if name != "key"]

    def current_values(self):
        return {name: getattr(self.instance, name) for name in self.names()}

    def clean_upload(self):
        """What was brought in is kept at once, so that an error elsewhere in the form doesn't lose it."""
        upload = self.cleaned_data["upload"]
        if upload is None:
            return None
        try:
            name = take_in(upload, self.kind)
        except media_files.Refused as error:
            raise forms.ValidationError(str(error)) from error
        self.data = {**self.data.dict(), "file": name}
        return name

    def clean_file(self):
        """The file that is uploaded, or one that is here."""
        if found := self.cleaned_data.get("upload"):
            return found
        name = self.cleaned_data["file"]
        if "upload" in self.cleaned_data and not media_files.is_kept(name):
            raise forms.ValidationError(MISSING[self.kind])
        return name

    def written(self, data) -> str:
        values = {name: data[name] for name in self.names()}
        return canonical(self.entry.model_construct(key=self.object_key(), **values))


class PictureForm(MediaForm):
    entry = PictureEntry

    upload = forms.FileField(
        label=_("picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED["picture"]}),
        help_text=HELP["picture"],
    )
    alt = forms.CharField(
        label=_("what it shows"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("In a sentence, for those who don't see it. In a question: without giving the answer away."),
    )


class RecordingForm(MediaForm):
    entry = RecordingEntry

    upload = forms.FileField(
        label=_("recording"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED["recording"]}),
        help_text=HELP["recording"],
    )
    alt = forms.CharField(
        label=_("what it is"),
        max_length=1000,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("In a few words: they name the player."),
    )
    transcript = forms.CharField(
        label=_("transcript"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}),
        help_text=_("All that is said, and who says it; sounds that matter in brackets. For those who can't listen."),
    )


def preview(picture: Picture, width: int = 320) -> str:
    height = round(picture.height * min(1, width / picture.width))
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">', picture.url, picture.alt, min(width, picture.width), height
    )


def uses(media: MediaObject) -> list[Lesson | Page | Question]:
    """The texts and questions that show it now."""
    found: list[Lesson | Page | Question] = []
    for model in (Page, Lesson):
        rows = model.objects.filter(course=media.course_id, archived=False)
        found += rows.filter(apparatus__pictures__has_key=media.shown_key)
    questions = Question.objects.filter(course=media.course_id, archived=False)
    return [*found, *questions.filter(current__pictures__has_key=media.shown_key)]


def used_in(media: MediaObject) -> str:
    return format_html_join(", ", "{}", ((each,) for each in uses(media))) or "–"


def player(recording: MediaObject) -> str:
    return format_html('<audio controls preload="none" src="{}" aria-label="{}"></audio>', recording.url, recording.alt)
