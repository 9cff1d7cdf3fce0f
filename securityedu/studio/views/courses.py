"""The courses that somebody teaches: making one, its order, its settings, who else teaches it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rules import may_make_learners
from lessons.rules import Role, can_edit_course, can_own_course
from lessons.schema import CourseEntry
from securityedu.services import WouldBreak
from securityedu.studio import services
from securityedu.studio.access import GRADERS, OWNERS, for_teachers, of_course
from securityedu.studio.course_forms import CopyCourseForm, CourseSettingsForm, MemberForm, NewCourseForm
from securityedu.studio.kinds import KINDS
from securityedu.studio.ordering import after, meant
from securityedu.studio.selectors import contents_of, courses_taught, members_of, waiting_count


@require_safe
@for_teachers
def home(request):
    context = {
        "courses": courses_taught(request.user),
        "waiting": waiting_count(request.user),
        "may_make_learners": may_make_learners(request.user),
    }
    return render(request, "studio/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def new(request):
    form = NewCourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entry = CourseEntry(**form.cleaned_data)
        course = services.create_course(entry=entry, by=request.user, now=timezone.now())
        messages.success(request, _("Your course is here, as a draft. Write its first lesson."))
        return redirect("studio_course", course.key)
    return render(request, "studio/course_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@of_course(GRADERS)
def detail(request, course):
    """What the course holds, in its order; editors change the order here."""
    may_edit = can_edit_course(request.user, course)
    if request.method == "POST" and may_edit:
        return _reorder(request, course)
    steps, drafts = contents_of(course, timezone.now())
    context = {
        "course": course,
        "steps": steps,
        "drafts": drafts,
        "moved": request.GET.get("moved", ""),
        "moved_by": request.GET.get("by", ""),
        "kinds": [kind for kind in KINDS if kind.name != "question"],  # which has a list of its own
        "may_edit": may_edit,
        "may_own": can_own_course(request.user, course),
    }
    return render(request, "studio/course_detail.html", context)


def _reorder(request, course):
    change = partial(after, sent=request.POST, zone=timezone.get_current_timezone())
    try:
        services.change_contents(course=course, change=change, by=request.user, now=timezone.now())
    except ValueError:
        messages.error(request, _("This is no time. It looks like 2027-01-31T08:00."))
    except WouldBreak as error:
        messages.error(request, _("Not possible: %s") % " · ".join(error.problems))
    do = request.POST.get("do", "")
    address, moved = reverse("studio_course", args=[course.key]), meant(course.contents, do)
    # Whoever goes by keyboard stays with what she moved.
    return redirect(f"{address}?{urlencode({'moved': moved, 'by': do.partition(':')[0]})}" if moved else address)


@require_http_methods(["GET", "HEAD", "POST"])
@of_course(OWNERS)
def settings(request, course):
    names = ("title", "summary", "language", "licence", "as_of", "open_to_guests", "published", "publish_at")
    form = CourseSettingsForm(request.POST or None, initial={name: getattr(course, name) for name in names})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        state = {name: given.pop(name) for name in ("published", "publish_at")}
        services.change_course(course=course, changes=given, **state, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("studio_course", course.key)
    return render(request, "studio/course_settings.html", {"course": course, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@of_course()
def copy(request, course):
    form = CopyCourseForm(request.POST or None, initial={"title": _("Copy of %s") % course.title})
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        made = services.duplicate_course(course=course, title=title, by=request.user, now=timezone.now())
        messages.success(request, _("The copy is a draft. Nothing of learners is in it."))
        return redirect("studio_course", made.key)
    return render(request, "studio/course_copy.html", {"course": course, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@of_course(OWNERS)
def people(request, course):
    """Who teaches the course; adding somebody, or another role for her."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_member(course=course, user=form.person, role=form.cleaned_data["role"])
        except services.LastOwner:
            form.add_error("role", _("A course keeps an owner: make somebody else owner first."))
        else:
            said = {"name": form.person.get_username(), "role": Role(form.cleaned_data["role"]).label}
            messages.success(request, _("%(name)s is now %(role)s.") % said)
            return _after_people(request, course)
    return render(request, "studio/people.html", {"course": course, "form": form, "members": members_of(course)})


@require_POST
@of_course(OWNERS)
def remove_person(request, course, member: int):
    found = get_object_or_404(course.members, pk=member)
    try:
        services.remove_member(course=course, user=found.user)
    except services.LastOwner:
        messages.error(request, _("A course keeps an owner: make somebody else owner first."))
    else:
        messages.success(request, _("%s no longer teaches the course.") % found.user.get_username())
    return _after_people(request, course)


def _after_people(request, course):
    """Whoever has taken out herself, or is no owner any more, finds no list of people."""
    if can_own_course(request.user, course):
        return redirect("studio_people", course.key)
    return redirect("studio")
