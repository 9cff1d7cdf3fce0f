from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.factors.selectors import lacks_required_factor
from accounts.models import SignInCode

register = template.Library()

# The first name that is found counts: Edge and Opera call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@register.simple_tag
def sign_up_mode():
    return settings.SIGNUP


@register.simple_tag
def mail_is_set_up():
    return bool(settings.EMAIL_URL)


@register.simple_tag
def passkeys_work():
    return settings.PASSKEYS


@register.simple_tag
def oidc_name():
    """The other site through which one can sign in; empty without one."""
    return settings.OIDC_NAME if settings.OIDC_SERVER_URL else ""


@register.simple_tag
def factor_is_missing(user):
    """Is this one of the staff, without the second factor that the settings ask of them?"""
    return lacks_required_factor(user)


@register.simple_tag
def slips_are_out():
    """Whether anybody holds a slip that still works: else its page is only one more thing to read."""
    return SignInCode.objects.filter(expires_at__gt=timezone.now()).exists()


@register.filter
def browser_name(user_agent):
    """ "Firefox, Linux" for what a browser says about itself; it is a hint for people, so a guess will do."""
    found = (next((names[mark] for mark in names if mark in user_agent), None) for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name) or _("Another program")
