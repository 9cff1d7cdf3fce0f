from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url, perform_login
from allauth.core import ratelimit
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import ProfileForm, SlipForm
from accounts.models import User
from accounts.rules import can_reset
from accounts.services import InvitationUsedUp, SlipRefused, find_slip, use_slip

NO_SUCH_SLIP = gettext_lazy(
    "This name and code do not open anything. A slip works once, for thirty days; after that your password counts."
)


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


@sensitive_post_parameters("code", "password1")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request):
    """A slip of paper instead of a password: its code is used up by choosing one."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(get_login_redirect_url(request))
    form = SlipForm(request.POST or None)
    if form.is_valid() and (person := _person_with_slip(request, form)):
        get_adapter().send_notification_mail("account/email/password_set", person)
        return perform_login(request, person, redirect_url=get_next_redirect_url(request))
    return render(request, "account/slip.html", {"form": form, "next": get_next_redirect_url(request)})


def _person_with_slip(request, form):
    """Whose slip it was, now with the new password; None, with the errors in the form, when it can't be."""
    data, now = form.cleaned_data, timezone.now()
    limit = {"action": "slip_failed", "key": User.normalize_username(data["login"].strip())}
    # Looks before it counts, see AccountAdapter.pre_authenticate.
    if not ratelimit.consume(request, dry_run=True, **limit):
        form.add_error(None, _("There were too many wrong codes. Please wait five minutes, then try again."))
        return None
    try:
        found = find_slip(login=data["login"], code=data["code"], now=now)
        get_adapter().clean_password(data["password1"], found.user)
        return use_slip(slip=found, password=data["password1"], now=now)
    except ValidationError as error:
        form.add_error("password1", error)
    except SlipRefused:
        ratelimit.consume(request, **limit)
        form.add_error(None, NO_SUCH_SLIP)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    person = User.objects.get(pk=request.user.pk)  # not request.user: a refused name must not show in the header
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    helper = person.made_by if person.made_by and can_reset(person.made_by, person) else None
    return render(request, "accounts/profile_edit.html", {"form": form, "helper": helper})


@require_POST
def sign_out_everywhere(request):
    get_sessions_adapter().end_sessions(UserSession.objects.filter(user=request.user))
    get_adapter().logout(request)
    messages.success(request, _("You are signed out on all devices."))
    return redirect("account_login")
