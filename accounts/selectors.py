"""What pages about people show: one named query a page."""

from collections.abc import Iterator
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.models import User
from accounts.roster import Known, Roster
from accounts.rules import learners_of

EXPORTED = ("Name", "Username", "E-mail", "Role", "Active", "Joined (UTC)", "Last sign-in (UTC)")


def known_to(roster: Roster, namesakes: QuerySet[User]) -> Known:
    """What of this list the site has already: four statements, however long it is.

    `namesakes` are the people whose names whoever brings the list may know.
    """
    emails = {entry.email for entry in roster.entries if entry.email}
    names = {entry.name for entry in roster.entries if entry.name}
    return Known(
        usernames=set(User.objects.values_list("username", flat=True)),
        emails={
            *User.objects.filter(email__in=emails).values_list("email", flat=True),
            *EmailAddress.objects.filter(email__in=emails).values_list("email", flat=True),
        },
        names=dict(namesakes.filter(display_name__in=names).values_list("display_name", "username")),
    )


def own_learners(instructor: User, *, said: str, now: datetime) -> QuerySet[User]:
    """The learners that she made, by name; `said` narrows to those who have each of its words in a name.

    `slip_until` is the end of a slip that nobody has used yet.
    """
    found = learners_of(instructor, User.objects.all())
    for word in said.split():
        found = found.filter(Q(display_name__icontains=word) | Q(username__icontains=word))
    waiting = FilteredRelation("sign_in_code", condition=Q(sign_in_code__expires_at__gt=now))
    return found.annotate(slip=waiting, slip_until=F("slip__expires_at")).order_by("display_name", "username")


def people_table(people: QuerySet[User]) -> Iterator[tuple[object, ...]]:
    """The rows of an export, its header first."""
    yield EXPORTED
    for person in people.iterator():
        yield (
            person.display_name,
            person.username,
            person.email,
            person.get_role_display(),
            "yes" if person.is_active else "no",
            person.date_joined,
            person.last_login,
        )
