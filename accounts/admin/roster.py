from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import RosterForm
from accounts.lists import NO_STORE, Bringer, bring_list, list_context
from accounts.models import Role, User


class ImportsPeople:
    """Accounts from a list: first looked at, then made, all or (when asked) those that are right."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_people)
        return [path("import/", view, name="accounts_user_import"), *super().get_urls()]

    def import_people(self, request):
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = RosterForm(request.POST or None, request.FILES or None)
        bringer = Bringer(request.user, Role.values, User.objects.all(), _("users"))
        found = bring_list(form, bringer, make="make" in request.POST, now=timezone.now())
        if found.slips:
            self.message_user(request, found.made, messages.SUCCESS)
            return self.show_slips(request, found.slips)
        if found.problem:
            self.message_user(request, found.problem, messages.ERROR)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add people from a list"),
            "opts": self.opts,
            "media": self.media,
            **list_context(form, found.roster),
        }
        return TemplateResponse(request, "admin/accounts/user/import.html", context, headers=NO_STORE)
