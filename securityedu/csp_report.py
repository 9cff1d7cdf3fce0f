"""What browsers tell of the content security policy: something on a page was kept from loading or running.

Anybody can send anything here, so a log line gets only fields that are rebuilt from what is known: a page as its route,
an address as its origin, words and numbers of the expected form. There is no room in it for a query, a secret in a
path, a name, or a line break.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from quizzes.saving import BadRequest, parse_json

MAX_BODY = 16 * 1024
MAX_REPORTS = 10
TYPES = {"application/csp-report", "application/reports+json", "application/json"}
WORD = re.compile(r"[a-z][a-z-]{0,39}")
ORIGIN = re.compile(r"[a-z][a-z0-9+.-]{0,30}://[a-z0-9.:\[\]-]{1,100}")
OTHER = "other"

logger = structlog.get_logger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def csp_report(request):
    """Always 204: who sent nonsense, too much or too often learns nothing from the answer."""
    if request.content_type in TYPES and ratelimit.consume(request, action="csp_report"):
        for violation in violations(request.read(MAX_BODY + 1)):
            logger.warning("csp_violation", **violation)
    return HttpResponse(status=204)


def violations(body: bytes) -> list[dict[str, Any]]:
    """The fields of each violation in a body of either format; none for nonsense, or for more than MAX_BODY."""
    if len(body) > MAX_BODY:
        return []
    try:
        return [_fields(report) for report in list(_reports(parse_json(body)))[:MAX_REPORTS]]
    except BadRequest:
        return []


def _reports(data: Any) -> Iterator[dict[str, Any]]:
    """`report-uri` sends one report in an object, `report-to` a list of reports of any kind."""
    if isinstance(data, dict) and isinstance(data.get("csp-report"), dict):
        yield data["csp-report"]
    for each in data if isinstance(data, list) else []:
        if isinstance(each, dict) and each.get("type") == "csp-violation" and isinstance(each.get("body"), dict):
            yield each["body"]


def _fields(report: dict[str, Any]) -> dict[str, Any]:
    def first(*names: str) -> Any:
        return next((report[name] for name in names if name in report), "")

    return {
        "directive": _word(first("effectiveDirective", "effective-directive", "violated-directive")),
        "blocked": _origin(first("blockedURL", "blocked-uri")),
        "page": _route(first("documentURL", "document-uri")),
        "source": _origin(first("sourceFile", "source-file")),
        "line": _number(first("lineNumber", "line-number")),
    }


def _word(value: Any) -> str:
    """A directive; old browsers send its whole value after it."""
    word = str(value).partition(" ")[0]
    return word if WORD.fullmatch(word) else OTHER


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**6 else None


def _origin(value: Any) -> str:
    """Scheme and host of an address, or a word such as "inline" in place of one."""
    try:
        parts = urlsplit(str(value)[:4_000])
    except ValueError:
        return OTHER
    origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
    return origin if ORIGIN.fullmatch(origin) else _word(value)


def _route(value: Any) -> str:
    """Which page it was, without who or what: 'attempts/<int:attempt_id>/'."""
    try:
        return resolve(urlsplit(str(value)[:4_000]).path).route
    except (ValueError, Resolver404):
        return OTHER
