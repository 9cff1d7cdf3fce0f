from allauth.account.adapter import get_adapter
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.exports import ExportsPeople
from accounts.admin.history import KeepsHistory
from accounts.admin.roster import ImportsPeople
from accounts.admin.slips import GivesSlips
from accounts.changes import message
from accounts.factors.selectors import has_second_factor
from accounts.forms import AdminUserChangeForm, AdminUserCreationForm
from accounts.models import Role, User
from accounts.privacy.admin import ErasesPeople
from accounts.rules import can_manage, manageable_by
from accounts.services import remove_second_factors, replace_email, set_role


@admin.register(User)
class UserAdmin(KeepsHistory, ErasesPeople, ImportsPeople, ExportsPeople, GivesSlips, DjangoUserAdmin):
    form = AdminUserChangeForm
    add_form = AdminUserCreationForm
    list_display = ("username", "display_name", "email", "role", "is_staff", "is_active", "last_login")
    list_filter = ("role", "is_staff", "is_superuser", "is_active", "groups", "date_joined")
    search_fields = ("username", "display_name", "email")
    readonly_fields = ("second_step", "last_login", "date_joined", "made_by")
    actions = ("give_slips", "make_instructor", "make_learner", "remove_second_factors", "export_csv", "export_xlsx")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("display_name", "email", "role", "second_step")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined", "made_by")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "display_name", "email", "role")}),
        (
            _("Password"),
            {
                "description": _(
                    "Leave it empty: you then get a slip to print, with a code that signs this person in once to "
                    "choose a password that nobody else knows."
                ),
                "fields": ("password1", "password2"),
            },
        ),
    )
    rights = ("is_staff", "is_superuser", "groups", "user_permissions")

    class Media:
        css = {"all": ("css/people.css", "css/people_admin.css")}

    def get_inlines(self, request, obj):
        """Lists to look at, which send nothing back."""
        return () if obj is None or request.method == "POST" else self.inlines

    @admin.display(description=_("two-step sign-in"), boolean=True)
    def second_step(self, person):
        return has_second_factor(person)

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser gives rights: whoever could give them could give themselves all."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *self.rights)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or can_manage(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or can_manage(request.user, obj))

    def save_model(self, request, obj, form, change):
        if not change:
            obj.made_by = request.user
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            replace_email(user=obj, email=obj.email)

    def response_add(self, request, obj, post_url_continue=None):
        if obj.has_usable_password() or IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self.slips_page(request, [obj])

    def manageable(self, request, people):
        """Those whom this admin may change; says how many of the chosen are left out."""
        allowed = manageable_by(request.user, people)
        left_out = people.count() - allowed.count()
        if left_out:
            text = ngettext(
                "%d person was left out: only a superuser changes other admins.",
                "%d people were left out: only a superuser changes other admins.",
                left_out,
            )
            self.message_user(request, text % left_out, messages.WARNING)
        return allowed

    @admin.action(description=_("Make instructor"), permissions=["change"])
    def make_instructor(self, request, queryset):
        self._give_role(request, queryset, Role.INSTRUCTOR)

    @admin.action(description=_("Make learner (no longer instructor)"), permissions=["change"])
    def make_learner(self, request, queryset):
        self._give_role(request, queryset, Role.LEARNER)

    def _give_role(self, request, queryset, role):
        changed = set_role(people=self.manageable(request, queryset), role=role)
        for old in Role:
            told = message(["Role"], {"role": [old, role]})
            LogEntry.objects.log_actions(request.user.pk, [each for each in changed if each.role == old], CHANGE, told)
        text = ngettext("%(n)d person is now %(role)s.", "%(n)d people are now %(role)s.", len(changed))
        self.message_user(request, text % {"n": len(changed), "role": role.label}, messages.SUCCESS)

    @admin.action(description=_("Remove second factors (lost phone)"), permissions=["change"])
    def remove_second_factors(self, request, queryset):
        """Nobody's own: that page asks for the password first, which whoever finds this one open doesn't know."""
        if queryset.filter(pk=request.user.pk).exists():
            self.message_user(request, _("You can't do this for yourself."), messages.WARNING)
        people = self.manageable(request, queryset.exclude(pk=request.user.pk))
        freed = [person for person in people if remove_second_factors(user=person)]
        for person in freed:
            self.log_change(request, person, "Removed the second factors.")
            get_adapter().send_notification_mail("mfa/email/factors_removed", person)
        words = ngettext("%(n)d person signs in", "%(n)d people sign in", len(freed)) % {"n": len(freed)}
        self.message_user(request, _("%(people)s without a second step now.") % {"people": words})
