from django.conf import settings
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.forms import InvitationForm
from accounts.models import Invitation

WHAT_IT_OPENS = {
    "invite": _("Whoever opens the link can sign up, as a learner. You make instructors in the list of users."),
    "open": _("Everybody may sign up on this site (SIGNUP is “open”), so nobody needs an invitation now."),
    "closed": _("Nobody can sign up on this site (SIGNUP is “closed”): the link of an invitation opens nothing now."),
}


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    form = InvitationForm
    list_display = ("__str__", "state", "uses_left", "expires_at", "created_by", "created_at")
    list_filter = ("expires_at",)
    list_select_related = ("created_by",)
    search_fields = ("note", "created_by__username", "created_by__display_name")
    readonly_fields = ("link", "state", "created_by", "created_at")
    fields = ("note", "uses_left", "expires_at", "link", "state", "created_by", "created_at")
    view_on_site = False

    class Media:
        css = {"all": ("css/people_admin.css",)}
        js = ("js/people_admin.js",)

    def get_fieldsets(self, request, obj=None):
        return [(None, {"description": WHAT_IT_OPENS[settings.SIGNUP], "fields": self.fields})]

    @admin.display(description=_("state"))
    def state(self, invitation):
        if invitation.expires_at is None or invitation.uses_left is None:
            return "-"
        if invitation.expires_at <= timezone.now():
            return _("expired")
        return _("open") if invitation.uses_left else _("used up")

    @admin.display(description=_("link to hand out"))
    def link(self, invitation):
        if not invitation.pk:
            return _("Save first, then copy the link from here.")
        return format_html(
            '<span class="copy-line"><a href="{0}">{0}</a> <button type="button" class="button" hidden '
            'data-copy="{0}" data-done="{2}">{1}</button></span>',
            settings.SITE_URL + invitation.get_absolute_url(),
            _("Copy the link"),
            _("Copied"),
        )

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
