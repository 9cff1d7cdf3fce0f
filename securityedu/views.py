"""What belongs to no app: signs of life, the answer to a stale form, the style guide."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from securityedu import contrast
from securityedu.styleguide import building

# All that pages load besides theme.css and site.css.
STYLESHEETS = (
    "reader",
    "contents",
    "course",
    "figures",
    "charts",
    "question",
    "attempt",
    "review",
    "results",
    "dashboard",
)


@login_not_required
def alive(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request):
    """The database answers and has every migration: only then should a proxy send people here."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return HttpResponse(
        "migrations wait" if waiting else "ok", content_type="text/plain", status=503 if waiting else 200
    )


@login_not_required
def csrf_failure(request, reason=""):
    """A stale token: a page that explains it, or JSON for the quiz player, which tries again."""
    if request.content_type == "application/json":
        return JsonResponse({"error": "csrf"}, status=403)
    return render(request, "403_csrf.html", status=403)


@login_not_required
@require_safe
def styleguide(request):
    """Every part of the pages in every state, for those who work on them."""
    if not request.user.is_staff:
        raise Http404
    context = building.parts() | {
        "contrasts": {name: contrast.pairs(colours) for name, colours in contrast.schemes().items()},
        "stylesheets": [f"css/{name}.css" for name in (*STYLESHEETS, "styleguide")],
    }
    return render(request, "styleguide/index.html", context)
