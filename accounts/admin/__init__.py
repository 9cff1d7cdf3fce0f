"""People in the Django admin: accounts, lists of them, slips, invitations, mails, and where they are signed in."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from accounts.admin import invitations, mails, people, sessions

__all__ = ["invitations", "mails", "people", "sessions"]

# One way in for everybody, so that rate limits, the list of sessions and later second factors hold here, too.
admin.site.login = secure_admin_login(admin.site.login)
