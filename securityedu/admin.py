"""Editing content in the Django admin: every object as its canonical text, checked and saved like the course's files.

Stands here and not in the apps because a saved object is checked against the whole course, over all apps.
"""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lessons.course_files import KEY_PATTERN, Layout, Located, parse_one
from lessons.course_text import canonical
from lessons.models import Course, Figure, Lesson, Page, Source, Term
from lessons.services import archive_object, save_object
from quizzes.models import Misconception, Question, Quiz
from securityedu.courses import STORES, problems_with, store_of


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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.store = store_of(self.kind)
        if self.instance.pk:
            for name in ("key", "course", "lesson"):
                self.fields.pop(name, None)
            self.fields["text"].initial = self.current_text()

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
        located, problems = parse_one(self.store.kind, data["text"], self.object_key())
        for problem in problems:
            self.add_error("text", _("Line %(line)d: %(message)s") % {"line": problem.line, "message": problem.message})
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
            self.add_error("text", _("The key in the text must be “%s”.") % self.object_key())
            return
        for message in problems_with(self.course_of(), self.kind, self.object_key(), self.located):
            self.add_error("text", message)


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


class ContentAdmin(admin.ModelAdmin):
    """Saves through `lessons.services.save_object`, archives instead of deleting, and leaves a revision."""

    kind = ""
    form = ObjectForm
    fields: tuple[str, ...] = ("course", "key", "text")
    list_display: tuple[str, ...] = ("__str__", "key", "course", "archived")
    list_filter: tuple[str, ...] = ("course", "archived")
    list_select_related: tuple[str, ...] | bool = ("course",)
    search_fields: tuple[str, ...] = ("key",)
    actions = ("archive",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        base = type(self.form.__name__, (self.form,), {"kind": self.kind})
        fields = self.get_fields(request, obj)
        model_fields = [name for name in fields if name in ("course", "lesson", "published")]
        return forms.modelform_factory(self.model, form=base, fields=model_fields)

    def get_fields(self, request, obj=None):
        return [name for name in self.fields if obj is None or name not in ("course", "key", "lesson")]

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
        found = list(queryset.select_related("course"))
        for each in found:
            archive_object(each.course, store_of(self.kind), each.key, stores=STORES)
        text = ngettext("%d object archived.", "%d objects archived.", len(found)) % len(found)
        self.message_user(request, text, messages.SUCCESS)


@admin.register(Course)
class CourseAdmin(ContentAdmin):
    kind = "course"
    form = CourseForm
    fields = ("key", "published", "text")
    list_display = ("title", "key", "language", "as_of", "open_to_guests", "published")
    list_filter = ("published", "open_to_guests", "language")
    list_select_related = False
    search_fields = ("key", "title", "summary")
    actions = ("publish", "unpublish")

    def save_model(self, request, obj, form, change):
        obj.published = form.cleaned_data["published"]
        super().save_model(request, obj, form, change)

    def saved(self, course, key):
        return course

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        queryset.update(published=True)

    @admin.action(description=_("Unpublish"), permissions=["change"])
    def unpublish(self, request, queryset):
        queryset.update(published=False)


@admin.register(Lesson)
class LessonAdmin(ContentAdmin):
    kind = "lesson"
    list_display = ("title", "key", "course", "minutes", "listed", "archived")
    list_filter = ("course", "listed", "archived")
    search_fields = ("key", "title", "body")


@admin.register(Page)
class PageAdmin(ContentAdmin):
    kind = "page"
    search_fields = ("key", "title", "body")


@admin.register(Source)
class SourceAdmin(ContentAdmin):
    kind = "source"
    list_display = ("title", "publisher", "kind", "key", "course", "archived")
    list_filter = ("course", "kind", "archived")
    search_fields = ("key", "title", "publisher", "url")


@admin.register(Term)
class TermAdmin(ContentAdmin):
    kind = "term"
    search_fields = ("key", "term", "definition")


@admin.register(Figure)
class FigureAdmin(ContentAdmin):
    kind = "figure"


@admin.register(Misconception)
class MisconceptionAdmin(ContentAdmin):
    kind = "misconception"
    search_fields = ("key", "belief", "correction")


class StaleFilter(admin.SimpleListFilter):
    title = _("evidence")
    parameter_name = "stale"

    def lookups(self, request, model_admin):
        return (("yes", _("stale: its passage has changed")),)

    def queryset(self, request, queryset):
        return queryset.stale() if self.value() == "yes" else queryset


@admin.register(Question)
class QuestionAdmin(ContentAdmin):
    kind = "question"
    form = QuestionForm
    fields = ("course", "lesson", "key", "text")
    list_display = ("key", "type", "use", "lesson", "objective", "archived")
    list_filter = ("course", "lesson", "type", "use", StaleFilter, "archived")
    list_select_related = ("lesson",)
    search_fields = ("key", "current__content")


@admin.register(Quiz)
class QuizAdmin(ContentAdmin):
    kind = "quiz"
    list_display = ("title", "key", "course", "graded", "listed", "archived")
    list_filter = ("course", "graded", "listed", "archived")
    search_fields = ("key", "title")
