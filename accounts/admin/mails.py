from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.mail import send_again
from accounts.models import OutgoingMail


class MailStateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return (("waiting", _("waiting")), ("failed", _("failed")), ("sent", _("sent")))

    def queryset(self, request, queryset):
        if self.value() == "sent":
            return queryset.exclude(sent_at=None)
        return {"waiting": queryset.waiting, "failed": queryset.failed}.get(self.value(), queryset.all)()


@admin.register(OutgoingMail)
class OutgoingMailAdmin(admin.ModelAdmin):
    """What became of each mail; its words are nobody's business, they may sign somebody in."""

    list_display = ("to", "subject", "queued_at", "sent_at", "tries", "error")
    list_filter = (MailStateFilter, "queued_at")
    search_fields = ("to", "subject")
    fields = readonly_fields = ("to", "subject", "queued_at", "sent_at", "tries", "error")
    actions = ("send_again",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Send again"), permissions=["view"])
    def send_again(self, request, queryset):
        count = send_again(queryset, now=timezone.now())
        text = ngettext("%d mail is sent again.", "%d mails are sent again.", count) % count
        self.message_user(request, text, messages.SUCCESS)
