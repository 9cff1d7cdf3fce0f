"""One request to an editor: what was sent or is saved, what form and preview show, and where to go when it is saved."""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from lessons.course_files import Located
from lessons.differences import Line, differences
from lessons.media_files import Refused
from lessons.models import Lesson
from lessons.services import lock_course
from quizzes.evidence import accept_evidence
from quizzes.impact import impact_of
from quizzes.models import Question
from quizzes.question_types.texts import TEXTS
from securityedu.studio import checks, editing, previews
from securityedu.studio.bank import open_reports
from securityedu.studio.builder import acting
from securityedu.studio.builder.page import Builder, by_name, search_in, searches
from securityedu.studio.editing import Faults, Place
from securityedu.studio.forms import Bound, Frame, Sent, act, bind, free_key, read
from securityedu.studio.inserts import inserts_for, main_field
from securityedu.studio.kinds import EditedKind
from securityedu.studio.references import references
from securityedu.studio.twins import lookalikes
from securityedu.studio.wording import option_label
from securityedu.uploads import CLEANERS, take_in

MOST_LOOKALIKES = 5
SAVES = ("save", "save_new", "overwrite")


@dataclass
class Editor:
    """`seen` is the state of the object that its writer knows; `meanwhile` what somebody else has made of it since;
    `page` names the page of her browser, through all that it sends; `typed` counts the changes that she has made in it.
    """

    request: Any
    place: Place
    kind: EditedKind
    data: dict[str, Any]
    seen: str
    page: str
    typed: int = 0
    key_wanted: str = ""
    faults: Faults = field(default_factory=Faults)
    meanwhile: list[Line] | None = None

    @property
    def do(self) -> str:
        """The button that was pressed; "enter" is the Enter key in a field of a form that can also be searched in."""
        if self.request.method != "POST":
            return ""
        pressed = self.request.POST.get("do", "save")
        return ("find" if searches(self.request.POST) else "save") if pressed == "enter" else pressed

    @property
    def saves(self) -> bool:
        return self.do in SAVES

    @property
    def draft_key(self) -> str:
        """Under which what is typed is kept: of new objects there is one of a type at a time."""
        return self.place.key or f"new {self.data.get('type', '')}".strip()


def opened(request: Any, place: Place, kind: EditedKind, located: Located | None, fresh: dict[str, Any]) -> Editor:
    """An editor of what is saved, or of what a new object begins with; then of what was sent."""
    held = editing.data_of(located.entry) if located else fresh
    post = request.POST
    page = post.get("page", "")[:32] or secrets.token_hex(8)
    seen = post.get("seen", editing.state_of(located))[:16]
    editor = Editor(request, place, kind, held, seen, page, _count(post), post.get("key_wanted", ""))
    if request.method == "POST":
        editor.data = _sent(editor)
        _take_file(editor)
        if not editor.saves:
            editor.data = _acted(editor)
    return editor


def _count(post: Mapping[str, str]) -> int:
    typed = post.get("typed", "")
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else 0


def _acted(editor: Editor) -> dict[str, Any]:
    if editor.place.kind == "quiz":
        return acting.act(editor.data, editor.do, editor.request.POST.getlist("find-add"))
    return act(editor.data, editor.do)


def _sent(editor: Editor) -> dict[str, Any]:
    """The data that were sent. Its type, and the key that it has, an object keeps."""
    post = editor.request.POST
    kept = {name: editor.data[name] for name in ("type", "key") if name in editor.data}
    chosen = {"kind": post["kind"]} if "kind" in post else {}
    values = {name: post.getlist(name) for name in post}
    sent = Sent(values, timezone.get_current_timezone(), keeps_blank=not editor.saves)
    return read(editing.specs_for(editor.place, kept | chosen), sent) | kept


def _take_file(editor: Editor) -> None:
    """A file that was brought in is kept at once, so that an error elsewhere in the form doesn't lose it."""
    upload = editor.request.FILES.get("file-upload")
    if upload is None or editor.place.kind not in CLEANERS:
        return
    try:
        editor.data["file"] = take_in(upload, editor.place.kind)
    except Refused as error:
        editor.faults.fields["file",] = [str(error)]


@transaction.atomic
def save(editor: Editor) -> str | None:
    """Where to go once the object is saved; None when something is wrong, which the editor then knows."""
    lock_course(editor.place.course)
    place, data = _with_key(editor)
    located, faults = editing.checked(place, data)
    editor.faults = Faults(faults.fields | editor.faults.fields, faults.whole)
    if located is None or editor.faults:
        return None
    before = editing.found(place)
    position = before.position if before else len(place.store.keys(place.course))
    seen = editing.state_of(before) if editor.do == "overwrite" else editor.seen
    try:
        editing.save(place, replace(located, position=position), seen=seen, by=editor.request.user, now=timezone.now())
    except editing.SavedMeanwhile as held:
        editor.meanwhile = differences(held.text, editing.text_of(located))
        return None
    if place.kind == "question":
        accept_evidence(questions=Question.objects.filter(course=place.course, key=place.key), new_only=True)
    return _next(editor, place)


def _with_key(editor: Editor) -> tuple[Place, dict[str, Any]]:
    """The place with its key: made for a new object, of the wish of its writer or of its first words."""
    place = editor.place
    if place.is_new:
        words = editor.key_wanted or str(editor.data.get(editor.kind.key_from, ""))
        words = words or str(editor.data.get("text", ""))
        place = replace(place, key=free_key(words, place.store.keys(place.course)))
    has_key = "key" in editing.schema_for(place, editor.data).model_fields
    return place, editor.data | ({"key": place.key} if has_key else {})


def _next(editor: Editor, place: Place) -> str:
    if editor.do != "save_new":
        return reverse("studio_edit", args=[place.course.key, editor.kind.path, place.key])
    address = reverse("studio_new", args=[place.course.key, editor.kind.path])
    about = {"type": editor.data["type"], "lesson": place.parent} if place.kind == "question" else {}
    return f"{address}?{urlencode(about)}" if about else address


# --- what the page shows ---------------------------------------------------------------------------------------------


def context_of(editor: Editor) -> dict[str, Any]:
    place = editor.place
    specs = editing.specs_for(place, editor.data)
    builder = _builder(editor) if place.kind == "quiz" else None
    options = builder.options() if builder else references(specs, place.course, place.parent)
    frame = Frame(editor.data, editor.faults.fields, options, timezone.get_current_timezone())
    fields = bind(specs, editor.data, frame)
    if builder:
        builder.fields = by_name(fields)
    shown = builder.head if builder else fields
    return {
        "course": place.course,
        "kind": editor.kind,
        "place": place,
        "editor": editor,
        "builder": builder,
        "fields": [each for each in shown if not each.spec.rare],
        "seldom": [each for each in shown if each.spec.rare],
        "wrong": next(_wrong(builder.in_order), builder.focused_field) if builder else next(_wrong(fields), ""),
        "type_name": option_label(str(editor.data.get("type", ""))),
        "lessons": _lessons(place) if place.kind == "question" else [],
        "preview": preview(editor),
        **_about_question(place),
        "takes_files": place.kind in CLEANERS,
        "main_field": main_field(place, editor.data),
        "inserts": inserts_for(place),
    }


def _about_question(place: Place) -> dict[str, Any]:
    """What rests on a question, and what becomes of it when other words are saved; what else there is to know of it."""
    if place.kind != "question" or place.is_new:
        return {}
    question = Question.objects.select_related("current", "course").get(course=place.course, key=place.key)
    return {
        "rests_on_it": impact_of(question).sentences(),
        "reports": open_reports(place.course, place.key),
        "lookalikes": lookalikes(question)[:MOST_LOOKALIKES],
    }


def _builder(editor: Editor) -> Builder:
    search = search_in(editor.request.POST, editor.do)
    return Builder(editor.place.course, editor.place.key, editor.data, search, editor.do)


def _wrong(fields: Iterable[Bound]) -> Iterator[str]:
    """The names of fields with errors, in the order of the page: the first gets the focus."""
    for bound in fields:
        if bound.errors:
            yield bound.name
        for row in bound.rows:
            if row.errors:
                yield row.name
            yield from _wrong(row.fields)
        yield from _wrong(bound.fields)


def _lessons(place: Place) -> list[tuple[str, str]]:
    return list(Lesson.objects.filter(course=place.course, archived=False).values_list("key", "title"))


def preview(editor: Editor) -> dict[str, Any]:
    """`text` as the reader shows it, or `questions`, or nothing while what was typed makes no object."""
    place, data = editor.place, editor.data
    if place.kind in ("lesson", "page"):
        written = previews.written(place.course, place.key, data, is_page=place.kind == "page")
        told = {"findings": checks.findings(written), "level": checks.level(written)}
        return {"text": previews.preview_of_text(written, data), **told}
    if place.kind != "question":
        return {}
    entry = editing.entry_of(place, {"key": "preview"} | data)
    if entry is None:
        return {"waits": True}
    if data["type"] in TEXTS:
        return {"text": previews.preview_of_bank_text(entry)}
    return {"questions": previews.preview_of_question(place.course, entry)}
