"""allauth's views of second factors, where ours differ."""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.factors.selectors import has_second_factor


def with_passkeys(view):
    """The view, where the site's address allows passkeys at all."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not settings.PASSKEYS:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


class SignOutElsewhere:
    """With the first factor whoever knew only the password is out: other sessions were opened without it."""

    def form_valid(self, form):
        is_first = not has_second_factor(self.request.user)
        response = super().form_valid(form)
        others = UserSession.objects.filter(user=self.request.user)
        others = others.exclude(session_key=self.request.session.session_key)
        if is_first and others:
            get_sessions_adapter().end_sessions(others)
            messages.info(self.request, _("You were signed out on your other devices."))
        return response


class AppAddView(SignOutElsewhere, ActivateTOTPView):
    """Sent twice, the form leads on as if sent once; allauth would ask whether to remove the app."""

    def dispatch(self, request, *args, **kwargs):
        if Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except IntegrityError:
            return redirect("mfa_index")


class PasskeyAddView(SignOutElsewhere, AddWebAuthnView):
    def get_context_data(self, **kwargs):
        """Always asks for a passkey that can sign in alone; allauth leaves that to a box to tick and to its script."""
        options = auth.begin_registration(self.request.user, passwordless=True)
        return {**FormView.get_context_data(self, **kwargs), "js_data": {"creation_options": options}}


class StepView(AuthenticateView):
    """The second step at sign-in."""

    def get_context_data(self, **kwargs):
        person = self.stage.login.user
        types = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
        context = super().get_context_data(**kwargs)
        form = context["form"] or self.get_form_class()(user=person)
        return {**context, "form": form, "types": types, "with_passkey": settings.PASSKEYS and "webauthn" in types}


class PasskeyReauthenticateView(ReauthenticateWebAuthnView):
    def form_invalid(self, form):
        """Back to this page; allauth goes to the sign-in page, which sends signed-in people to the front."""
        for error in form.errors.get("credential", []):
            get_adapter().add_message(self.request, messages.ERROR, message=error)
        return redirect(self.request.get_full_path())
