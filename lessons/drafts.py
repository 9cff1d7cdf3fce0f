"""The writers of unsaved drafts (models.UnsavedDraft): kept while somebody types, taken up again or thrown away."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lessons.models import Course, UnsavedDraft

KEPT_FOR = timedelta(days=30)


class HeldElsewhere(Exception):
    """Another page of the same person keeps a draft of this object, since `saved_at`; nothing was changed."""

    def __init__(self, saved_at: datetime) -> None:
        self.saved_at = saved_at
        super().__init__(saved_at)


@transaction.atomic
def keep_draft(
    *, user: Any, course: Course, kind: str, key: str, data: Any, seen: str, page: str, now: datetime
) -> None:
    """Repeating it changes nothing but the time. Raises HeldElsewhere.

    `data["typed"]` counts the changes of the page: after a crash its browser may come with an older copy.
    """
    values = {"data": data, "seen": seen, "page": page, "saved_at": now}
    about = {"user": user, "course": course, "kind": kind, "key": key}
    held, created = UnsavedDraft.objects.select_for_update().get_or_create(**about, defaults=values)
    if held.page != page:
        raise HeldElsewhere(held.saved_at)
    if not created and data.get("typed", 0) >= held.data.get("typed", 0):
        UnsavedDraft.objects.filter(pk=held.pk).update(**values)


def take_draft(*, draft: UnsavedDraft, page: str) -> None:
    """From now on this page writes it; the one that did is told so."""
    UnsavedDraft.objects.filter(pk=draft.pk).update(page=page)


def drop_draft(*, draft: UnsavedDraft) -> None:
    UnsavedDraft.objects.filter(pk=draft.pk).delete()


def forget_old_drafts(*, now: datetime) -> int:
    return UnsavedDraft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()[0]
