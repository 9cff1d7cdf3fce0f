"""What was saved of one object before: its revisions, and going back to one of them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from lessons.course_files import parse_one
from lessons.models import Revision
from lessons.services import lock_course
from securityedu.courses import problems_with
from securityedu.studio import editing
from securityedu.studio.editing import Place


def revisions_of(place: Place) -> QuerySet[Revision]:
    """Newest first."""
    found = Revision.objects.filter(course=place.course, kind=place.kind, key=place.key)
    return found.select_related("created_by")


@transaction.atomic
def restore(place: Place, revision: Revision, *, by: Any, now: datetime) -> list[str]:
    """Save an old text anew, by the checks of the editor; returns what stands in its way, if anything does."""
    lock_course(place.course)
    current = editing.found(place)
    parsed, problems = parse_one(place.store.kind, revision.text, place.key)
    if parsed is None or current is None:
        return [problem.message for problem in problems]
    located = replace(parsed, file="", position=current.position, parent=current.parent)
    if wrong := problems_with(place.course, place.kind, place.key, located):
        return wrong
    editing.save(place, located, seen=editing.state_of(current), by=by, now=now)
    return []
