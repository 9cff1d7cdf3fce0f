from functools import wraps

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.views import ConnectionsView, SignupView
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from requests import RequestException

from accounts.models import Invitation
from accounts.oidc.protocol import OidcCallback, OidcClient
from accounts.services import InvitationUsedUp

INVITE_LENGTH = Invitation._meta.get_field("token").max_length


def with_provider(view):
    """The view with the provider of the settings; without one there is no page. Lost races end in a page, too."""

    @wraps(view)
    def wrapper(request):
        try:
            provider = get_adapter(request).get_provider(request)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        try:
            return view(request, provider)
        except InvitationUsedUp:
            return render(request, "account/signup_closed.html")
        except (IntegrityError, OAuth2Error, RequestException) as error:
            return render_authentication_error(request, provider, exception=error)

    return wrapper


@login_not_required
@with_provider
def start(request, provider):
    """Leads to the provider, by way of a page of our own.

    A redirect would not do: browsers hold a form's redirects against `form-action 'self'`.
    """
    if request.method != "POST":
        return redirect("account_login")
    process = "connect" if request.user.is_authenticated else "login"
    if process == "connect":
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
    invite = request.POST.get("invite", "")[:INVITE_LENGTH]
    response = provider.redirect(request, process, next_url=get_next_redirect_url(request), invite=invite)
    return render(request, "socialaccount/login_redirect.html", {"provider": provider, "address": response.url})


@login_not_required
@with_provider
def callback(request, provider):
    return OidcCallback.adapter_view(OidcClient(request))(request)


@login_not_required
@with_provider
def sign_up(request, provider):
    return SignupView.as_view()(request)


@login_not_required
@with_provider
def cancelled(request, provider):
    return render(request, "socialaccount/login_cancelled.html")


@login_not_required
@with_provider
def failed(request, provider):
    return render_authentication_error(request, provider)


@with_provider
def connections(request, provider):
    return ConnectionsView.as_view()(request)
