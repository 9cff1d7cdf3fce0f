from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import FocusOnError
from accounts.models import User


class DeleteAccountForm(FocusOnError, forms.Form):
    """Asks for the username, so that one press on the wrong button deletes nothing."""

    username = forms.CharField(
        label=_("Type your username to delete the account"),
        max_length=User._meta.get_field("username").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_username(self):
        typed = User.normalize_username(self.cleaned_data["username"])
        if typed != self.person.username:
            raise forms.ValidationError(_("This isn't your username. Nothing was deleted."), code="other_name")
        return typed
