from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lists import NO_STORE, give_slips, left_out, slips_context
from accounts.roster import MOST_ROWS
from accounts.services import make_slips


class GivesSlips:
    """The page of slips: the answer to the very request that made them, never stored, never shown again."""

    @admin.action(description=gettext_lazy("New sign-in slip (forgot password)"), permissions=["change"])
    def give_slips(self, request, queryset):
        people = list(self.manageable(request, queryset)[: MOST_ROWS + 1])
        if len(people) > MOST_ROWS:
            self.message_user(request, _("Please choose at most %d people at a time.") % MOST_ROWS, messages.ERROR)
            return None
        active = [person for person in people if person.is_active]
        if len(active) < len(people):
            self.message_user(request, left_out(len(people) - len(active)), messages.WARNING)
        if not active:
            return None
        return self.show_slips(request, give_slips(active, by=request.user, now=timezone.now()))

    def slips_page(self, request, people):
        return self.show_slips(request, make_slips(people=people, made_by=request.user, now=timezone.now()))

    def show_slips(self, request, slips):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sign-in slips"),
            "opts": self.opts,
            "media": self.media,
            **slips_context(slips),
        }
        return TemplateResponse(request, "admin/accounts/user/slips.html", context, headers=NO_STORE)
