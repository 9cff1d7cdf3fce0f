from django.contrib import admin, messages
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobs import services
from jobs.models import Job


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*Job.State.choices, ("stuck", _("stuck"))]

    def queryset(self, request, queryset):
        if self.value() == "stuck":
            return queryset.stuck(timezone.now())
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """What became of each; its words may be long, and are its owner's business."""

    list_display = ("title", "owner", "state", "progress", "attempts", "sign_of_life", "queued_at", "finished_at")
    list_filter = (StateFilter, "kind", "queued_at")
    list_select_related = ("owner",)
    search_fields = ("owner__username", "kind", "error")
    fields = readonly_fields = (
        *("title", "kind", "owner", "state", "progress", "attempts", "error", "result"),
        *("queued_at", "started_at", "sign_of_life", "finished_at"),
    )
    actions = ("cancel", "try_again")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("arguments")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("work"))
    def title(self, job):
        return job.title

    @admin.display(description=_("progress"))
    def progress(self, job):
        return f"{job.done} / {job.total or '?'}"

    @admin.display(description=_("last sign of life"), ordering="heartbeat")
    def sign_of_life(self, job):
        if job.heartbeat is None or job.has_ended:
            return "–"
        return _("%(time)s ago") % {"time": timesince(job.heartbeat)}

    @admin.action(description=_("Cancel"), permissions=["delete"])
    def cancel(self, request, queryset):
        now = timezone.now()
        count = sum(services.cancel(job=job, now=now) for job in queryset)
        text = ngettext("%d job was cancelled.", "%d jobs were cancelled.", count) % count
        self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=_("Try again"), permissions=["delete"])
    def try_again(self, request, queryset):
        now = timezone.now()
        count = sum(services.try_again(job=job, now=now) for job in queryset)
        text = ngettext("%d job is tried again.", "%d jobs are tried again.", count) % count
        self.message_user(request, text, messages.SUCCESS)
