from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progress import selectors


@require_safe
def dashboard(request):
    courses = selectors.dashboard(request.user, now=timezone.now())
    return render(request, "progress/dashboard.html", {"courses": courses})
