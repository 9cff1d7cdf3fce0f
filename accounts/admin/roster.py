from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.forms import RosterForm
from accounts.roster import check
from accounts.selectors import known_to
from accounts.services import NameTaken, make_people

MOST_SHOWN = 200
CHANGED = gettext_lazy(
    "Nobody was made just now: the list, or who is on this site, has changed since you looked. If you pressed the "
    "button twice, the accounts are there already; choose the people in the list of users to give them new slips."
)


class ImportsPeople:
    """Accounts from a list: first looked at, then made, all or (when asked) those that are right."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_people)
        return [path("import/", view, name="accounts_user_import"), *super().get_urls()]

    def import_people(self, request):
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = RosterForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self._import_page(request, form)
        roster = _checked(form)
        if "make" in request.POST:
            if slips := self._make(request, form, roster):
                return self.show_slips(request, slips)
            roster = _checked(form)  # somebody may just have taken a name
        return self._import_page(request, form, roster)

    def _make(self, request, form, roster):
        """The slips of those who were made; None, with the reason as a message, when nobody was."""
        only_right = form.cleaned_data["only_right"]
        if roster.fingerprint != form.cleaned_data["looked_at"]:
            return self._refuse(request, CHANGED)
        if roster.wrong and not (only_right and roster.right):
            return self._refuse(request, _("Nobody was made: please mend the lines that are wrong."))
        try:
            slips = make_people(entries=roster.right, made_by=request.user, now=timezone.now())
        except NameTaken:
            return self._refuse(request, CHANGED)
        LogEntry.objects.log_actions(request.user.pk, [slip.person for slip in slips], ADDITION, "From a list.")
        text = ngettext("%d account was made.", "%d accounts were made.", len(slips)) % len(slips)
        self.message_user(request, text, messages.SUCCESS)
        return slips

    def _refuse(self, request, text):
        self.message_user(request, text, messages.ERROR)

    def _import_page(self, request, form, roster=None):
        if form.is_bound:
            form.data = form.data.copy()
            form.data["text"] = form.cleaned_data.get("text", "")
            form.data["looked_at"] = roster.fingerprint if roster else ""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add people from a list"),
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "roster": roster,
            "shown": _shown(roster) if roster else [],
        }
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(request, "admin/accounts/user/import.html", context, headers=headers)


def _checked(form):
    return check(form.cleaned_data["roster"], known_to(form.cleaned_data["roster"]))


def _shown(roster):
    """In the order of the file; of a long list only the first lines of each kind."""
    return sorted([*roster.wrong[:MOST_SHOWN], *roster.right[:MOST_SHOWN]], key=lambda entry: entry.line)
