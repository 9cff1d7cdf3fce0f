"""Questions of other programs into a course: bring them, look at what they would become, take them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.formats import FORMATS
from quizzes.formats.losses import words_for
from securityedu.studio import uploads
from securityedu.studio.access import of_course
from securityedu.studio.import_forms import BringForm, WhereTo
from securityedu.studio.looking import CHANGED, GONE, MOST_AT_ONCE, Gone, Look, LookedAt, NotAsLookedAt, Wish
from securityedu.studio.wording import option_label

MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@of_course()
def bring(request, course):
    form = BringForm(request.POST or None, request.FILES or None, course=course)
    if request.method != "POST" or not form.is_valid():
        return render(request, "studio/import.html", {"course": course, "form": form})
    content = form.content
    wished = {"explanation": form.cleaned_data["explanation"], "without_duplicates": "on"}
    asked = {"form": form.format_of(content), "into": form.cleaned_data["into"]}
    asked |= {name: value for name, value in wished.items() if form.cleaned_data[name]}
    token = uploads.keep(request.user, content)
    return redirect(f"{reverse('studio_import_look', args=[course.key, token])}?{urlencode(asked)}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_course()
def look(request, course, token: str):
    """What a file would become. Where to and how stands in the address; a POST makes what was looked at."""
    form = WhereTo(request.GET, course=course)
    if not form.is_valid():
        messages.error(request, _("Please say where the questions are to go."))
        return redirect("studio_import", course.key)
    found = Look(course, request.user, Wish(token, **form.cleaned_data))
    try:
        return _take(request, found) if request.method == "POST" else _shown(request, form, found)
    except Gone:
        messages.error(request, GONE)
        return redirect("studio_import", course.key)


def _shown(request, form, found: Look):
    plan, asked_for = found.plan, FORMATS[found.wish.form]
    keys = {each.key for each in plan.questions}
    context = {"course": found.course, "form": form, "plan": plan, "most": MOST_SHOWN}
    context |= {
        "types": [(option_label(name), count) for name, count in plan.types.items()],
        "shown_questions": [LookedAt(each, keys) for each in plan.questions[:MOST_SHOWN]],
        "shown_lines": {each.line for each in plan.questions[:MOST_SHOWN]},
        "format": asked_for.title,
        "lacks": words_for(asked_for.lacks),
        "shown_errors": plan.errors[:MOST_SHOWN],
        "shown_warnings": plan.warnings[:MOST_SHOWN],
        "in_background": len(plan.questions) > MOST_AT_ONCE,
    }
    return render(request, "studio/import_look.html", context)


def _take(request, found: Look):
    looked_at, now = request.POST.get("looked_at", ""), timezone.now()
    if found.plan.errors and request.POST.get("do") != "right":
        messages.error(request, _("Nothing was imported: please mend what is wrong, or take those that are right."))
        return redirect(request.get_full_path())
    try:
        if len(found.plan.questions) > MOST_AT_ONCE:
            return redirect(found.make_later(looked_at, now=now))
        count = found.make(looked_at, now=now)
    except NotAsLookedAt:
        messages.error(request, CHANGED)
        return redirect(request.get_full_path())
    messages.success(request, ngettext("%d question was imported.", "%d questions were imported.", count) % count)
    return redirect(f"{reverse('studio_bank', args=[found.course.key])}?sort=newest")
