"""Which course an address of the studio is about, and whether whoever asks may be there. Nobody else finds it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from accounts.rules import may_make_learners
from lessons.models import Course
from lessons.rules import WRITERS, Role, may_teach

OWNERS = (Role.OWNER,)
GRADERS = tuple(Role)


def for_teachers(view: Callable[..., Any]) -> Callable[..., Any]:
    """For whoever may have courses at all."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not may_teach(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def for_instructors(view: Callable[..., Any]) -> Callable[..., Any]:
    """For whoever may have learners of her own. What the view answers is kept by no cache: it names people."""

    @never_cache
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not may_make_learners(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def of_course(roles: tuple[Any, ...] = WRITERS) -> Callable[..., Any]:
    """For who has one of these roles in the course that the address names; the view gets it instead of its key."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def wrapped(request, course: str, *args, **kwargs):
            found = get_object_or_404(Course.objects.taught_by(request.user, roles), key=course)
            return view(request, found, *args, **kwargs)

        return wrapped

    return decorate
