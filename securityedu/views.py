"""What belongs to no app: signs of life, media, and the answers to what can't be answered."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template import loader
from django.views import defaults
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from securityedu.health import what_is_wrong
from securityedu.media import HEADERS, TYPES, part_of, read_part

RETRY_AFTER = "30"  # seconds
AWAY = (OperationalError, InterfaceError, RedisError)


@login_not_required
def alive(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request):
    """Database and cache answer and no migration waits: only then should a proxy send people here."""
    wrong = what_is_wrong()
    return HttpResponse(wrong or "ok", content_type="text/plain", status=503 if wrong else 200)


@require_safe
@login_not_required
def media(request, name):
    """A picture or recording of a lesson: for whoever knows its name, as lessons may be open to guests."""
    path = settings.MEDIA_ROOT / name
    if not path.is_file():
        raise Http404
    size = path.stat().st_size
    part = part_of(request.headers.get("Range", ""), size)
    kind = TYPES[path.suffix[1:]]
    if part is None:  # among its headers FileResponse would put the type that this machine knows in its place
        return FileResponse(path.open("rb"), content_type=kind, headers=HEADERS)
    if not part:
        return HttpResponse(status=416, headers=HEADERS | {"Content-Range": f"bytes */{size}"})
    headers = HEADERS | {
        "Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}",
        "Content-Length": str(len(part)),
    }
    return StreamingHttpResponse(read_part(path, part), status=206, content_type=kind, headers=headers)


@login_not_required
def csrf_failure(request, reason=""):
    """A stale token: a page that explains it, or JSON for the quiz player, which tries again."""
    if request.content_type == "application/json":
        return JsonResponse({"error": "csrf"}, status=403)
    return render(request, "403_csrf.html", status=403)


@login_not_required
def bad_request(request, exception):
    """Django's answer to what it can't take; where the reason is the length, a page that says so."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return defaults.bad_request(request, exception)


@login_not_required
def server_error(request):
    """A fault of ours; where database or cache are away, full or locked, that the site will be back."""
    if not isinstance(sys.exception(), AWAY):
        return defaults.server_error(request)
    headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
    return HttpResponse(loader.render_to_string("503.html"), status=503, headers=headers)
