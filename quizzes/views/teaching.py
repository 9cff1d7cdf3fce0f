"""Who gets to the pages of those that teach courses. For everybody else they aren't there."""

from functools import wraps

from django.http import Http404

from lessons.models import Course
from lessons.rules import may_teach


def for_teachers(view):
    """For pages over all courses that somebody teaches."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not may_teach(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def for_teachers_of_course(view):
    """Gives the view the course that its address names."""

    @wraps(view)
    def wrapped(request, course: str, *args, **kwargs):
        found = Course.objects.taught_by(request.user).filter(key=course).first()
        if found is None:
            raise Http404
        return view(request, found, *args, **kwargs)

    return wrapped
