"""Editing content in the Django admin: every object as its canonical text, checked and saved like the course's files.

Stands here and not in the apps because a saved object is checked against the whole course, over all apps.
"""

from functools import partial
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lessons.course_files import parse_one
from lessons.models import Course, Figure, Lesson, Page, Passage, Picture, Recording, Source, Term
from lessons.services import save_object
from quizzes.admin import ReadOnlyInline
from quizzes.changes import in_words, question_changes
from quizzes.evidence import accept_evidence
from quizzes.impact import impact_of
from quizzes.models import Evidence, Misconception, Question, QuestionVersion, Quiz, Slot
from quizzes.question_types import load_content
from quizzes.question_types.texts import TEXTS
from securityedu.admin.forms import CourseForm, ObjectForm, QuestionForm, shortened
from securityedu.admin.history import WithHistory
from securityedu.admin.media import PictureForm, RecordingForm, player, preview, used_in
from securityedu.courses import STORES, store_of
from securityedu.services import WouldBreak, set_archived


class ArchivedFilter(admin.SimpleListFilter):
    """What was archived stays out of the way until it is asked for."""

    title = _("archived")
    parameter_name = "archived"

    def lookups(self, request, model_admin):
        return (("yes", _("archived")), ("all", _("in use and archived")))

    def choices(self, changelist):
        in_use, *others = super().choices(changelist)
        return [in_use | {"display": _("in use")}, *others]

    def queryset(self, request, queryset):
        return queryset if self.value() == "all" else queryset.filter(archived=self.value() == "yes")


class ContentAdmin(WithHistory, admin.ModelAdmin):
    """Saves through `lessons.services.save_object`, archives instead of deleting, and leaves a revision."""

    kind = ""
    form = ObjectForm
    fields: tuple[str, ...] = ("course", "key", "text")
    list_display: tuple[str, ...] = ("__str__", "key", "course", "archived")
    list_filter: tuple[Any, ...] = ("course", ArchivedFilter)
    list_select_related: tuple[str, ...] | bool = ("course",)
    search_fields: tuple[str, ...] = ("key",)
    actions = ("archive", "bring_back")
    autocomplete_fields: tuple[str, ...] = ("course",)

    class Media:
        js = ("js/admin_select.js",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        base = type(self.form.__name__, (self.form,), {"kind": self.kind})
        fields = self.get_fields(request, obj)
        model_fields = [name for name in fields if name in ("course", "lesson", "published", "publish_at")]
        widgets = partial(self.formfield_for_dbfield, request=request)
        return forms.modelform_factory(self.model, form=base, fields=model_fields, formfield_callback=widgets)

    def get_fields(self, request, obj=None):
        return [name for name in self.fields if obj is None or name not in ("course", "key", "lesson")]

    def get_inlines(self, request, obj):
        """Lists to look at, beside a text that is saved: what is sent back holds nothing of them."""
        return () if obj is None or request.method == "POST" else self.inlines

    def save_form(self, request, form, change):
        return form.instance

    def save_model(self, request, obj, form, change):
        """The service writes the row; the admin then goes on with it as it is in the database."""
        course, key = form.course_of(), form.object_key()
        now = timezone.now()
        save_object(course, store_of(self.kind), key, form.located, stores=STORES, now=now, by=request.user)
        obj.pk = self.saved(course, key).pk
        obj.refresh_from_db()

    def saved(self, course, key):
        return self.model.objects.get(course=course, key=key)

    def save_related(self, request, form, formsets, change):
        """Everything was saved by the service."""

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Archive: take out of the course, keep in history"), permissions=["change"])
    def archive(self, request, queryset):
        found = self.set_archived(request, queryset.filter(archived=False), True, _("Archived"))
        text = ngettext("%d object archived.", "%d objects archived.", found) % found
        self.message_user(request, text, messages.SUCCESS if found else messages.WARNING)

    @admin.action(description=_("Bring back what was archived"), permissions=["change"])
    def bring_back(self, request, queryset):
        found = self.set_archived(request, queryset.filter(archived=True), False, _("Brought back"))
        text = ngettext("%d object is back.", "%d objects are back.", found) % found
        self.message_user(request, text, messages.SUCCESS if found else messages.WARNING)

    def set_archived(self, request, queryset, archived, words) -> int:
        """How many; a course that the change would break stays as it is, and its admin reads why."""
        done = 0
        by_course = groupby(queryset.select_related("course").order_by("course"), key=lambda each: each.course)
        for course, found in ((course, list(found)) for course, found in by_course):
            try:
                set_archived(course, found, archived=archived)
            except WouldBreak as error:
                self.message_user(request, _("Not possible: %s") % shortened(error.problems), messages.ERROR)
                continue
            done += len(found)
            for each in found:
                self.log_action_on(request, each, words)
        return done


@admin.register(Course)
class CourseAdmin(ContentAdmin):
    kind = "course"
    form = CourseForm
    fields = ("key", "published", "publish_at", "text")
    list_display = ("title", "key", "language", "as_of", "open_to_guests", "published")
    list_filter = ("published", "open_to_guests", "language")
    list_select_related = False
    search_fields = ("key", "title", "summary")
    actions = ("publish", "unpublish")
    autocomplete_fields = ()

    def save_model(self, request, obj, form, change):
        obj.published, obj.publish_at = form.cleaned_data["published"], form.cleaned_data["publish_at"]
        super().save_model(request, obj, form, change)

    def saved(self, course, key):
        return course

    def place_of(self, instance):
        return instance, "course"

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        self.set_published(request, queryset, True)

    @admin.action(description=_("Unpublish"), permissions=["change"])
    def unpublish(self, request, queryset):
        self.set_published(request, queryset, False)

    def set_published(self, request, queryset, published):
        changed = list(queryset.exclude(published=published))
        queryset.update(published=published)
        for course in changed:
            self.log_action_on(request, course, _("Published") if published else _("Unpublished"))
        text = ngettext("%d course changed.", "%d courses changed.", len(changed)) % len(changed)
        self.message_user(request, text, messages.SUCCESS)


class PassageInline(ReadOnlyInline):
    model = Passage
    fields = ("key", "text", "present")


@admin.register(Lesson)
class LessonAdmin(ContentAdmin):
    kind = "lesson"
    inlines = (PassageInline,)
    list_display = ("title", "key", "course", "minutes", "listed", "archived")
    list_filter = ("course", "listed", ArchivedFilter)
    search_fields = ("key", "title", "body")


@admin.register(Page)
class PageAdmin(ContentAdmin):
    kind = "page"
    search_fields = ("key", "title", "body")


@admin.register(Source)
class SourceAdmin(ContentAdmin):
    kind = "source"
    list_display = ("title", "publisher", "kind", "key", "course", "archived")
    list_filter = ("course", "kind", ArchivedFilter)
    search_fields = ("key", "title", "publisher", "url")


@admin.register(Term)
class TermAdmin(ContentAdmin):
    kind = "term"
    search_fields = ("key", "term", "definition")


@admin.register(Figure)
class FigureAdmin(ContentAdmin):
    kind = "figure"


class MediaAdmin(ContentAdmin):
    """What has a file: a form of fields instead of a text, and where it is shown."""

    def get_fields(self, request, obj=None):
        return [*super().get_fields(request, obj), *(self.readonly_fields if obj else ())]

    def form_data(self, instance, text):
        located, _problems = parse_one(store_of(self.kind).kind, text, instance.key)
        return located.entry.model_dump() if located else {}

    @admin.display(description=_("shown in"))
    def shown_in(self, media):
        return used_in(media)


@admin.register(Picture)
class PictureAdmin(MediaAdmin):
    kind = "picture"
    form = PictureForm
    fields = ("course", "key", "upload", "alt", "credit", "licence", "file")
    list_display = ("thumbnail", "key", "alt", "credit", "course", "archived")
    list_display_links = ("thumbnail", "key")
    search_fields = ("key", "alt", "credit")
    readonly_fields = ("picture", "shown_in")

    @admin.display(description=_("picture"))
    def thumbnail(self, picture):
        return preview(picture, width=96)

    @admin.display(description=_("as it is now"))
    def picture(self, picture):
        return preview(picture)


@admin.register(Recording)
class RecordingAdmin(MediaAdmin):
    kind = "recording"
    form = RecordingForm
    fields = ("course", "key", "upload", "alt", "transcript", "credit", "licence", "file")
    list_display = ("key", "alt", "credit", "course", "archived")
    search_fields = ("key", "alt", "transcript", "credit")
    readonly_fields = ("recording", "shown_in")

    @admin.display(description=_("as it is now"))
    def recording(self, recording):
        return player(recording)


@admin.register(Misconception)
class MisconceptionAdmin(ContentAdmin):
    kind = "misconception"
    search_fields = ("key", "belief", "correction")


class WantsLookFilter(admin.SimpleListFilter):
    title = _("wants a look")
    parameter_name = "look"

    def lookups(self, request, model_admin):
        return (("stale", _("its passage has changed")), ("overdue", _("overdue for review")))

    def queryset(self, request, queryset):
        if self.value() == "stale":
            return queryset.stale()
        return queryset.overdue_for_review(timezone.localdate()) if self.value() == "overdue" else queryset


class VersionInline(ReadOnlyInline):
    model = QuestionVersion
    fk_name = "question"
    fields = ("number", "created_at")


class EvidenceInline(ReadOnlyInline):
    model = Evidence
    fields = ("passage", "accepted_digest")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("passage__lesson")


@admin.register(Question)
class QuestionAdmin(ContentAdmin):
    kind = "question"
    inlines = (EvidenceInline, VersionInline)
    actions = ("accept_evidence", "archive", "bring_back")
    autocomplete_fields = ("course", "lesson")
    form = QuestionForm
    fields = ("course", "lesson", "key", "text")
    readonly_fields = ("rests_on_it",)
    list_display = ("key", "type", "use", "lesson", "objective", "archived")
    list_filter = ("course", "lesson", "type", "use", "draft", WantsLookFilter, ArchivedFilter)
    list_select_related = ("lesson",)
    search_fields = ("key", "current__content")

    def get_fields(self, request, obj=None):
        return [*(self.readonly_fields if obj else ()), *super().get_fields(request, obj)]

    def view_on_site(self, question):
        if question.type in TEXTS:
            return None
        return reverse("question_preview", args=[question.course.key, question.key])

    @admin.display(description=_("what rests on it"))
    def rests_on_it(self, question):
        return format_html_join(" ", "{}", ((sentence,) for sentence in impact_of(question).sentences()))

    def save_model(self, request, obj, form, change):
        before = obj.current
        super().save_model(request, obj, form, change)
        if before and before.number != obj.current.number:
            changed = question_changes(load_content(before.content), load_content(obj.current.content))
            text = _("Version %(number)d is saved. %(words)s")
            self.message_user(request, text % {"number": obj.current.number, "words": in_words(changed)}, messages.INFO)

    @admin.action(description=_("Still right: accept the passages as they read now"), permissions=["change"])
    def accept_evidence(self, request, queryset):
        accepted = accept_evidence(questions=queryset)
        for question in accepted:
            self.log_action_on(request, question, _("Accepted the passages as they read now"))
        text = ngettext("%d question is proved again.", "%d questions are proved again.", len(accepted))
        self.message_user(request, text % len(accepted), messages.SUCCESS)


class SlotInline(ReadOnlyInline):
    model = Slot
    fields = (
        "position",
        "section",
        "question",
        "version",
        "draw_lesson",
        "draw_objective",
        "draw_use",
        "count",
        "points",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question", "version__question", "draw_lesson")


@admin.register(Quiz)
class QuizAdmin(ContentAdmin):
    kind = "quiz"
    inlines = (SlotInline,)
    list_display = ("title", "key", "course", "graded", "listed", "archived")
    list_filter = ("course", "graded", "listed", ArchivedFilter)
    search_fields = ("key", "title")
