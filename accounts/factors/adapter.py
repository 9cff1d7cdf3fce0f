"""Where second factors differ from allauth's defaults."""

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.factors.sealing import Unreadable, seal, unseal


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "codes_rest": _("There were too many wrong codes. Please wait five minutes, then try again."),
        "incorrect_code": _("This code is not right, or it was used already. Please type the one shown now."),
        "incorrect_passkey": _("This passkey could not be checked. Please try again."),
    }

    def get_totp_label(self, user):
        return user.username

    def get_public_key_credential_rp_entity(self):
        return {"id": urlsplit(settings.SITE_URL).hostname, "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user):
        return super().get_public_key_credential_user_entity(user) | {"name": user.username}

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        """What can't be read (the secret key was changed) counts as a secret that nobody knows: it opens nothing."""
        try:
            return unseal(encrypted_text)
        except Unreadable:
            return generate_totp_secret()
