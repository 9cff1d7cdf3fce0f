"""The writers of state that carries a rule: invitations, e-mail addresses, second factors, slips, lists of people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.codes import new_code, normalised
from accounts.models import Invitation, SignInCode, User
from accounts.roster import Entry
from accounts.rules import can_reset

SLIPS_LAST = timedelta(days=30)


class InvitationUsedUp(Exception):
    """The link is unknown, has expired, or somebody else took its last sign-up."""


class SlipRefused(Exception):
    """No such person, another code, too old, used up, or not theirs to use: nobody is told which."""


class NameTaken(Exception):
    """Somebody took a username or an address of the list in the meantime. Nobody was made."""


def use_invitation(*, token: str, now: datetime) -> None:
    """Takes one sign-up from an invitation. The guard stands in the UPDATE, so the last one goes to one person only."""
    if not Invitation.objects.usable(token, now).update(uses_left=F("uses_left") - 1):
        raise InvitationUsedUp


@transaction.atomic
def replace_email(*, user: User, email: str) -> None:
    """Makes this (or none) the person's only address, unconfirmed.

    The rows of allauth go too: an old address that stayed there would still sign in and get reset links.
    """
    EmailAddress.objects.filter(user=user).delete()
    user.email = User.objects.normalize_email(email)
    user.save(update_fields=["email"])
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True)


def remove_second_factors(*, user: User) -> bool:
    """Takes all of a person's second factors and recovery codes away, e.g. after a lost phone. Were there any?"""
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    return bool(deleted)


@dataclass(frozen=True)
class Slip:
    """What is printed for one person. The code is nowhere else: it can't be shown a second time."""

    person: User
    code: str
    expires_at: datetime


def make_slips(*, people: Iterable[User], made_by: User, now: datetime) -> list[Slip]:
    """A new code for each; an older one stops working. Their passwords stay until the code is used."""
    slips = [Slip(person, new_code(), now + SLIPS_LAST) for person in people]
    SignInCode.objects.bulk_create(
        [
            SignInCode(
                user=slip.person,
                digest=_digest(slip.person, slip.code),
                made_by=made_by,
                made_at=now,
                expires_at=slip.expires_at,
            )
            for slip in slips
        ],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["digest", "made_by", "made_at", "expires_at"],
    )
    return slips


def _digest(person: User, code: str) -> str:
    """Keyed with the site's secret and the person: a copy of the database alone can't be searched for codes."""
    return salted_hmac("accounts.slip", f"{person.pk}:{normalised(code)}", algorithm="sha256").hexdigest()


def find_slip(*, login: str, code: str, now: datetime) -> SignInCode:
    """The slip that this person may use now; raises SlipRefused."""
    name, email = User.normalize_username(login.strip()), User.objects.normalize_email(login)
    theirs = SignInCode.objects.select_related("user", "made_by").filter(
        Q(user__username=name) | Q(user__email=email), expires_at__gt=now, user__is_active=True
    )
    for slip in theirs:
        if constant_time_compare(slip.digest, _digest(slip.user, code)) and _still_allowed(slip):
            return slip
    raise SlipRefused


def _still_allowed(slip: SignInCode) -> bool:
    """Whoever made the slip has seen its code: it opens only what they could still reset now.

    Somebody whose account is gone can reset nobody: else who has lost a role would get it back by deleting her account.
    """
    return slip.made_by is not None and can_reset(slip.made_by, slip.user)


@transaction.atomic
def use_slip(*, slip: SignInCode, password: str, now: datetime) -> User:
    """Sets the password and takes the code away, once: of two at a time, the second raises SlipRefused."""
    gone, _rows = SignInCode.objects.filter(pk=slip.pk, digest=slip.digest, expires_at__gt=now).delete()
    if not gone:
        raise SlipRefused
    slip.user.set_password(password)
    slip.user.save(update_fields=["password"])
    return slip.user


def make_people(*, entries: Sequence[Entry], made_by: User, now: datetime) -> list[Slip]:
    """Makes everybody on the list, or nobody (NameTaken), without passwords: each gets a slip."""
    people = [
        User(username=entry.username, display_name=entry.name, email=entry.email, role=entry.role, made_by=made_by)
        for entry in entries
    ]
    for person in people:
        person.set_unusable_password()
    try:
        with transaction.atomic():
            User.objects.bulk_create(people)
            EmailAddress.objects.bulk_create(
                EmailAddress(user=person, email=person.email, primary=True) for person in people if person.email
            )
            return make_slips(people=people, made_by=made_by, now=now)
    except IntegrityError as error:
        raise NameTaken from error


def set_role(*, people: Iterable[User], role: str) -> list[User]:
    """Gives all of them this role; returns those for whom that was a change, with the role that they had."""
    changed = [person for person in people if person.role != role]
    User.objects.filter(pk__in=[person.pk for person in changed]).update(role=role)
    return changed
