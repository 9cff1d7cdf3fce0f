"""What reading leaves behind of a person (accounts.privacy)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.privacy import AS_LONG_AS_ACCOUNT, YOU_AND_ADMINS, Holding
from lessons.drafts import forget_old_drafts
from lessons.models import CourseMember, ReadingProgress, Revision, UnsavedDraft


def export_reading(person: Any) -> list[dict[str, Any]]:
    rows = ReadingProgress.objects.filter(user=person).select_related("lesson__course").order_by("pk")
    return [
        {
            "course": row.lesson.course.title,
            "lesson": row.lesson.title,
            "last_read_at": row.read_at,
            "last_passage": row.passage,
            "marked_as_read_at": row.completed_at,
        }
        for row in rows.defer("lesson__body", "lesson__html", "lesson__search_text", "lesson__apparatus")
    ]


def erase_reading(person: Any) -> None:
    ReadingProgress.objects.filter(user=person).delete()


def export_revisions(person: Any) -> list[dict[str, Any]]:
    """Which and when, not the text: it may hold the answers of an exam that its author may not edit any more."""
    rows = Revision.objects.filter(created_by=person).order_by("pk")
    return list(rows.values("course__title", "kind", "key", "created_at"))


def erase_revisions(person: Any) -> None:
    Revision.objects.filter(created_by=person).update(created_by=None)


def export_teaching(person: Any) -> list[dict[str, Any]]:
    return list(CourseMember.objects.filter(user=person).values("course__title", "role"))


def erase_teaching(person: Any) -> None:
    CourseMember.objects.filter(user=person).delete()


def export_drafts(person: Any) -> list[dict[str, Any]]:
    """With the text: it is hers alone, and she has typed all of it that isn't in the course."""
    rows = UnsavedDraft.objects.filter(user=person).order_by("pk")
    return list(rows.values("course__title", "kind", "key", "data", "saved_at"))


def erase_drafts(person: Any) -> None:
    UnsavedDraft.objects.filter(user=person).delete()


READING = Holding(
    "reading",
    _("Reading progress"),
    what=_("For each lesson that you have opened: where you stopped, when, and whether you marked it as read."),
    why=_("So that you can go on where you stopped, and see your progress."),
    how_long=AS_LONG_AS_ACCOUNT,
    who_sees=YOU_AND_ADMINS,
    export=export_reading,
    erase=erase_reading,
    covers=("lessons.ReadingProgress.user",),
)
REVISIONS = Holding(
    "revisions",
    _("Changes to courses"),
    what=_("Only of those who write courses: which text they saved, and when."),
    why=_("So that every change of the content can be followed and undone."),
    how_long=_("As long as the course exists. Without the account the text stays, without its author's name."),
    who_sees=_("Administrators and those who write courses."),
    export=export_revisions,
    erase=erase_revisions,
    covers=("lessons.Revision.created_by",),
)
TEACHING = Holding(
    "teaching",
    _("Courses that you teach"),
    what=_("Only of those who teach: which courses, and whether you own, write or grade them."),
    why=_("So that only those whom a course's owner has chosen can change it or read its results."),
    how_long=AS_LONG_AS_ACCOUNT,
    who_sees=_("Administrators and those who teach the same course."),
    export=export_teaching,
    erase=erase_teaching,
    covers=("lessons.CourseMember.user",),
)
DRAFTS = Holding(
    "drafts",
    _("Unsaved drafts"),
    what=_("Only of those who write courses: what they have typed in an editor and not saved yet, and when."),
    why=_("So that nothing that was typed is lost when a browser closes or a connection breaks."),
    how_long=_("Until it is saved or thrown away, 30 days at most."),
    who_sees=_("You. Administrators see that there is one, not what it says."),
    export=export_drafts,
    erase=erase_drafts,
    forget=forget_old_drafts,
    covers=("lessons.UnsavedDraft.user",),
)
