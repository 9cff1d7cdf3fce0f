"""How a sign-in through the provider becomes a person here."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.utils import filter_users_by_email
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation
from accounts.oidc.protocol import OidcProvider
from accounts.services import use_invitation

logger = logging.getLogger(__name__)


class OidcAccountAdapter(DefaultSocialAccountAdapter):
    """Never takes an account over by its e-mail address, and never gives a role: people come as learners."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _("Please set a password first: without this connection you could not sign in any more."),
    }

    def list_apps(self, request, provider=None, client_id=None):
        """The settings alone. Connections hang on the server's address: another server may mean others by its names."""
        if not settings.OIDC_SERVER_URL:
            return []
        app = SocialApp(
            provider=OidcProvider.id,
            provider_id=settings.OIDC_SERVER_URL,
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={"server_url": settings.OIDC_SERVER_URL},
        )
        return [app]

    def get_provider(self, request, provider=None, client_id=None):
        for app in self.list_apps(request):
            return OidcProvider(request, app)
        raise SocialApp.DoesNotExist

    def list_providers(self, request):
        return [OidcProvider(request, app) for app in self.list_apps(request)]

    def is_open_for_signup(self, request, sociallogin):
        if settings.SIGNUP == "invite":
            return Invitation.objects.usable(sociallogin.state.get("invite", ""), timezone.now()).exists()
        return settings.SIGNUP == "open"

    def can_authenticate_by_email(self, login, email):
        return False

    def is_auto_signup_allowed(self, request, sociallogin):
        """An address that somebody here has leads to a page that asks which account is meant."""
        return not any(filter_users_by_email(address.email) for address in sociallogin.email_addresses)

    def populate_user(self, request, sociallogin, data):
        user, addresses = sociallogin.user, sociallogin.email_addresses
        user.email = addresses[0].email if addresses else ""
        user.display_name = data["name"]
        user.username = data["username"]
        return user

    @transaction.atomic
    def save_user(self, request, sociallogin, form=None):
        """Makes the account. With a form the person has seen that the address is taken: it is left out."""
        if settings.SIGNUP == "invite":
            use_invitation(token=sociallogin.state.get("invite", ""), now=timezone.now())
        user = sociallogin.user
        user.set_unusable_password()
        user.username = self.suggest_username(sociallogin)
        if form:
            user.username, user.display_name = form.cleaned_data["username"], form.cleaned_data["display_name"]
            user.email, sociallogin.email_addresses = "", []
        sociallogin.save(request)
        return user

    def suggest_username(self, sociallogin):
        """A free one by our rules, from what the provider calls the person."""
        user, label = sociallogin.user, sociallogin.account.extra_data["label"]
        return get_adapter().generate_unique_username([user.username, label, user.display_name])

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        if error != AuthError.CANCELLED:
            logger.warning("Sign-in through %s failed: %s %s", provider, error, str(exception or "")[:300])
