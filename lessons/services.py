"""The writers of this app: loading and dumping courses, saving one object, reading progress."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from lessons import merge
from lessons.course_files import Folder, Located, ObjectId, Problem
from lessons.course_text import canonical
from lessons.models import Course, LoadedObject, ReadingProgress, Revision, SitePage
from lessons.selectors import remember_imprint
from lessons.site_pages import render as render_site_page
from lessons.stores import Store
from lessons.text import digest, normalise


class CourseInvalid(Exception):
    """The files have problems, and nothing was loaded."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(f"{len(self.problems)} problems")


class CourseConflict(Exception):
    """Objects changed in the files and in the database, and nothing was loaded."""

    def __init__(self, objects: Sequence[ObjectId]) -> None:
        self.objects = list(objects)
        super().__init__(", ".join(f"{kind} {key}" for kind, key in self.objects))


def lock_course(course: Course) -> None:
    """Until the transaction ends nobody else writes to the course. Taken before anything is read: `course` then is as
    it is now, with the order that others have made meanwhile. Rows that only refer to it, like drafts, don't wait.
    """
    course.refresh_from_db(from_queryset=Course.objects.select_for_update(no_key=True))


@transaction.atomic
def load_course(
    folder: Folder, *, stores: Sequence[Store], now: datetime, by: Any = None, theirs: bool = False
) -> merge.Plan:
    """Bring a checked course folder into the database, three-way (docs/course-format.md, "Loading").

    Raises CourseInvalid when the folder has problems, CourseConflict when both sides changed and `theirs` is false;
    in either case nothing is written.
    """
    if folder.problems:
        raise CourseInvalid(folder.problems)
    course, created = Course.objects.get_or_create(key=folder.key)
    lock_course(course)
    files = _file_digests(folder, stores)
    database = {} if created else _database_digests(course, stores)
    base = {(row.kind, row.key): row.digest for row in course.loaded_objects.all()}
    plan = merge.plan(files, database, base, theirs=theirs)
    if conflicts := plan.of(merge.Change.CONFLICT):
        raise CourseConflict(conflicts)
    _apply(course, folder, plan, stores, now=now, by=by)
    _remember(course, files)
    return plan


def _file_digests(folder: Folder, stores: Sequence[Store]) -> dict[ObjectId, str]:
    digests = {
        (store.name, key): digest(canonical(located.entry))
        for store in stores
        if store.name != "evidence"
        for key, located in folder.of_kind(store.name).items()
    }
    return digests | {("evidence", " ".join(pair)): value for pair, value in folder.evidence.items()}


def _database_digests(course: Course, stores: Sequence[Store]) -> dict[ObjectId, str]:
    return {(store.name, key): value for store in stores for key, value in store.digests(course).items()}


def _apply(
    course: Course, folder: Folder, plan: merge.Plan, stores: Sequence[Store], *, now: datetime, by: Any
) -> None:
    take, archive = plan.of(merge.Change.TAKE), plan.of(merge.Change.ARCHIVE)
    for store in stores:
        taken = {key: _located(folder, kind, key) for kind, key in take if kind == store.name}
        _save(course, store, taken, now=now, by=by)
        for kind, key in archive:
            if kind == store.name:
                store.archive(course, key)
        store.place(course, folder.of_kind(store.name))
        # Before the next store: questions need the passages that saved lessons have.
        store.finish(course)


def _located(folder: Folder, kind: str, key: str) -> Any:
    if kind == "evidence":
        question, passage = key.split(" ")
        return folder.evidence[question, passage]
    return folder.objects[kind, key]


def _save(course: Course, store: Store, found: Mapping[str, Any], *, now: datetime, by: Any) -> None:
    """The only way into the database for content: the store writes the rows, and each object leaves a revision."""
    store.save_all(course, found)
    texts = {key: canonical(each.entry) for key, each in found.items() if isinstance(each, Located)}
    Revision.objects.bulk_create(
        Revision(course=course, kind=store.name, key=key, text=text, created_at=now, created_by=by)
        for key, text in texts.items()
    )


def _remember(course: Course, files: dict[ObjectId, str]) -> None:
    course.loaded_objects.all().delete()
    rows = [LoadedObject(course=course, kind=kind, key=key, digest=value) for (kind, key), value in files.items()]
    LoadedObject.objects.bulk_create(rows)


@transaction.atomic
def save_object(
    course: Course, store: Store, key: str, located: Located, *, stores: Sequence[Store], now: datetime, by: Any
) -> None:
    """Save one object as an editor does: the same write as a load, with its revision, and what rests on it renewed.

    A text that is the newest one already is written again, in case it was archived, and leaves no revision.
    """
    if course.pk and _newest_text(course, store.name, key) == canonical(located.entry):
        store.save_all(course, {key: located})
    else:
        _save(course, store, {key: located}, now=now, by=by)
    for each in stores:
        each.finish(course)


@transaction.atomic
def save_objects(
    course: Course, store: Store, found: Mapping[str, Located], *, stores: Sequence[Store], now: datetime, by: Any
) -> None:
    """Save many new objects of one kind, as an import does: the same write, and what rests on them renewed once."""
    _save(course, store, found, now=now, by=by)
    for each in stores:
        each.finish(course)


def _newest_text(course: Course, kind: str, key: str) -> str | None:
    return Revision.objects.filter(course=course, kind=kind, key=key).values_list("text", flat=True).first()


def collect_course(course: Course, stores: Sequence[Store]) -> Folder:
    """The course as a folder, ready for `course_text.folder_files`."""
    folder = Folder(key=course.key)
    for store in stores:
        for key, found in store.collect(course).items():
            if store.name == "evidence":
                question, passage = key.split(" ")
                folder.evidence[question, passage] = found
            else:
                folder.objects[store.name, key] = found
    return folder


# --- pages of the whole site ------------------------------------------------------------------------------------------


def save_site_page(*, page: SitePage, now: datetime) -> None:
    """Save a page of the site with the HTML of its text."""
    page.title, page.body = normalise(page.title), normalise(page.body)
    page.html, page.updated_at = render_site_page(page.body), now
    page.save()
    transaction.on_commit(remember_imprint)


def delete_site_page(*, page: SitePage) -> None:
    """The page is as it ships again; the imprint is gone."""
    page.delete()
    transaction.on_commit(remember_imprint)


# --- reading progress ------------------------------------------------------------------------------------------------


def record_position(*, user: Any, lesson: Any, passage: str, now: datetime) -> None:
    """Remember where a learner stopped. The last one wins; being there twice changes nothing but the time."""
    ReadingProgress.objects.update_or_create(user=user, lesson=lesson, defaults={"passage": passage, "read_at": now})


def complete_lesson(*, user: Any, lesson: Any, now: datetime) -> None:
    """Mark as read. Doing it again keeps the first time."""
    progress, _created = ReadingProgress.objects.get_or_create(user=user, lesson=lesson, defaults={"read_at": now})
    if progress.completed_at is None:
        ReadingProgress.objects.filter(pk=progress.pk, completed_at=None).update(completed_at=now)


def undo_completion(*, user: Any, lesson: Any) -> None:
    ReadingProgress.objects.filter(user=user, lesson=lesson).update(completed_at=None)
