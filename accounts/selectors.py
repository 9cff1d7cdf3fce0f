"""What pages about people show: one named query a page."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from accounts.models import User
from accounts.roster import Known, Roster

EXPORTED = ("Name", "Username", "E-mail", "Role", "Active", "Joined (UTC)", "Last sign-in (UTC)")


def known_to(roster: Roster) -> Known:
    """What of this list the site has already: four statements, however long it is."""
    emails = {entry.email for entry in roster.entries if entry.email}
    names = {entry.name for entry in roster.entries if entry.name}
    return Known(
        usernames=set(User.objects.values_list("username", flat=True)),
        emails={
            *User.objects.filter(email__in=emails).values_list("email", flat=True),
            *EmailAddress.objects.filter(email__in=emails).values_list("email", flat=True),
        },
        names=dict(User.objects.filter(display_name__in=names).values_list("display_name", "username")),
    )


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
