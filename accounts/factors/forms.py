from contextlib import contextmanager

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.forms import Labelled
from accounts.models import plain_text

NAME_LENGTH = 60
CREDENTIAL_LENGTH = 32_000


class CodeField(Labelled):
    """Digits of an app; spaces between them are taken, too."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocapitalize": "none", "maxlength": 40})


class OnceOnly(CodeField):
    """A code opens once.

    allauth remembers a used code for the half minute in which it is shown, but with MFA_TOTP_TOLERANCE it is good for
    longer: whoever looked over a shoulder could use it again.
    """

    labels = {"code": _("Code")}

    def clean_code(self):
        try:
            code = super().clean_code()
        except forms.ValidationError as error:
            if error.code == "too_many_login_attempts":
                raise get_adapter().validation_error("codes_rest") from error
            raise
        key = f"accounts.factors.used:{self.user.pk}:{''.join(filter(str.isalnum, code))}"
        if not cache.add(key, True, app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(OnceOnly, code_forms.AuthenticateForm):
    pass


class ReauthenticateCodeForm(OnceOnly, code_forms.ReauthenticateForm):
    pass


class AppForm(CodeField, ActivateTOTPForm):
    labels = {"code": _("Code that the app shows now")}

    def __init__(self, *args, **kwargs):
        """Keeps the key that this session was shown: a second tab must not take it away from the first."""
        session = context.request.session
        shown = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        self.secret = session[SECRET_SESSION_KEY] = shown or self.secret

    def clean_code(self):
        try:
            return super().clean_code()
        except forms.ValidationError as error:
            if error.code == "rate_limited":
                raise get_adapter().validation_error("codes_rest") from error
            raise


class CredentialField(forms.JSONField):
    """What the browser says about a passkey: JSON of a few kilobytes, written by a script, or by anybody."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            if len(value or "") <= CREDENTIAL_LENGTH:
                return super().clean(value)
        except (RecursionError, ValueError, forms.ValidationError):
            pass
        raise get_adapter().validation_error("incorrect_passkey")


@contextmanager
def readable():
    """Whatever was sent as a passkey ends in a sentence: the libraries below stumble over odd shapes."""
    try:
        yield
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_passkey") from error
    except forms.ValidationError as error:
        codes = {"incorrect_code": "incorrect_passkey", "too_many_login_attempts": "codes_rest"}
        raise get_adapter().validation_error(codes[error.code]) if error.code in codes else error from error


class NewPasskeyForm(Labelled, passkey_forms.AddWebAuthnForm):
    labels = {"name": _("Name of the passkey")}
    help_texts = {"name": _("So that you can tell it from others, for example “My phone”.")}

    name = forms.CharField(max_length=NAME_LENGTH, required=False, validators=[plain_text])
    credential = CredentialField()
    passwordless = None  # each of ours is good for signing in without a password

    def clean(self):
        with readable():
            return super().clean()


class PasskeyNameForm(Labelled, passkey_forms.EditWebAuthnForm):
    labels = {"name": _("Name of the passkey")}

    name = forms.CharField(max_length=NAME_LENGTH, validators=[plain_text])


class ReadCredential:
    def clean_credential(self):
        with readable():
            return super().clean_credential()


class PasskeySignInForm(ReadCredential, passkey_forms.LoginWebAuthnForm):
    credential = CredentialField()


class PasskeyStepForm(ReadCredential, passkey_forms.AuthenticateWebAuthnForm):
    credential = CredentialField()


class ReauthenticatePasskeyForm(ReadCredential, passkey_forms.ReauthenticateWebAuthnForm):
    credential = CredentialField()
