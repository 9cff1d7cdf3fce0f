"""The conversation with the provider, on top of allauth's, which skips the signature and the nonce of ID tokens.

What comes from there is foreign: each answer is read as if anybody had sent it, and one that can't be read ends in an
OAuth2Error, which allauth turns into a page.
"""

import secrets
from contextlib import contextmanager
from hashlib import sha256

import jwt
from allauth.account.internal.emailkit import valid_email_or_none
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.urls import reverse

from accounts.models import User, plain_text

# Signed with the provider's own key: with HS256 whoever holds our client secret could sign.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
ENDPOINTS = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
UID_LENGTH = 191


@contextmanager
def readable():
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
        raise OAuth2Error(f"The provider's answer can't be taken: {error!r}") from error


def text_of(claims: dict, name: str) -> str:
    """A claim that is a text without anything invisible in it, or nothing."""
    value = claims.get(name)
    return value.strip() if isinstance(value, str) and not plain_text.regex.search(value) else ""


class OidcClient(OpenIDConnectOAuth2Adapter):
    """One sign-in's requests to the provider."""

    def __init__(self, request):
        super().__init__(request, settings.OIDC_SERVER_URL)

    @property
    def openid_config(self):
        with readable():
            config = super().openid_config
            if not all(isinstance(config[name], str) for name in ENDPOINTS):
                raise TypeError(ENDPOINTS)
            return config

    def get_callback_url(self, request, app):
        return settings.SITE_URL + reverse("oidc_callback")

    def get_client(self, *args):
        with readable():
            return super().get_client(*args)

    def get_access_token_data(self, *args, **kwargs):
        with readable():
            return super().get_access_token_data(*args, **kwargs)

    def parse_token(self, data):
        with readable():
            return SocialToken(token=data["access_token"])

    def complete_login(self, request, app, token, **kwargs):
        with readable():
            claims = self._decode_id_token(app, kwargs["response"]["id_token"])
            claims |= self._user_info(claims["sub"], token)
            return self.get_provider().sociallogin_from_response(request, claims)

    def _decode_id_token(self, app, id_token):
        claims = jwt.decode(
            id_token,
            key=self._key_of(id_token),
            algorithms=ALGORITHMS,
            audience=app.client_id,
            issuer=self.openid_config["issuer"],
            leeway=30,
            options={"require": ["aud", "exp", "iat", "iss", "sub"]},
        )
        if claims.get("nonce") != self.state["nonce"]:
            raise ValueError("nonce")
        return claims

    def _key_of(self, id_token):
        """The provider's key that the token names; a provider with a single key need not name it."""
        keys = jwt.PyJWKSet.from_dict(self._get(self.openid_config["jwks_uri"])).keys
        name = jwt.get_unverified_header(id_token).get("kid")
        for key in keys:
            if key.key_id == name or (name is None and len(keys) == 1):
                return key.key
        raise KeyError(name)

    def _user_info(self, subject, token):
        """More claims; they count only if they are about the one who signed in."""
        if not (address := self.openid_config.get("userinfo_endpoint")):
            return {}
        claims = self._get(address, headers={"Authorization": f"Bearer {token.token}"})
        if claims["sub"] != subject:
            raise ValueError("sub")
        return claims

    def _get(self, address, **options):
        with get_adapter().get_requests_session() as session:
            response = session.get(address, **options)
            response.raise_for_status()
            return response.json()


class OidcCallback(OAuth2CallbackView):
    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.state = state
        return state, response


class OidcProvider(OpenIDConnectProvider):
    oauth2_adapter_class = OidcClient
    pkce_enabled_default = True

    def get_oauth2_adapter(self, request):
        return OidcClient(request)

    def get_login_url(self, request, **kwargs):
        return reverse("oidc_login")

    def get_callback_url(self):
        return reverse("oidc_callback")

    def redirect(self, request, process, next_url=None, **state):
        """Leads to the provider. `state` waits in the session for the way back."""
        nonce = secrets.token_urlsafe(24)
        with readable():
            return super().redirect(request, process, next_url, auth_params={"nonce": nonce}, nonce=nonce, **state)

    def extract_uid(self, claims):
        subject = claims["sub"]
        if not isinstance(subject, str) or "\x00" in subject:
            raise TypeError("sub")
        return subject if len(subject) <= UID_LENGTH else sha256(subject.encode()).hexdigest()

    def extract_extra_data(self, claims):
        """Kept of the claims: how the person recognises the account, nothing else."""
        names = ("preferred_username", "email", "name")
        return {"label": next((text for name in names if (text := text_of(claims, name))), "")[:254]}

    def extract_common_fields(self, claims):
        name = text_of(claims, "name")[: User._meta.get_field("display_name").max_length]
        return {"username": text_of(claims, "preferred_username"), "name": name}

    def extract_email_addresses(self, claims):
        """The address, if the provider has made sure of it. Some write true as a text."""
        email = valid_email_or_none(User.objects.normalize_email(text_of(claims, "email")))
        is_verified = claims.get("email_verified") in (True, "true")
        return [EmailAddress(email=email, verified=True, primary=True)] if email and is_verified else []
