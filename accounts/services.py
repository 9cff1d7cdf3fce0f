"""The writers of state that carries a rule: invitations and e-mail addresses."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from accounts.models import Invitation, User


class InvitationUsedUp(Exception):
    """The link is unknown, has expired, or somebody else took its last sign-up."""


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
