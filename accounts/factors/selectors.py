"""What second factors a person has."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes stand in for one, they are none


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def lacks_required_factor(user: User) -> bool:
    """Must this person set up a second factor before anything else? Asks the database about staff only."""
    is_bound = settings.REQUIRE_STAFF_MFA and (user.is_staff or user.is_superuser)
    return is_bound and not has_second_factor(user)
