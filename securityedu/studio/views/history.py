"""The revisions of every kind of object, and going back to one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from securityedu.history import PER_PAGE, changes_on
from securityedu.studio import editing
from securityedu.studio.access import of_course
from securityedu.studio.editing import Place
from securityedu.studio.history import restore as restore_text
from securityedu.studio.history import revisions_of
from securityedu.studio.kinds import kind_at
from securityedu.studio.selectors import row_of


@require_safe
@of_course()
def history(request, course, path: str, key: str):
    kind, place = _place(course, path, key)
    page = Paginator(revisions_of(place), PER_PAGE).get_page(request.GET.get("page"))
    context = {"course": course, "kind": kind, "place": place, "page": page, "changes": changes_on(page)}
    context["archived"] = row_of(course, kind.name, key).archived
    return render(request, "studio/history.html", context)


@require_POST
@of_course()
def restore(request, course, path: str, key: str, revision: int):
    kind, place = _place(course, path, key)
    if editing.found(place) is None:
        raise Http404
    found = get_object_or_404(revisions_of(place), pk=revision)
    if problems := restore_text(place, found, by=request.user, now=timezone.now()):
        messages.error(request, _("This text can't come back as it is: %s") % " · ".join(problems[:8]))
    else:
        messages.success(request, _("The text of that time is back, as a new revision."))
    return redirect("studio_history", course.key, kind.path, key)


def _place(course, path, key):
    kind = kind_at(path)
    if row_of(course, kind.name, key) is None:
        raise Http404
    return kind, Place(course, kind.name, key)
