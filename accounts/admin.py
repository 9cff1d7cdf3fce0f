from allauth.account.decorators import secure_admin_login
from allauth.usersessions.admin import UserSessionAdmin as AllauthUserSessionAdmin
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.forms import AdminUserChangeForm, AdminUserCreationForm
from accounts.mail import send_again
from accounts.models import Invitation, OutgoingMail, User
from accounts.rules import can_manage
from accounts.services import replace_email

# One way in for everybody, so that rate limits, the list of sessions and later second factors hold here, too. Django's
# own forms would know none of them, not even for somebody who is signed in and tries the password of another.
admin.site.login = secure_admin_login(require_safe(admin.site.login))
admin.site.password_change = lambda request, extra_context=None: redirect("account_change_password")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = AdminUserChangeForm
    add_form = AdminUserCreationForm
    list_display = ("username", "display_name", "email", "role", "is_staff", "is_active", "last_login")
    list_filter = ("role", "is_staff", "is_superuser", "is_active", "groups", "date_joined")
    search_fields = ("username", "display_name", "email")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("display_name", "email", "role")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "display_name", "email", "role", "password1", "password2")}),)
    rights = ("is_staff", "is_superuser", "groups", "user_permissions")

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser gives rights: whoever could give them could give themselves all."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *self.rights)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or can_manage(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or can_manage(request.user, obj))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            replace_email(user=obj, email=obj.email)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ("__str__", "uses_left", "expires_at", "created_by")
    list_select_related = ("created_by",)
    search_fields = ("note",)
    readonly_fields = ("link", "created_by", "created_at")
    view_on_site = False

    @admin.display(description=_("link to hand out"))
    def link(self, invitation):
        if not invitation.pk:
            return _("Save first, then copy the link from here.")
        return format_html('<a href="{0}">{0}</a>', settings.SITE_URL + invitation.get_absolute_url())

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)


admin.site.unregister(UserSession)


@admin.register(UserSession)
class UserSessionAdmin(AllauthUserSessionAdmin):
    """Where people are signed in. Nothing to write here; deleting a row signs that browser out."""

    list_display = ("user", "created_at", "ip", "user_agent")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__display_name", "ip")
    fields = readonly_fields = ("user", "created_at", "last_seen_at", "ip", "user_agent")

    def lookup_allowed(self, lookup, value, request):
        """A key that can be asked for letter by letter is as good as shown, and it signs in as its owner."""
        return not lookup.startswith("session_key") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def delete_model(self, request, obj):
        obj.end()

    def delete_queryset(self, request, queryset):
        for session in queryset:
            session.end()


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
