from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from django_htmx.http import HttpResponseClientRedirect

from accounts.factors.selectors import lacks_required_factor

# Setting one up, proving who one is meanwhile, leaving, signs of life, and what everybody may read about the site.
ALLOWED = {
    *("account_logout", "account_reauthenticate", "sign_out_everywhere", "healthz", "readyz"),
    *("accessibility", "privacy", "imprint"),
}


class RequireSecondFactor(MiddlewareMixin):
    """With REQUIRE_STAFF_MFA, staff without a second factor get to the pages that set one up, and to no other."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        # Guests are let go before request.user is looked at: that would make their pages vary by cookie.
        if not settings.REQUIRE_STAFF_MFA or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if is_allowed(request.resolver_match.view_name) or not lacks_required_factor(request.user):
            return None
        return lead_to_set_up(request)


def is_allowed(view_name):
    return view_name in ALLOWED or view_name.startswith("mfa_")


def lead_to_set_up(request):
    if request.htmx:
        return HttpResponseClientRedirect(redirect("mfa_index").url)
    if "application/json" in (request.content_type, request.get_preferred_type(["text/html", "application/json"])):
        return JsonResponse({"error": "second_factor_required"}, status=403)
    return redirect("mfa_index")
