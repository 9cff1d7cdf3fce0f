from base64 import b64encode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roster import MOST_ROWS
from accounts.services import make_slips
from accounts.tables import to_csv


class GivesSlips:
    """The page of slips: the answer to the very request that made them, never stored, never shown again."""

    @admin.action(description=gettext_lazy("New sign-in slip (forgot password)"), permissions=["change"])
    def give_slips(self, request, queryset):
        people = list(self.manageable(request, queryset)[: MOST_ROWS + 1])
        if len(people) > MOST_ROWS:
            self.message_user(request, _("Please choose at most %d people at a time.") % MOST_ROWS, messages.ERROR)
            return None
        active = [person for person in people if person.is_active]
        self._tell_of_inactive(request, len(people) - len(active))
        if not active:
            return None
        LogEntry.objects.log_actions(request.user.pk, active, CHANGE, "New sign-in slip.")
        return self.slips_page(request, active)

    def _tell_of_inactive(self, request, number):
        if number:
            text = ngettext(
                "%d person was left out: the account is not active.",
                "%d people were left out: their accounts are not active.",
                number,
            )
            self.message_user(request, text % number, messages.WARNING)

    def slips_page(self, request, people):
        return self.show_slips(request, make_slips(people=people, made_by=request.user, now=timezone.now()))

    def show_slips(self, request, slips):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sign-in slips"),
            "opts": self.opts,
            "media": self.media,
            "slips": slips,
            "address": settings.SITE_URL + reverse("account_slip"),
            "site_url_shown": settings.SITE_URL,
            "as_csv": b64encode(to_csv(_rows(slips))).decode(),
        }
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(request, "admin/accounts/user/slips.html", context, headers=headers)


def _rows(slips):
    yield (_("Name"), _("Username"), _("Code"), _("Valid until (UTC)"), _("Address"))
    address = settings.SITE_URL + reverse("account_slip")
    for slip in slips:
        yield (slip.person.display_name, slip.person.username, slip.code, slip.expires_at, address)
