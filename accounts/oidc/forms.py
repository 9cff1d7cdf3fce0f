from allauth.account.adapter import get_adapter
from allauth.socialaccount import forms as allauth_forms
from allauth.socialaccount.adapter import get_adapter as get_oidc_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DisplayNameField
from accounts.models import User

USERNAME = User._meta.get_field("username")


class NewAccountForm(forms.Form):
    """Somebody here has the e-mail address already, and the person wants an account of their own without it."""

    username = forms.CharField(
        label=_("Username"),
        help_text=USERNAME.help_text,
        max_length=USERNAME.max_length,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    display_name = DisplayNameField()

    def __init__(self, *args, sociallogin, **kwargs):
        self.sociallogin = sociallogin
        name = get_oidc_adapter().suggest_username(sociallogin)
        suggested = {"username": name, "display_name": sociallogin.user.display_name}
        super().__init__(*args, **{**kwargs, "initial": suggested})

    def clean_username(self):
        return get_adapter().clean_username(self.cleaned_data["username"])

    def try_save(self, request):
        """What allauth asks of a form: the new person, and no answer in place of signing them in."""
        return get_oidc_adapter().save_user(request, self.sociallogin, form=self), None


class DisconnectForm(allauth_forms.DisconnectForm):
    def clean(self):
        """The last way in can't be taken away. allauth would ask for a confirmed address, too, which few need here."""
        cleaned = forms.Form.clean(self)
        others = self.accounts.exclude(pk=getattr(cleaned.get("account"), "pk", None))
        if cleaned.get("account") and not others and not self.request.user.has_usable_password():
            raise get_oidc_adapter().validation_error("no_password")
        return cleaned
