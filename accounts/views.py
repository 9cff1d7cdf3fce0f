from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.services import InvitationUsedUp


class SignUpView(allauth_views.SignupView):
    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except InvitationUsedUp:
            return self.closed()
        except IntegrityError:
            # Somebody took the name or the address between the check and the save: now the form can see it.
            form.full_clean()
            if form.is_valid():
                raise
            return self.form_invalid(form)


class EmailConfirmView(allauth_views.ConfirmEmailVerificationCodeView):
    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return {**kwargs, "user": self._process.user} if self._action == "change" else kwargs

    def _change_form_invalid(self, form):
        """allauth 65.21 calls this method and lacks it: an address that is taken would end in an error page."""
        return self.render_to_response(self.get_context_data(form=form))


class PasswordResetView(allauth_views.PasswordResetView):
    def post(self, request, *args, **kwargs):
        """Without a mail server the page says whom to ask; pretending to send would leave people waiting."""
        post = super().post if settings.EMAIL_URL else super().get
        return post(request, *args, **kwargs)


@require_POST
@login_not_required
def email_confirm_later(request):
    """Signs the new person in without the code, so that a typing error or a slow mail never stands in the way."""
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    return stage.exit() if stage and stage.login.user else redirect("account_login")


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    person = User.objects.get(pk=request.user.pk)  # not request.user: a refused name must not show in the header
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return render(request, "accounts/profile_edit.html", {"form": form})


@require_POST
def sign_out_everywhere(request):
    get_sessions_adapter().end_sessions(UserSession.objects.filter(user=request.user))
    get_adapter().logout(request)
    messages.success(request, _("You are signed out on all devices."))
    return redirect("account_login")
