"""Where this site differs from allauth's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_rests": _(
            "There were too many wrong passwords. Please wait five minutes, then try again. Nothing is lost."
        ),
        "email_password_mismatch": _("This e-mail address and password do not belong together."),
        "too_many_login_attempts": _("Too many wrong tries. Please sign in, or ask for a new code."),
        "username_password_mismatch": _("This username and password do not belong together."),
        "username_taken": _("Somebody has this username already."),
    }

    def is_open_for_signup(self, request):
        if settings.SIGNUP == "invite":
            return Invitation.objects.usable(request.GET.get("invite", ""), timezone.now()).exists()
        return settings.SIGNUP == "open"

    def clean_username(self, username, shallow=False):
        return super().clean_username(User.normalize_username(username), shallow=shallow)

    def save_user(self, request, user, form, commit=True):
        user.display_name = form.cleaned_data["display_name"]
        return super().save_user(request, user, form, commit=commit)

    def pre_authenticate(self, request, **credentials):
        """Counts a try, unless a limit is reached already.

        allauth counts limit by limit and stops at the first that is full: tries from an address that is over its
        limit would go on filling the limits of the accounts, and lock out their owners. So look first.
        """
        key = self._get_login_attempts_cache_key(request, **credentials)
        if not ratelimit.consume(request, action="login_failed", key=key, dry_run=True):
            raise self.validation_error("account_rests")
        super().pre_authenticate(request, **credentials)

    def get_login_stages(self):
        stages = super().get_login_stages()
        theirs = "allauth.account.stages.EmailVerificationStage"
        return ["accounts.stages.ConfirmEmailStage" if stage == theirs else stage for stage in stages]

    def get_reauthentication_methods(self, user):
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = [{**each, "description": words[each["id"]]} for each in super().get_reauthentication_methods(user)]
        return [each for each in methods if settings.PASSKEYS or each["id"] != "mfa_reauthenticate:webauthn"]

    def send_mail(self, template_prefix, email, context):
        if settings.EMAIL_URL:
            super().send_mail(template_prefix, email, {"site_url": settings.SITE_URL, **context})

    def get_reset_password_from_key_url(self, key):
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def get_email_verification_redirect_url(self, email_address):
        return reverse("profile")

    def get_password_change_redirect_url(self, request):
        return reverse("profile")
