from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.admin import UserSessionAdmin as AllauthUserSessionAdmin
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

# Secrets are nobody's to read, the provider comes from the settings, tokens are not kept, and a person's address is
# changed where the person is: two places would soon say different things.
admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession])


@admin.register(UserSession)
class UserSessionAdmin(AllauthUserSessionAdmin):
    """Where people are signed in. Nothing to write here; deleting a row signs that browser out."""

    list_display = ("user", "created_at", "last_seen_at", "ip", "user_agent")
    list_filter = ("last_seen_at", "created_at", "user__role", "user__is_staff")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__display_name", "ip", "user_agent")
    fields = readonly_fields = ("user", "created_at", "last_seen_at", "ip", "user_agent")

    def lookup_allowed(self, lookup, value, request):
        """A key that can be asked for letter by letter is as good as shown, and it signs in as its owner."""
        return not lookup.startswith("session_key") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_actions(self, request):
        """Django calls it "delete"; what it does is signing out."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (*actions["delete_selected"][:2], _("Sign out these browsers"))
        return actions

    def delete_model(self, request, obj):
        obj.end()

    def delete_queryset(self, request, queryset):
        for session in queryset:
            session.end()
