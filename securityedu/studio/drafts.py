"""What somebody types is kept before she saves it: one draft for her and an object, written by one page at a time."""

from dataclasses import replace
from datetime import datetime

from lessons.drafts import HeldElsewhere, drop_draft, keep_draft, take_draft
from lessons.models import UnsavedDraft
from securityedu.studio import editing
from securityedu.studio.editor import Editor

REMEMBERED = 20
SAVED = "studio_saved"


def draft_of(editor: Editor) -> UnsavedDraft | None:
    place = editor.place
    about = {"course": place.course, "kind": place.kind, "key": editor.draft_key}
    return UnsavedDraft.objects.filter(user=editor.request.user, **about).first()


def offered(editor: Editor) -> UnsavedDraft | None:
    """A draft that another page has left, and that says something else than what is saved."""
    draft = draft_of(editor)
    return None if draft is None or draft.page == editor.page or _is_saved(editor, draft) else draft


def _is_saved(editor: Editor, draft: UnsavedDraft) -> bool:
    place = replace(editor.place, parent=draft.data["parent"])
    return editing.says_same(place, draft.data["fields"], editing.found(place))


def keep(editor: Editor, now: datetime) -> None:
    """Raises HeldElsewhere."""
    draft = draft_of(editor)
    if draft and draft.page != editor.page and _is_saved(editor, draft):
        drop_draft(draft=draft)
    data = {
        "fields": editor.data,
        "parent": editor.place.parent,
        "key_wanted": editor.key_wanted,
        "typed": editor.typed,
    }
    about = {"course": editor.place.course, "kind": editor.place.kind, "key": editor.draft_key}
    keep_draft(user=editor.request.user, **about, data=data, seen=editor.seen, page=editor.page, now=now)


def take(editor: Editor) -> None:
    """The form has what the draft says, and this page goes on with it."""
    if draft := draft_of(editor):
        take_draft(draft=draft, page=editor.page)
        editor.data, editor.seen, editor.typed = draft.data["fields"], draft.seen, draft.data.get("typed", 0)
        editor.key_wanted = draft.data["key_wanted"]
        editor.place = replace(editor.place, parent=draft.data["parent"])


def drop(editor: Editor) -> None:
    if draft := draft_of(editor):
        drop_draft(draft=draft)


def saved(editor: Editor) -> None:
    """The draft of this page goes; its browser is told later that it can let go of what it keeps itself."""
    draft = draft_of(editor)
    if draft and draft.page == editor.page:
        drop_draft(draft=draft)
    session = editor.request.session
    session[SAVED] = [editor.page, *session.get(SAVED, [])][:REMEMBERED]


__all__ = ["HeldElsewhere", "drop", "keep", "offered", "saved", "take"]
