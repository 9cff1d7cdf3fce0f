"""The forms of allauth with labels that stay, and our own few."""

from datetime import timedelta

from allauth.account import forms as allauth_forms
from allauth.account.fields import SetPasswordField
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from django import forms
from django.conf import settings
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roster import MOST_ROWS, read_roster
from accounts.services import replace_email, use_invitation
from accounts.tables import TableError, decode, parse_table
from accounts.time_zones import zones_by_area

LONGEST_INVITATION = timedelta(days=366)
MOST_BYTES = 2_000_000  # of a file: its text goes into a field, which takes little more


def refuse_taken(email, *, by_other_than=None):
    """Raises ValidationError when somebody else has this address, on their account or among allauth's addresses.

    Said at once on every form. allauth can hide it behind a mail to the owner, but that needs a mail server, and a code
    that nobody may put off.
    """
    if any(person != by_other_than for person in filter_users_by_email(email)):
        raise forms.ValidationError(_("Somebody uses this e-mail address already."), code="email_taken")


class FocusOnError:
    """The first field that is wrong gets the focus: else a screen reader begins at the top and says nothing."""

    def full_clean(self):
        super().full_clean()
        wrong = next((name for name in self.fields if name in self.errors), None)
        if wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True


class Labelled(FocusOnError):
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
    help_texts = {"username": User._meta.get_field("username").help_text}

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


class ProfileForm(FocusOnError, forms.ModelForm):
    display_name = DisplayNameField()
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Deadlines and all other times are shown in it."),
        widget=forms.Select(attrs={"autocomplete": "off"}),
        required=False,
    )

    class Meta:
        model = User
        fields = ("display_name", "time_zone", "text_size", "wide_spacing", "more_contrast")
        widgets = {"text_size": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        as_site = (("", _("as the site (%(zone)s)") % {"zone": settings.TIME_ZONE}),)
        self.fields["time_zone"].choices = (*as_site, *zones_by_area())

    def save(self, commit=True):
        """Writes these columns only: saving the whole row would undo what an admin changed meanwhile."""
        self.instance.save(update_fields=self.Meta.fields)
        return self.instance


class SlipForm(Labelled, forms.Form):
    """Username, code and the password to be; the view asks whether they belong together."""

    login = forms.CharField(
        label=_("Username or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=80,
        help_text=_("Capitals, spaces and dashes don’t matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    password1 = SetPasswordField(label=_("Choose a password"))


class UniqueEmail:
    """Asks the addresses that allauth keeps, too; the constraint on the user knows its own column only."""

    def clean_email(self):
        email = User.objects.normalize_email(self.cleaned_data.get("email"))
        if email:
            refuse_taken(email, by_other_than=self.instance)
        return email


class AdminUserCreationForm(UniqueEmail, UserCreationForm):
    """Without a password the person gets a slip, see accounts.admin.people."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = False
        self.fields["display_name"].required = False

    def clean(self):
        data = super().clean()
        if bool(self.data.get("password1")) != bool(self.data.get("password2")):
            self.add_error("password2", _("Type the password twice, or leave both empty to get a slip."))
        return data

    def set_password_and_save(self, user, *args, commit=True, **kwargs):
        if self.cleaned_data.get("password1"):
            return super().set_password_and_save(user, *args, commit=commit, **kwargs)
        user.set_unusable_password()
        if commit:
            user.save()
        return user

    class Meta(UserCreationForm.Meta):
        model = User


class RosterForm(forms.Form):
    """A list of people, pasted or as a file. The text of a file then stands in the field, to be mended there.

    It stands in the admin and in the studio: its fields have the classes of both.
    """

    text = forms.CharField(
        label=_("Type or paste the list"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField form-control", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or choose a CSV file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "form-control"}),
    )
    only_right = forms.BooleanField(
        label=_("Make only the lines that are right"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        """`table` is what was read; `text` is what the field is to show next."""
        data = super().clean()
        file, text = data.get("file"), data.get("text") or ""
        if file is None and not text.strip():
            raise forms.ValidationError(_("Paste a list, or choose a file."), code="empty")
        if file is not None and file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too big. Please split it into several."), code="too_big")
        try:
            data["text"] = text = decode(file.read()) if file is not None else text
            data["roster"] = read_roster(parse_table(text, at_most=MOST_ROWS))
        except TableError as error:
            raise forms.ValidationError(str(error), code="unreadable") from error
        if not data["roster"].entries:
            raise forms.ValidationError(_("There is nobody below the headings."), code="nobody")
        return data


class InvitationForm(forms.ModelForm):
    """Holds what a slip of the finger could make: a link that opens the site for years, or to everybody."""

    uses_left = forms.IntegerField(label=_("Sign-ups left"), min_value=0, max_value=MOST_ROWS, initial=30)

    def clean_expires_at(self):
        now, until = timezone.now(), self.cleaned_data["expires_at"]
        if until <= now and not self.instance.pk:
            raise forms.ValidationError(_("This moment has passed."), code="past")
        if until > now + LONGEST_INVITATION:
            raise forms.ValidationError(_("An invitation lasts a year at most."), code="too_long")
        return until


class AdminUserChangeForm(UniqueEmail, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User
