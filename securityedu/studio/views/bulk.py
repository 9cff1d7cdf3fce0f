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
from django.views.decorators.http import require_http_methods, require_safe

from quizzes.formats import FORMATS
from securityedu.exporting import export
from securityedu.services import WouldBreak, set_archived
from securityedu.studio import bulk
from securityedu.studio.access import of_course
from securityedu.studio.bulk_forms import BulkForm, CopyForm, ExportForm
from securityedu.studio.question_copies import copy_questions
from securityedu.studio.views.notes import tell_notes

MOST_SAID = 8
# What needs to be asked or said first has a page of its own.
PAGES = {"export": "studio_export", "copy": "studio_questions_copy"}


def change_chosen(request, course, form: BulkForm) -> HttpResponse | None:
    """The page that follows; None when nothing was changed, and the form says why."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    if given["do"] in PAGES:
        chosen = urlencode({"chosen": given["chosen"]}, doseq=True)
        return redirect(f"{reverse(PAGES[given['do']], args=[course.key])}?{chosen}")
    try:
        done = _do(request, course, given)
    except WouldBreak as error:
        form.add_error(None, _("Nothing was changed: %s") % " · ".join(error.problems[:MOST_SAID]))
        return None
    messages.success(request, done)
    return redirect(request.get_full_path())


def _do(request, course, given) -> str:
    """What was done, in words."""
    about = {"course": course, "keys": given["chosen"], "by": request.user, "now": timezone.now()}
    if given["do"] == "points":
        return _points_told(bulk.set_points(points=given["points"], **about))
    if given["do"] == "archive":
        count = _archive(course, given["chosen"])
    else:
        count = bulk.change_all(change=_change(course, given), **about)
    return ngettext("%d question changed.", "%d questions changed.", count) % count


def _archive(course, chosen) -> int:
    rows = list(course.question_set.filter(key__in=chosen, archived=False))
    if rows:
        set_archived(course, rows, archived=True)
    return len(rows)


def _points_told(done: bulk.PointsSet) -> str:
    slots = ngettext("%d slot", "%d slots", done.slots) % done.slots
    told = _("Points changed in %(slots)s of %(quizzes)s.") % {
        "slots": slots,
        "quizzes": ngettext("%d quiz", "%d quizzes", done.quizzes) % done.quizzes,
    }
    if done.unnamed:
        told += (
            " "
            + ngettext(
                "%d of the questions stands in no quiz: it has no points until one names it.",
                "%d of the questions stand in no quiz: they have no points until one names them.",
                done.unnamed,
            )
            % done.unnamed
        )
    return told


def _change(course, given) -> bulk.Change:
    deeds: dict[str, Callable[[], bulk.Change]] = {
        "tag": lambda: bulk.tagged(given["tag"]),
        "untag": lambda: bulk.untagged(given["tag"]),
        "explain": lambda: bulk.explained(given["explanation"]),
        "draft": lambda: bulk.drafted(True),
        "ready": lambda: bulk.drafted(False),
        "move": lambda: bulk.moved(get_object_or_404(course.lesson_set, key=given["lesson"])),
    }
    return deeds[given["do"]]()


@require_http_methods(["GET", "HEAD", "POST"])
@of_course()
def copy(request, course):
    """The chosen questions once more, in another bank."""
    sent = request.method == "POST"
    chosen = (request.POST if sent else request.GET).getlist("chosen")
    form = CopyForm(request.POST if sent else None, user=request.user)
    if not sent or not form.is_valid():
        return render(request, "studio/questions_copy.html", {"course": course, "form": form, "chosen": chosen})
    about = {"by": request.user, "now": timezone.now()}
    try:
        made = copy_questions(source=course, keys=chosen, lesson=form.lesson, **about)
    except WouldBreak as error:
        messages.error(request, _("Nothing was copied: %s") % " · ".join(error.problems[:MOST_SAID]))
        return redirect(f"{request.path}?{urlencode({'chosen': chosen}, doseq=True)}")
    count = len(made.keys)
    messages.success(
        request,
        ngettext("%(count)d question copied to “%(lesson)s”.", "%(count)d questions copied to “%(lesson)s”.", count)
        % {"count": count, "lesson": form.lesson.title},
    )
    tell_notes(request, made.notes)
    return redirect(f"{reverse('studio_bank', args=[form.lesson.course.key])}?sort=newest")


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
