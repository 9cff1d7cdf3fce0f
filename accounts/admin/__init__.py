"""People in the Django admin: accounts, lists of them, slips, invitations, mails, and where they are signed in."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.admin import groups, invitations, mails, people, sessions

__all__ = ["groups", "invitations", "mails", "people", "sessions"]

admin.site.enable_nav_sidebar = False  # lists need the room
# One way in for everybody, so that rate limits, the list of sessions and second factors hold here, too. Django's own
# forms would know none of them, not even for somebody who is signed in and tries the password of another.
admin.site.login = secure_admin_login(require_safe(admin.site.login))
admin.site.password_change = lambda request, extra_context=None: redirect("account_change_password")
