"""The edge of the site: which requests come in at all, and the headers without which no response goes out."""

import logging

from django.contrib import messages
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponseNotAllowed
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


class ForgiveImpossibleFilters:
    """Shows an admin list unfiltered where a filter in its address is one that the database can't work with.

    Any column can be asked for there, in any way: by a broken regular expression, or a number too big for it. A list
    that fails even without its filters is our fault, and stays an error.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        is_answer = isinstance(exception, (Http404, PermissionDenied, SuspiciousOperation))
        if is_answer or not _is_filtered_list(request):
            return None
        logger.warning("impossible filter of %s", request.path, exc_info=exception)
        messages.error(request, _("This filter can't be used, so here is the whole list."))
        return redirect(f"{request.path}?{ERROR_FLAG}=1")


def _is_filtered_list(request) -> bool:
    match = request.resolver_match
    is_list = match and "admin" in match.app_names and (match.url_name or "").endswith("_changelist")
    return bool(is_list and request.GET.keys() - {ERROR_FLAG})
