"""What is done to many questions at once, and questions as a file for another program."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from quizzes.formats import FORMATS
from securityedu.exporting import export
from securityedu.services import WouldBreak, set_archived
from securityedu.studio import bulk
from securityedu.studio.access import of_course
from securityedu.studio.bulk_forms import BulkForm, ExportForm

MOST_SAID = 8


@require_POST
@of_course()
def change(request, course):
    form = BulkForm(request.POST, course=course)
    address = f"{reverse('studio_objects', args=[course.key, 'questions'])}?{request.GET.urlencode()}"
    if not form.is_valid():
        messages.error(request, " ".join(form.complaints))
        return redirect(address)
    given = form.cleaned_data
    if given["do"] == "export":
        chosen = urlencode({"chosen": given["chosen"]}, doseq=True)
        return redirect(f"{reverse('studio_export', args=[course.key])}?{chosen}")
    try:
        count = _do(request, course, given)
    except WouldBreak as error:
        messages.error(request, _("Nothing was changed: %s") % " · ".join(error.problems[:MOST_SAID]))
    else:
        messages.success(request, ngettext("%d question changed.", "%d questions changed.", count) % count)
    return redirect(address)


def _do(request, course, given) -> int:
    if given["do"] == "archive":
        rows = list(course.question_set.filter(key__in=given["chosen"], archived=False))
        if rows:
            set_archived(course, rows, archived=True)
        return len(rows)
    about = {"by": request.user, "now": timezone.now()}
    return bulk.change_all(course=course, keys=given["chosen"], change=_change(course, given), **about)


def _change(course, given) -> bulk.Change:
    deeds: dict[str, Callable[[], bulk.Change]] = {
        "tag": lambda: bulk.tagged(given["tag"]),
        "untag": lambda: bulk.untagged(given["tag"]),
        "draft": lambda: bulk.drafted(True),
        "ready": lambda: bulk.drafted(False),
        "move": lambda: bulk.moved(get_object_or_404(course.lesson_set, key=given["lesson"])),
    }
    return deeds[given["do"]]()


@require_safe
@of_course()
def export_page(request, course):
    """First what the format can't carry, then the file."""
    form = ExportForm(request.GET or None, course=course)
    chosen = request.GET.getlist("chosen")
    context = {"course": course, "form": form, "chosen": chosen}
    if "form" not in request.GET or not form.is_valid():
        return render(request, "studio/export.html", context | {"form": ExportForm(course=course)})
    count, written = _written(course, form, chosen)
    context |= {"count": count, "losses": written.losses, "query": request.GET.urlencode()}
    return render(request, "studio/export.html", context)


@require_safe
@of_course()
def export_file(request, course):
    form = ExportForm(request.GET, course=course)
    if not form.is_valid():
        return redirect("studio_export", course.key)
    _count, written = _written(course, form, request.GET.getlist("chosen"))
    name = f"{course.key}{FORMATS[form.cleaned_data['form']].suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(written.content, content_type="application/octet-stream", headers=headers)


def _written(course, form, chosen):
    given = form.cleaned_data
    return export(FORMATS[given["form"]], course=course, lesson=given["lesson"] or None, keys=chosen or None)
