"""The edge of the site: which requests come in at all, and the headers without which no response goes out."""

import logging

from django.contrib import messages
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponseBadRequest, HttpResponseNotAllowed
from django.middleware.security import SecurityMiddleware
from django.shortcuts import redirect
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "POST")
# For every response, errors and static files among them. Django's own middleware and django-csp add the rest.
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Reporting-Endpoints": 'csp="/csp-report/"',
}


def headers_on_everything(get_response):
    """Stands outermost: Django adds its headers (HSTS, COOP …) only to what comes from within its middleware.

    A request for an unknown host ends before that, and so do others.
    """
    django = SecurityMiddleware(get_response)

    def middleware(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return django.process_response(request, response)

    return middleware


def known_methods_only(get_response):
    """No address here means anything by PUT, PATCH, DELETE or TRACE; not every view of a library says so itself."""

    def middleware(request):
        return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return middleware


class ForgiveImpossibleQueries:
    """Shows a list or an empty form of the admin without the query in its address, where that can't be worked with.

    A list can be asked for any column in any way, by a broken regular expression or by a number too big for it, and a
    form takes what it shows from there. A page that fails even without its query is our fault, and stays an error.

    A number too big for its column can come in a form of the admin, too, as that of a row; SQLite takes none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        is_answer = isinstance(exception, (Http404, PermissionDenied, SuspiciousOperation))
        if isinstance(exception, OverflowError) and _is_form_of_admin(request):
            logger.warning("number too big for %s", request.path, exc_info=exception)
            return HttpResponseBadRequest("A number is too big.", content_type="text/plain")
        if is_answer or not _follows_its_query(request):
            return None
        logger.warning("impossible query of %s", request.path, exc_info=exception)
        messages.error(request, _("Part of this address can't be used and was left out."))
        return redirect(f"{request.path}?{ERROR_FLAG}=1")


def _is_admin(request) -> bool:
    return bool(request.resolver_match and "admin" in request.resolver_match.app_names)


def _is_form_of_admin(request) -> bool:
    return request.method == "POST" and _is_admin(request)


def _follows_its_query(request) -> bool:
    name = (request.resolver_match.url_name or "") if _is_admin(request) else ""
    is_form = name.endswith("_add") and request.method != "POST"
    return bool((is_form or name.endswith("_changelist")) and request.GET.keys() - {ERROR_FLAG})
