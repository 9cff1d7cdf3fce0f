"""The forms of allauth with labels that stay, and our own few."""

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from django import forms
from django.conf import settings
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import replace_email, use_invitation


def refuse_taken(email, *, by_other_than=None):
    """Raises ValidationError when somebody else has this address, on their account or among allauth's addresses.

    Said at once on every form. allauth can hide it behind a mail to the owner, but that needs a mail server, and a code
    that nobody may put off.
    """
    if any(person != by_other_than for person in filter_users_by_email(email)):
        raise forms.ValidationError(_("Somebody uses this e-mail address already."), code="email_taken")


class Labelled:
    """Takes allauth's placeholders away: they repeat the label and vanish when one starts to type."""

    labels = {}
    help_texts = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, field.help_text)


class DisplayNameField(forms.CharField):
    def __init__(self, **kwargs):
        column = User._meta.get_field("display_name")
        super().__init__(
            label=_("Your name (optional)"),
            help_text=_("The name that others see here instead of your username."),
            max_length=column.max_length,
            validators=column.validators,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            required=False,
            **kwargs,
        )


class SignInForm(Labelled, allauth_forms.LoginForm):
    labels = {"login": _("Username or e-mail"), "remember": _("Keep me signed in on this device")}
    help_texts = {"password": "", "remember": _("Leave this off on a computer that others use too.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update({"autocomplete": "username", "autocapitalize": "none"})

    def user_credentials(self):
        """What was typed, once. allauth gives an address twice, as a name that may be one and as an address, and then
        hashes the password twice where somebody has it: the time would tell whose addresses are known here.
        """
        credentials = super().user_credentials()
        return {name: value for name, value in credentials.items() if name != "email"}


class SignUpForm(Labelled, allauth_forms.SignupForm):
    field_order = ("username", "password1", "display_name", "email")
    labels = {"email": _("E-mail (optional)")}
    help_texts = {"username": _("Letters, digits and . + - _. Capitals and small letters count as the same.")}

    display_name = DisplayNameField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocapitalize"] = "none"
        self.fields["email"].required = False  # see ACCOUNT_SIGNUP_FIELDS
        self.fields["email"].help_text = (
            _("For a new password when you forget yours. We send a code to it now.")
            if settings.EMAIL_URL
            else _("You can sign in with it, too.")
        )

    def validate_unique_email(self, value):
        refuse_taken(value)
        return value

    def save(self, request):
        """Makes the account. Losing a race for the name, the address or an invitation leaves nothing behind."""
        with transaction.atomic():
            if settings.SIGNUP == "invite":
                use_invitation(token=request.GET.get("invite", ""), now=timezone.now())
            return super().save(request)


class EmailForm(Labelled, allauth_forms.AddEmailForm):
    labels = {"email": _("New e-mail address")}

    def clean_email(self):
        email = super().clean_email()
        refuse_taken(email, by_other_than=self.user)
        return email

    def save(self, request):
        """Sends a code, after which the address counts; where no mail can be sent, it counts at once, unconfirmed."""
        if settings.EMAIL_URL:
            return super().save(request)
        replace_email(user=self.user, email=self.cleaned_data["email"])
        return EmailAddress.objects.get(user=self.user)


class EmailCodeForm(Labelled, allauth_forms.ConfirmEmailVerificationCodeForm):
    labels = {"code": _("Code from the e-mail")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"autocapitalize": "characters", "spellcheck": "false"})


class OtherEmailForm(Labelled, allauth_forms.ChangeEmailForm):
    """At sign-up, on the page for the code: the address was mistyped."""

    labels = {"email": _("Another e-mail address")}

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self):
        refuse_taken(self.cleaned_data["email"], by_other_than=self.user)
        return super().clean_email()


class PasswordChangeForm(Labelled, allauth_forms.ChangePasswordForm):
    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    help_texts = {"oldpassword": ""}


class PasswordSetForm(Labelled, allauth_forms.SetPasswordForm):
    labels = {"password2": _("Password, once more")}


class PasswordResetForm(Labelled, allauth_forms.ResetPasswordForm):
    labels = {"email": _("E-mail")}


class PasswordResetKeyForm(Labelled, allauth_forms.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password, once more")}


class ReauthenticateForm(Labelled, allauth_forms.ReauthenticateForm):
    help_texts = {"password": ""}


class ProfileForm(forms.ModelForm):
    display_name = DisplayNameField()

    class Meta:
        model = User
        fields = ("display_name",)

    def save(self, commit=True):
        """Writes this column only: saving the whole row would undo what an admin changed meanwhile."""
        self.instance.save(update_fields=["display_name"])
        return self.instance


class UniqueEmail:
    """Asks the addresses that allauth keeps, too; the constraint on the user knows its own column only."""

    def clean_email(self):
        email = User.objects.normalize_email(self.cleaned_data.get("email"))
        if email:
            refuse_taken(email, by_other_than=self.instance)
        return email


class AdminUserCreationForm(UniqueEmail, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User


class AdminUserChangeForm(UniqueEmail, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User
