"""Reading: the front page, courses, lessons, glossary, sources, search, and a learner's own progress in them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import privacy
from lessons import selectors, services
from lessons.models import SitePage
from lessons.text import normalise

PAGE_SECONDS = 60
MAX_QUERY = 200


def not_found(request):
    """For a guest perhaps only not open yet: sign in first. For everybody else it isn't there."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())


def cached_for_guests(request, response):
    """Guests without a cookie all get the same page, so a proxy may keep it for a minute.

    Whoever brings a cookie may get a message or a cookie back: her page stays hers (securityedu.middleware).
    """
    if not request.COOKIES:
        patch_vary_headers(response, ["Cookie"])
        patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@login_not_required
@require_safe
def home(request):
    """The published courses, or straight into the only one."""
    courses = list(selectors.courses_for(request.user))
    if len(courses) == 1:
        return redirect(courses[0])
    return render(request, "lessons/course_list.html", {"courses": courses})


@login_not_required
@require_safe
def course(request, course: str):
    found = selectors.course_page(request.user, course)
    if found is None:
        return not_found(request)
    lessons = selectors.contents(found, request.user)
    context = {
        "course": found,
        "pages": selectors.pages_of(found),
        "lessons": {lesson.key: lesson for lesson in lessons},
        "continue_with": selectors.next_to_read(lessons),
        "completed": sum(lesson.completed_at is not None for lesson in lessons),
        "minutes": sum(lesson.minutes for lesson in lessons),
    }
    return cached_for_guests(request, render(request, "lessons/course_detail.html", context))


@login_not_required
@require_safe
def page(request, course: str, key: str):
    """A page of the course outside its lessons: about it, or its end."""
    found = selectors.course_for(request.user, course)
    page = selectors.pages_of(found).get(key) if found else None
    if page is None:
        return not_found(request)
    return cached_for_guests(request, render(request, "lessons/page_detail.html", {"course": found, "page": page}))


@login_not_required
@require_safe
def glossary(request, course: str):
    found = selectors.course_for(request.user, course)
    if found is None:
        return not_found(request)
    return render(request, "lessons/glossary.html", {"course": found, "terms": selectors.glossary(found)})


@login_not_required
@require_safe
def sources(request, course: str):
    found = selectors.course_for(request.user, course)
    if found is None:
        return not_found(request)
    sources, credits_ = selectors.sources_with_uses(found), selectors.media_credits(found)
    return render(request, "lessons/source_list.html", {"course": found, "sources": sources, "credits": credits_})


@login_not_required
@require_safe
def lesson(request, course: str, key: str):
    found = selectors.lesson_for(request.user, course, key)
    if found is None:
        return not_found(request)
    lessons = selectors.contents(found.course, request.user)
    index = next((index for index, each in enumerate(lessons) if each.pk == found.pk), None)
    context = {
        "course": found.course,
        "lesson": found,
        "lessons": lessons,
        "own": lessons[index] if index is not None else None,
        "previous": lessons[index - 1] if index else None,
        "next": lessons[index + 1] if index is not None and index + 1 < len(lessons) else None,
    }
    return cached_for_guests(request, render(request, "lessons/lesson_detail.html", context))


@login_not_required
@require_safe
def search(request):
    query = normalise(request.GET.get("q", ""))[:MAX_QUERY]
    lessons, terms = selectors.search(request.user, query)
    context = {"query": query, "lessons": lessons, "terms": terms}
    return render(request, "lessons/search.html", context)


@login_not_required
@require_safe
def site_page(request, key: str):
    """Accessibility statement, privacy with the inventory of data, imprint: as an admin wrote it, or as it ships."""
    page = selectors.site_page(key)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "holdings": privacy.holdings() if key == SitePage.Key.PRIVACY else (),
        "contact": settings.CONTACT_EMAIL if key != SitePage.Key.IMPRINT else "",
    }
    return cached_for_guests(request, render(request, "lessons/site_page.html", context))


# --- a learner's own progress ----------------------------------------------------------------------------------------


@require_POST
def position(request, course: str, key: str):
    """Where the reader is, as the page tells it now and then; the passage's key may be empty."""
    found = selectors.lesson_for(request.user, course, key)
    passage = request.POST.get("passage", "")[:60]
    if found is None or (passage and not found.passages.filter(key=passage).exists()):
        raise Http404
    services.record_position(user=request.user, lesson=found, passage=passage, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
def complete(request, course: str, key: str):
    found = selectors.lesson_for(request.user, course, key)
    if found is None:
        raise Http404
    services.complete_lesson(user=request.user, lesson=found, now=timezone.now())
    messages.success(request, _("Marked as read: %(lesson)s") % {"lesson": found.title})
    return redirect(found)


@require_POST
def undo(request, course: str, key: str):
    found = selectors.lesson_for(request.user, course, key)
    if found is None:
        raise Http404
    services.undo_completion(user=request.user, lesson=found)
    messages.info(request, _("Marked as not read: %(lesson)s") % {"lesson": found.title})
    return redirect(found)
