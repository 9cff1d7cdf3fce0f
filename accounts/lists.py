"""Steps that the admin's pages on people and an instructor's share: a list is looked at and made, slips are shown."""

from base64 import b64encode
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.forms import RosterForm
from accounts.models import User
from accounts.roster import Entry, Roster, check
from accounts.selectors import known_to
from accounts.services import NameTaken, Slip, make_people, make_slips
from accounts.tables import to_csv

MOST_SHOWN = 200
# No cache keeps who is made, nor a code.
NO_STORE = {"Cache-Control": "no-store"}
CHANGED = gettext_lazy(
    "Nobody was made just now: the list, or who is on this site, has changed since you looked. If you pressed the "
    "button twice, the accounts are there already; choose the people in the list of %(people)s to give them new slips."
)


@dataclass(frozen=True)
class Bringer:
    """Who brings a list: which roles they may give, whose names they may know, what their page of people is called."""

    user: User
    roles: Container[str]
    namesakes: QuerySet[User]
    people: str


@dataclass(frozen=True)
class Brought:
    """What came of a list: the slips of those who were made, or the list as it stands now and why nobody was."""

    roster: Roster | None = None
    slips: Sequence[Slip] = ()
    problem: str = ""

    @property
    def made(self) -> str:
        return ngettext("%d account was made.", "%d accounts were made.", len(self.slips)) % len(self.slips)


def bring_list(form: RosterForm, bringer: Bringer, *, make: bool, now: datetime) -> Brought:
    """Checks the list of a form; with `make` makes everybody on it, or (when asked) those whose lines are right."""
    if not form.is_valid():
        return Brought()
    roster = _checked(form, bringer)
    if not make:
        return Brought(roster)
    problem = _in_the_way(form, roster, bringer)
    if not problem:
        try:
            return Brought(roster, _made(roster.right, bringer.user, now))
        except NameTaken:
            problem = CHANGED % {"people": bringer.people}
    return Brought(_checked(form, bringer), problem=problem)  # somebody may just have taken a name


def _checked(form: RosterForm, bringer: Bringer) -> Roster:
    roster = form.cleaned_data["roster"]
    return check(roster, known_to(roster, bringer.namesakes), bringer.roles)


def _in_the_way(form: RosterForm, roster: Roster, bringer: Bringer) -> str:
    if roster.fingerprint != form.cleaned_data["looked_at"]:
        return CHANGED % {"people": bringer.people}
    if roster.wrong and not (form.cleaned_data["only_right"] and roster.right):
        return _("Nobody was made: please mend the lines that are wrong.")
    return ""


def _made(entries: Sequence[Entry], by: User, now: datetime) -> list[Slip]:
    slips = make_people(entries=entries, made_by=by, now=now)
    LogEntry.objects.log_actions(by.pk, [slip.person for slip in slips], ADDITION, "From a list.")
    return slips


def give_slips(people: Sequence[User], *, by: User, now: datetime) -> list[Slip]:
    """New slips for people who have an account; it stands in the history of each."""
    LogEntry.objects.log_actions(by.pk, people, CHANGE, "New sign-in slip.")
    return make_slips(people=people, made_by=by, now=now)


def left_out(number: int) -> str:
    return (
        ngettext(
            "%d person was left out: the account is not active.",
            "%d people were left out: their accounts are not active.",
            number,
        )
        % number
    )


def list_context(form: RosterForm, roster: Roster | None) -> dict[str, Any]:
    """What the page of a list shows. The text that was read stands in the field then, to be mended there."""
    if form.is_bound:
        form.data = form.data.copy()
        form.data["text"] = form.cleaned_data.get("text", "")
        form.data["looked_at"] = roster.fingerprint if roster else ""
    return {"form": form, "roster": roster, "shown": _shown(roster) if roster else []}


def _shown(roster: Roster) -> list[Entry]:
    """In the order of the file; of a long list only the first lines of each kind."""
    return sorted([*roster.wrong[:MOST_SHOWN], *roster.right[:MOST_SHOWN]], key=lambda entry: entry.line)


def slips_context(slips: Sequence[Slip]) -> dict[str, Any]:
    """What the page of slips shows: the answer to the very request that made them, never shown again."""
    return {
        "slips": slips,
        "address": _slip_address(),
        "site_url_shown": settings.SITE_URL,
        "as_csv": b64encode(to_csv(_rows(slips))).decode(),
    }


def _slip_address() -> str:
    return settings.SITE_URL + reverse("account_slip")


def _rows(slips: Sequence[Slip]) -> Iterator[tuple[object, ...]]:
    yield (_("Name"), _("Username"), _("Code"), _("Valid until (UTC)"), _("Address"))
    address = _slip_address()
    for slip in slips:
        yield (slip.person.display_name, slip.person.username, slip.code, slip.expires_at, address)
