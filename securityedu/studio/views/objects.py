"""The editor of every kind of object, and the lists of those that have no page of their own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.models import Lesson
from quizzes.question_types.texts import TEXTS
from securityedu.services import WouldBreak, set_archived
from securityedu.studio import drafts, editing, editor
from securityedu.studio.access import of_course
from securityedu.studio.bank_forms import ALL_TYPES
from securityedu.studio.editing import Place
from securityedu.studio.kinds import EditedKind, kind_at
from securityedu.studio.selectors import objects_of, row_of
from securityedu.studio.wording import option_label


@require_safe
@of_course()
def index(request, course, path: str):
    kind = kind_at(path)
    context = {"course": course, "kind": kind, "objects": objects_of(course, kind.name)}
    return render(request, "studio/object_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_course()
def new(request, course, path: str):
    kind = kind_at(path)
    if kind.name != "question":
        fresh = {"minutes": 5} if kind.name == "lesson" else {}
        return _respond(request, editor.opened(request, Place(course, kind.name), kind, None, fresh))
    lesson, name = _lesson(request, course), _type(request)
    if lesson is None or not name:
        return _choose_type(request, course, kind)
    place = Place(course, kind.name, parent=lesson.key)
    return _respond(request, editor.opened(request, place, kind, None, _fresh_question(lesson, name)))


@require_http_methods(["GET", "HEAD", "POST"])
@of_course()
def edit(request, course, path: str, key: str):
    kind = kind_at(path)
    located = editing.found(Place(course, kind.name, key))
    if located is None:
        return _archived(course, kind, key)
    moved = _lesson(request, course) if kind.name == "question" else None
    place = Place(course, kind.name, key, parent=moved.key if moved else located.parent)
    return _respond(request, editor.opened(request, place, kind, located, {}))


def _archived(course, kind: EditedKind, key: str):
    """What is archived has no editor; its history tells so, and brings it back."""
    if row_of(course, kind.name, key) is None:
        raise Http404
    return redirect("studio_history", course.key, kind.path, key)


@require_POST
@of_course()
def archive(request, course, path: str, key: str):
    """Take an object out of the course, or bring it back; what would break the course is refused with the reasons.

    Pressed twice it does the same twice.
    """
    kind = kind_at(path)
    row = row_of(course, kind.name, key)
    if row is None:
        raise Http404
    archived = request.POST.get("do") != "bring_back"
    try:
        set_archived(course, [row], archived=archived)
    except WouldBreak as error:
        reasons = _reasons_to_stay(course, kind.name, row) or error.problems[:8]
        messages.error(request, _("Not possible: %s") % " · ".join(reasons))
        return redirect("studio_edit", course.key, kind.path, key)
    messages.success(request, _("Archived. It can be brought back.") if archived else _("It is back."))
    return redirect("studio_objects", course.key, kind.path)


def _reasons_to_stay(course, kind: str, row) -> list[str]:
    """What has to be done before a lesson or quiz can be archived, in the words of the course's page."""
    reasons = []
    if _is_in_order(course, kind, row.key):
        reasons.append(_("It is in the course. Make it a draft on the course's page first."))
    if kind == "lesson" and row.questions.filter(archived=False).exists():
        reasons.append(_("Its bank holds questions. Move them to another lesson, or archive them, first."))
    return reasons


def _is_in_order(course, kind: str, key: str) -> bool:
    return any(item.get(kind) == key for item in course.contents)


def _saved(place: Place) -> str:
    if place.kind in ("lesson", "quiz") and not _is_in_order(place.course, place.kind, place.key):
        return _("Saved. It is a draft: put it into the course, on the course's page, once it is ready.")
    return _("Saved.")


def _respond(request, opened: editor.Editor):
    if (answer := _without_form(request, opened)) is not None:
        return answer
    if opened.do == "take":
        drafts.take(opened)
    part = request.htmx and not opened.saves
    context = editor.context_of(opened) | {"offer": drafts.offered(opened)}
    return render(request, "studio/_editor.html" if part else "studio/object_edit.html", context)


def _without_form(request, opened: editor.Editor):
    """The answer to what doesn't lead back to the form; None where it does."""
    if opened.do == "draft":
        return _keep(opened)
    if opened.do == "drop":
        drafts.drop(opened)
        return redirect(request.get_full_path())
    if opened.do == "preview" and request.htmx:
        return render(
            request, "studio/_preview.html", {"course": opened.place.course, "preview": editor.preview(opened)}
        )
    if opened.saves and (address := editor.save(opened)):
        drafts.saved(opened)
        messages.success(request, _saved(opened.place))
        return redirect(address)
    return None


def _keep(opened: editor.Editor):
    """For the page's script (studio.js), which says the words."""
    now = timezone.now()
    try:
        drafts.keep(opened, now)
    except drafts.HeldElsewhere as held:
        return JsonResponse({"error": "held_elsewhere", "kept_at": held.saved_at}, status=409)
    return JsonResponse({"kept_at": now})


def _lesson(request, course) -> Lesson | None:
    """The lesson in whose bank the question stands, or is to stand."""
    key = request.POST.get("parent") or request.GET.get("lesson", "")
    return Lesson.objects.filter(course=course, key=key, archived=False).first()


def _type(request) -> str:
    name = request.POST.get("type") or request.GET.get("type", "")
    return name if name in ALL_TYPES else ""


def _fresh_question(lesson: Lesson, name: str) -> dict[str, Any]:
    if name in TEXTS or not lesson.objectives:
        return {"type": name}
    return {"type": name, "objective": lesson.objectives[0]["key"]}


def _choose_type(request, course, kind):
    """Which type, and in which lesson's bank: asked before there is a form."""
    lessons = Lesson.objects.filter(course=course, archived=False).only("key", "title")
    types = [(name, option_label(name)) for name in ALL_TYPES]
    context = {"course": course, "kind": kind, "lessons": lessons, "types": types}
    return render(request, "studio/question_type.html", context | {"chosen": request.GET.get("lesson", "")})
