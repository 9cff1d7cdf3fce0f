"""The holdings of this app: what it, and the libraries below it, keep of a person."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.changes import values_of, without_values
from accounts.models import Invitation, OutgoingMail, SignInCode, User
from accounts.privacy import AS_LONG_AS_ACCOUNT, YOU_AND_ADMINS, Holding

# Apps whose entries in the admin's history name a person or an address.
PEOPLE_APPS = ("accounts", "account", "usersessions", "mfa", "socialaccount")


def rows(found: QuerySet, *fields: str) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values(*fields))


def addresses_of(person: User) -> set[str]:
    confirmed = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {address for address in (person.email, *confirmed) if address}


# --- the account -----------------------------------------------------------------------------------------------------

ACCOUNT_FIELDS = (
    *("username", "display_name", "email", "role", "date_joined", "last_login", "is_active", "is_staff"),
    *("is_superuser", "time_zone", "text_size", "wide_spacing", "more_contrast"),
)


def export_account(person: User) -> dict[str, Any]:
    """Who made the account is told as on the person's profile; of accounts made for others only when."""
    return {name: getattr(person, name) for name in ACCOUNT_FIELDS} | {
        "groups": list(person.groups.order_by("name").values_list("name", flat=True)),
        "made_by": person.made_by and person.made_by.get_full_name(),
        "made_for_others": rows(User.objects.filter(made_by=person), "date_joined"),
    }


def erase_account(person: User) -> None:
    """The row itself is deleted by `erase_person`, under its last lock; what grants rights goes with it.

    Whom this person made an account for keeps it.
    """
    User.objects.filter(made_by=person).update(made_by=None)


def export_emails(person: User) -> list[dict[str, Any]]:
    return rows(EmailAddress.objects.filter(user=person), "email", "verified", "primary")


def erase_emails(person: User) -> None:
    EmailAddress.objects.filter(user=person).delete()


# --- where they are signed in ----------------------------------------------------------------------------------------


def export_sessions(person: User) -> list[dict[str, Any]]:
    return rows(UserSession.objects.filter(user=person), "created_at", "last_seen_at", "ip", "user_agent")


def erase_sessions(person: User) -> None:
    """Signs out everywhere. A session without such a row ends by itself: it leads to nobody any more."""
    found = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=found.values("session_key")).delete()
    found.delete()


def export_factors(person: User) -> list[dict[str, Any]]:
    found = Authenticator.objects.filter(user=person)
    return [
        {"type": each.type, "name": str(each), "created_at": each.created_at, "last_used_at": each.last_used_at}
        for each in found.order_by("pk")
    ]


def erase_factors(person: User) -> None:
    Authenticator.objects.filter(user=person).delete()


def export_connections(person: User) -> list[dict[str, Any]]:
    found = SocialAccount.objects.filter(user=person)
    return rows(found, "provider", "uid", "date_joined", "last_login", "extra_data")


def erase_connections(person: User) -> None:
    SocialAccount.objects.filter(user=person).delete()


# --- codes, invitations, mails ---------------------------------------------------------------------------------------


def export_codes(person: User) -> dict[str, Any]:
    """One's own code by its dates only, and that one made codes for others, not for whom."""
    return {
        "own": rows(SignInCode.objects.filter(user=person), "made_at", "expires_at"),
        "made_for_others": rows(SignInCode.objects.filter(made_by=person), "made_at", "expires_at"),
    }


def erase_codes(person: User) -> None:
    SignInCode.objects.filter(user=person).delete()
    SignInCode.objects.filter(made_by=person).update(made_by=None)


def export_invitations(person: User) -> list[dict[str, Any]]:
    return rows(Invitation.objects.filter(created_by=person), "note", "created_at", "expires_at", "uses_left")


def erase_invitations(person: User) -> None:
    Invitation.objects.filter(created_by=person).update(created_by=None)


def mails_to(person: User) -> QuerySet[OutgoingMail]:
    found = Q(pk__in=[])
    for address in addresses_of(person):
        found |= Q(to__iexact=address)
    return OutgoingMail.objects.filter(found)


def export_mails(person: User) -> list[dict[str, Any]]:
    return rows(mails_to(person), "to", "subject", "queued_at", "sent_at")


def erase_mails(person: User) -> None:
    mails_to(person).delete()


# --- the history of the admin ----------------------------------------------------------------------------------------


def entries_about(person: User) -> QuerySet[LogEntry]:
    about = Q(content_type__app_label="accounts", content_type__model="user", object_id=str(person.pk))
    about |= Q(object_repr=person.username)
    for address in addresses_of(person):
        about |= Q(object_repr__icontains=address)
    return LogEntry.objects.filter(about, content_type__app_label__in=PEOPLE_APPS)


def export_history(person: User) -> dict[str, Any]:
    """What one did, without the values of others; what was done to one's own account, without by whom."""
    done, about = LogEntry.objects.filter(user=person), entries_about(person)
    return {
        "done": [
            {"action_time": each.action_time, "object": each.object_repr, "change": each.get_change_message()}
            for each in done.order_by("pk")
        ],
        "about_you": [
            {
                "action_time": each.action_time,
                "change": each.get_change_message(),
                "values": values_of(each.change_message),
            }
            for each in about.order_by("pk")
        ],
    }


def erase_history(person: User) -> None:
    """What this person did in the admin goes. What others did to the account stays, with a number and no values."""
    LogEntry.objects.filter(user=person).delete()
    entries = list(entries_about(person))
    for entry in entries:
        entry.object_repr, entry.change_message = f"#{person.pk}", without_values(entry.change_message)
    LogEntry.objects.bulk_update(entries, ["object_repr", "change_message"], batch_size=500)


# ---------------------------------------------------------------------------------------------------------------------

ACCOUNT = Holding(
    "account",
    _("Account"),
    what=_(
        "Username, display name, e-mail address, role, the password as a hash that can't be turned back, time zone and "
        "reading settings, when the account was made and last used, and who made it, if it wasn't you."
    ),
    why=_("So that you can sign in and find your work again, and so that who made the account can help you back in."),
    how_long=AS_LONG_AS_ACCOUNT,
    who_sees=_(
        "You, and the administrators of this site. An instructor who made the account sees its names, whether it is "
        "active, and when it was last used. Nobody sees the password."
    ),
    export=export_account,
    erase=erase_account,
    covers=("accounts.User.made_by", "accounts.User_groups.user", "accounts.User_user_permissions.user"),
)
EMAILS = Holding(
    "emails",
    _("E-mail addresses"),
    what=_("Your address, if you gave one, and whether you have confirmed it."),
    why=_("To sign in, to choose a new password, and to tell you when the account changes."),
    how_long=AS_LONG_AS_ACCOUNT,
    who_sees=YOU_AND_ADMINS,
    export=export_emails,
    erase=erase_emails,
    covers=("account.EmailAddress.user",),
)
SESSIONS = Holding(
    "sessions",
    _("Where you are signed in"),
    what=_("For each browser: when you signed in, its network (IP) address, and what it says about itself."),
    why=_("To keep you signed in, and so that you can see and end what isn't you."),
    how_long=_("Until you sign out; without that the sign-in ends after 14 days, and its row is cleared away then."),
    who_sees=YOU_AND_ADMINS,
    export=export_sessions,
    erase=erase_sessions,
    covers=("usersessions.UserSession.user",),
)
CODES = Holding(
    "codes",
    _("Sign-in codes"),
    what=_("That you were given a code on paper, by whom and until when; the code itself only as a digest."),
    why=_("To sign in for the first time, or without the password."),
    how_long=_("Until it is used, replaced or has expired."),
    who_sees=_("You, the administrators of this site, and the instructor who made your account, if one did."),
    export=export_codes,
    erase=erase_codes,
    covers=("accounts.SignInCode.user", "accounts.SignInCode.made_by"),
)
INVITATIONS = Holding(
    "invitations",
    _("Invitations"),
    what=_("Only of administrators: the invitations that they have made."),
    why=_("So that others can ask who invited whom."),
    how_long=_("Until an administrator deletes them. Without the account they stay, without its name."),
    who_sees=YOU_AND_ADMINS,
    export=export_invitations,
    erase=erase_invitations,
    covers=("accounts.Invitation.created_by",),
)
MAILS = Holding(
    "mails",
    _("Mails to you"),
    what=_("Address, subject and time of each mail that the site sends you; its text only until it is sent."),
    why=_("To send it again when the mail server was away, and to see what went wrong."),
    how_long=_("30 days."),
    who_sees=_("Administrators see address, subject and time, never the text."),
    export=export_mails,
    erase=erase_mails,
)
HISTORY = Holding(
    "history",
    _("History of the administration"),
    what=_(
        "What administrators changed of an account, when, and from which value to which: names, address, role, rights, "
        "whether it is active; who made it, and who gave it a sign-in code. A password is never kept there."
    ),
    why=_("So that mistakes can be found and mended."),
    how_long=_(
        "As long as the account of whoever did it exists. An entry about a deleted account keeps only its number and "
        "which fields were changed."
    ),
    who_sees=_("Administrators."),
    export=export_history,
    erase=erase_history,
    covers=("admin.LogEntry.user",),
)
FACTORS = Holding(
    "factors",
    _("Second factors"),
    what=_("Authenticator apps, passkeys and recovery codes that you have set up, and when you used them last."),
    why=_("To protect the account even when the password is known."),
    how_long=_("Until you remove them, or as long as the account exists."),
    who_sees=_("You; administrators see that there is one and can remove it. Nobody sees its secret."),
    export=export_factors,
    erase=erase_factors,
    covers=("mfa.Authenticator.user",),
)
CONNECTIONS = Holding(
    "connections",
    _("Accounts elsewhere"),
    what=_("If you sign in through your school or another service: its number for you, and what it told us about you."),
    why=_("To know you again when you come from there."),
    how_long=AS_LONG_AS_ACCOUNT,
    who_sees=YOU_AND_ADMINS,
    export=export_connections,
    erase=erase_connections,
    covers=("socialaccount.SocialAccount.user",),
)

HOLDINGS = (ACCOUNT, EMAILS, SESSIONS, CODES, INVITATIONS, MAILS, HISTORY, FACTORS, CONNECTIONS)
