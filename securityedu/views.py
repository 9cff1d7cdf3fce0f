"""What belongs to no app: signs of life and the answer to a stale form."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render


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
