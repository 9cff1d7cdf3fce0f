"""Attempts and what hangs on them: history, to look at. Content is edited in securityedu/admin.py."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.exports import ExportsTable
from lessons.admin import ReadOnlyAdmin
from quizzes.hand_grading import can_be_graded
from quizzes.late import count_late_answer, late_answers
from quizzes.models import Answer, AnswerEvent, Attempt, Evidence, HandGrade, QuestionVersion, Report, Result
from quizzes.policies import GRACE, shown_score
from quizzes.question_types import BY_HAND
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


def of_points(score, most, quiz):
    """ "7.5 of 10", with the quiz's decimal places; None before there is a score."""
    shown = [shown_score(each, places=quiz.decimal_places) for each in (score, most) if each is not None]
    return _("%(score)s of %(max)s") % {"score": shown[0], "max": shown[1]} if len(shown) == 2 else None


class ShowsWorth:
    @admin.display(description=_("points"), ordering="fraction")
    def worth(self, row):
        """Of an answer, or of a grade that a person gave one."""
        answer = getattr(row, "answer", row)
        score = None if row.fraction is None else row.fraction * answer.points
        return of_points(score, answer.points, answer.attempt.quiz)


class AnswerInline(ShowsWorth, ReadOnlyInline):
    model = Answer
    fields = ("position", "version", "response", "flagged", "worth", "saved_at", "by_hand")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("version__question", "attempt__quiz")

    @admin.display(description=_("by hand"))
    def by_hand(self, answer):
        """Where a person grades it, or changes what she gave."""
        if answer.version.content["type"] not in BY_HAND or not can_be_graded(answer):
            return "–"
        words = _("Grade it") if answer.fraction is None else _("Change the grade")
        return format_html('<a href="{}">{}</a>', reverse("grading_answer", args=[answer.pk]), words)


class ShowsPoints:
    @admin.display(description=_("points"), ordering="score")
    def points(self, row):
        return of_points(row.score, row.max_score, row.quiz)


class OverdueFilter(admin.SimpleListFilter):
    title = _("time")
    parameter_name = "time"

    def lookups(self, request, model_admin):
        return (("over", _("over, and not closed yet")),)

    def queryset(self, request, queryset):
        return queryset.overdue(timezone.now(), GRACE) if self.value() == "over" else queryset


@admin.register(Attempt)
class AttemptAdmin(ShowsPoints, ExportsTable, ReadOnlyAdmin):
    export_name = "attempts"
    view_on_site = False  # the page is its learner's
    list_display = ("user", "quiz", "kind", "number", "state", "points", "started_at", "finished_at")
    list_filter = ("state", OverdueFilter, "kind", "quiz", "started_at")
    list_select_related = ("user", "quiz")
    search_fields = ("user__username", "user__display_name", "quiz__title")
    inlines = (AnswerInline,)
    actions = ("close_overdue", "export_csv", "export_xlsx")
    exclude = ("score", "max_score")
    readonly_fields = ("points", "late")

    def get_urls(self):
        view = self.admin_site.admin_view(self.late_view)
        return [path("<int:attempt_id>/late/", view, name="quizzes_attempt_late"), *super().get_urls()]

    @admin.display(description=_("came too late"))
    def late(self, attempt):
        found = len(late_answers(attempt))
        words = ngettext("%d answer", "%d answers", found) % found
        return format_html('<a href="{}">{}</a>', reverse("admin:quizzes_attempt_late", args=[attempt.pk]), words)

    def late_view(self, request, attempt_id):
        """What came too late, and a button for each to count it after all."""
        attempt = get_object_or_404(Attempt.objects.select_related("user", "quiz"), pk=attempt_id)
        may_count = request.user.has_perm("quizzes.change_attempt")
        if not self.has_view_permission(request, attempt) or (request.method == "POST" and not may_count):
            raise PermissionDenied
        if request.method == "POST":
            self.count_late(request, attempt)
            return redirect("admin:quizzes_attempt_late", attempt.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Answers that came too late"),
            "object": attempt,
            "opts": self.opts,
            "late": late_answers(attempt),
            "may_count": may_count and not attempt.is_open,
        }
        return TemplateResponse(request, "admin/late_answers.html", context)

    def count_late(self, request, attempt):
        text = request.POST.get("position", "")
        position = int(text) if text.isdecimal() and len(text) < 6 else 0
        held = {each.answer.position: each.held_words for each in late_answers(attempt)}
        late = count_late_answer(attempt_id=attempt.pk, position=position, now=timezone.now())
        if late is None:
            self.message_user(request, _("There is no such answer any more; nothing was changed."), messages.WARNING)
            return
        words = {"number": position, "old": held.get(position) or "–", "new": late.words or "–"}
        done = _("Question %(number)s: the late answer counts now. It was “%(old)s”, it is “%(new)s”.") % words
        self.log_change(request, attempt, done)
        self.message_user(request, done, messages.SUCCESS)

    def get_queryset(self, request):
        return super().get_queryset(request).of_learners()

    def table(self, queryset):
        return attempt_table(queryset)

    @admin.action(description=_("Close the overdue ones among them"), permissions=["view"])
    def close_overdue(self, request, queryset):
        closed = sum(close_if_overdue(attempt=attempt, now=timezone.now()) for attempt in queryset)
        text = ngettext("%d attempt closed.", "%d attempts closed.", closed) % closed
        self.message_user(request, text, messages.SUCCESS)


@admin.register(Answer)
class AnswerAdmin(ShowsWorth, ReadOnlyAdmin):
    list_display = ("attempt", "position", "version", "response", "worth")
    list_filter = ("attempt__state", "flagged", "attempt__quiz")
    list_select_related = ("attempt__quiz", "version__question")
    exclude = ("points", "fraction")
    readonly_fields = ("worth",)
    search_fields = ("version__question__key", "attempt__user__username")


@admin.register(AnswerEvent)
class AnswerEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "attempt", "kind", "client", "sequences")
    list_filter = ("kind", "at")
    list_select_related = ("attempt",)
    search_fields = ("attempt__user__username", "client")


@admin.register(Result)
class ResultAdmin(ShowsPoints, ExportsTable, ReadOnlyAdmin):
    export_name = "results"
    actions = ("export_csv", "export_xlsx")
    list_display = ("user", "quiz", "points", "attempts", "updated_at")
    list_filter = ("quiz",)
    list_select_related = ("user", "quiz")
    search_fields = ("user__username", "user__display_name", "quiz__title")
    exclude = ("score", "max_score")
    readonly_fields = ("points",)

    def table(self, queryset):
        return result_table(queryset)


@admin.register(HandGrade)
class HandGradeAdmin(ShowsWorth, ReadOnlyAdmin):
    list_display = ("at", "answer", "worth", "by")
    list_filter = ("at",)
    list_select_related = ("answer__attempt__quiz", "by")
    exclude = ("fraction",)
    readonly_fields = ("worth",)
    search_fields = ("answer__attempt__user__username", "by__username", "comment")


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("at", "question", "text", "closed_at", "closed_by")
    list_filter = ("at", "closed_at")
    list_select_related = ("question", "closed_by")
    search_fields = ("question__key", "user__username", "text")


@admin.register(QuestionVersion)
class QuestionVersionAdmin(ReadOnlyAdmin):
    list_display = ("question", "number", "created_at")
    list_filter = ("question__course", "question__lesson", "created_at")
    list_select_related = ("question",)
    search_fields = ("question__key",)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ("question", "passage", "is_stale")
    list_filter = ("question__course", "question__lesson")
    list_select_related = ("question", "passage__lesson")
    search_fields = ("question__key", "passage__key")

    @admin.display(boolean=True, description=_("stale"))
    def is_stale(self, evidence):
        return evidence.is_stale
