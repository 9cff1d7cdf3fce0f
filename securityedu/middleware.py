"""What holds for every request: a line in the log, personal pages stay private and uncompressed, no NUL comes in."""

import logging
import re
import time
import uuid

import structlog
from django.conf import settings
from django.http import HttpResponseBadRequest
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import empty

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# Asked every few seconds, or many times a page: a line only when something is wrong, or LOG_LEVEL is DEBUG.
QUIET = ("/healthz", "/readyz", "/static/", "/media/")

requests = structlog.get_logger("securityedu.requests")


def log_requests(get_response):
    """A line for each request, and an id that every line logged meanwhile has; the response names it."""

    def middleware(request):
        began = time.perf_counter()
        request_id = _request_id(request)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = get_response(request)
            requests.log(
                _level(request, response),
                "request",
                user_id=_user_id(request),
                method=request.method,
                path=_path(request),
                status=response.status_code,
                duration_ms=round((time.perf_counter() - began) * 1000, 1),
            )
        response["X-Request-ID"] = request_id
        response._has_been_logged = True  # Django would write a second line, without the id
        return response

    return middleware


def _request_id(request) -> str:
    """The proxy's, so that its log and ours can be laid side by side; from anybody else it would be their say."""
    given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXY_COUNT else ""
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _level(request, response) -> int:
    if response.status_code >= 500:
        return logging.ERROR
    return logging.DEBUG if request.path.startswith(QUIET) else logging.INFO


def _user_id(request) -> int | None:
    """Whoever the page took note of; the log asks no database."""
    user = request.__dict__.get("user")
    return None if getattr(user, "_wrapped", user) is empty else getattr(user, "pk", None)


def _path(request) -> str:
    """The path without its query; below /accounts/ the pattern, because links in mails carry a secret in the path."""
    match = request.resolver_match
    if not request.path.startswith("/accounts/"):
        return request.path
    return f"/{match.route}" if match else "/accounts/…"


def private_by_default(get_response):
    """A response that says nothing about caching is its reader's own, when cookies had a part in it."""

    def middleware(request):
        response = get_response(request)
        if "Cache-Control" not in response and (request.COOKIES or response.cookies):
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def compress_public(get_response):
    """Compresses the pages that are the same for every guest.

    Nothing in them is secret, so their length can tell nothing (BREACH). Pages of people who have signed in go as they
    are: whether a proxy compresses those is for who runs it to decide.
    """
    gzip = GZipMiddleware(get_response)

    def middleware(request):
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and "public" in response.get("Cache-Control", ""):
            return gzip.process_response(request, response)
        return response

    return middleware


def refuse_nul(get_response):
    """PostgreSQL can't hold a NUL, and no address, cookie or form needs one. JSON is looked at where it is parsed."""

    def middleware(request):
        texts = [request.path, *request.COOKIES.values(), *_fields(request.GET)]
        if request.content_type in FORMS:
            texts += _fields(request.POST)
        if any("\x00" in text for text in texts):
            return HttpResponseBadRequest("A NUL character can't be taken.", content_type="text/plain")
        return get_response(request)

    return middleware


def refuse_empty_to_field(get_response):
    """Django's admin looks for a field named "" when the name of one is given and empty, and fails."""

    def middleware(request):
        if request.path.startswith("/admin/") and "" in (request.GET.get("_to_field"), request.POST.get("_to_field")):
            return HttpResponseBadRequest("_to_field is empty.", content_type="text/plain")
        return get_response(request)

    return middleware


def _fields(data):
    return [text for name, values in data.lists() for text in (name, *values)]
