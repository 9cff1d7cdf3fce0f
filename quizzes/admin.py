"""Attempts and what hangs on them: history, to look at. Content is edited in securityedu/admin.py."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.exports import ExportsTable
from lessons.admin import ReadOnlyAdmin
from quizzes.models import Answer, AnswerEvent, Attempt, Evidence, QuestionVersion, Result
from quizzes.services import close_if_overdue
from quizzes.tables import attempt_table, result_table


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False
    show_change_link = True

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class AnswerInline(ReadOnlyInline):
    model = Answer
    fields = ("position", "version", "points", "response", "flagged", "fraction", "saved_at")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("version__question")


@admin.register(Attempt)
class AttemptAdmin(ExportsTable, ReadOnlyAdmin):
    export_name = "attempts"
    view_on_site = False  # the page is its learner's
    list_display = ("user", "quiz", "kind", "number", "state", "score", "max_score", "started_at", "finished_at")
    list_filter = ("state", "kind", "quiz", "started_at")
    list_select_related = ("user", "quiz")
    search_fields = ("user__username", "user__display_name", "quiz__title")
    inlines = (AnswerInline,)
    actions = ("close_overdue", "export_csv", "export_xlsx")

    def table(self, queryset):
        return attempt_table(queryset)

    @admin.action(description=_("Close the overdue ones among them"), permissions=["view"])
    def close_overdue(self, request, queryset):
        closed = sum(close_if_overdue(attempt=attempt, now=timezone.now()) for attempt in queryset)
        text = ngettext("%d attempt closed.", "%d attempts closed.", closed) % closed
        self.message_user(request, text, messages.SUCCESS)


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ("attempt", "position", "version", "response", "fraction")
    list_select_related = ("attempt", "version__question")
    search_fields = ("version__question__key", "attempt__user__username")


@admin.register(AnswerEvent)
class AnswerEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "attempt", "kind", "client", "sequences")
    list_filter = ("kind", "at")
    list_select_related = ("attempt",)
    search_fields = ("attempt__user__username", "client")


@admin.register(Result)
class ResultAdmin(ExportsTable, ReadOnlyAdmin):
    export_name = "results"
    actions = ("export_csv", "export_xlsx")
    list_display = ("user", "quiz", "score", "max_score", "attempts", "updated_at")
    list_filter = ("quiz",)
    list_select_related = ("user", "quiz")
    search_fields = ("user__username", "user__display_name", "quiz__title")

    def table(self, queryset):
        return result_table(queryset)


@admin.register(QuestionVersion)
class QuestionVersionAdmin(ReadOnlyAdmin):
    list_display = ("question", "number", "created_at", "created_by")
    list_select_related = ("question", "created_by")
    search_fields = ("question__key",)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ("question", "passage", "is_stale")
    list_select_related = ("question", "passage__lesson")
    search_fields = ("question__key", "passage__key")

    @admin.display(boolean=True, description=_("stale"))
    def is_stale(self, evidence):
        return evidence.is_stale
