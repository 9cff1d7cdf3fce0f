"""Taking one's data along, and leaving for good. Both ask for the password first: others may use this computer, too."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.privacy import holdings
from accounts.privacy.forms import DeleteAccountForm
from accounts.privacy.services import LastSuperuser, erase_person, export_person, leaves_no_superuser


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
@never_cache
def data(request):
    """What is in one's data; POST downloads it."""
    if request.method != "POST":
        return render(request, "accounts/data.html", {"holdings": holdings()})
    found = export_person(person=request.user, now=timezone.now())
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"securityedu-{timezone.localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
@never_cache
def delete(request):
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        try:
            erase_person(user=request.user)
        except LastSuperuser:
            form.add_error(None, LAST)
        else:
            return _leave(request)
    context = {
        "form": form,
        "is_last": leaves_no_superuser([request.user]),
        "remarks": [remark for holding in holdings() if (remark := holding.remark(request.user))],
    }
    return render(request, "accounts/delete.html", context)


LAST = _("You are the only active superuser: make somebody else one first, or nobody could give rights any more.")


def _leave(request):
    """Answers typed and never sent wait in this browser's storage (journal.js): they go, too."""
    logout(request)
    response = redirect("goodbye")
    response["Clear-Site-Data"] = '"storage"'
    return response


@require_safe
@login_not_required
def goodbye(request):
    if request.user.is_authenticated:
        return redirect("profile")
    return render(request, "accounts/goodbye.html")
