"""The history of every object of a course: its revisions, and what each changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page

from lessons.course_files import parse_one
from lessons.differences import Line, differences
from lessons.models import Revision
from quizzes.changes import Difference, in_words, question_changes, quiz_changes
from securityedu.courses import store_of

PER_PAGE = 20
# Kinds of which an author can be told in words how two entries differ.
COMPARERS: dict[str, Callable[[Any, Any], list[Difference]]] = {"question": question_changes, "quiz": quiz_changes}


@dataclass(frozen=True)
class Change:
    """One revision and the lines in which it differs from the one before it; `is_first` has none before it.

    `differences` say the same in an author's words, where these are known.
    """

    revision: Revision
    lines: list[Line]
    is_first: bool
    differences: list[Difference] = field(default_factory=list)

    @property
    def words(self) -> str:
        return in_words(self.differences)


def changes_on(page: Page[Revision]) -> list[Change]:
    """The changes of a page of revisions, newest first; its last is compared with the first one of the next page."""
    revisions = list(page.object_list)
    after_it = page.paginator.object_list[page.end_index() : page.end_index() + 1]
    before = [*revisions[1:], next(iter(after_it), None)]
    return [_change(each, older) for each, older in zip(revisions, before, strict=False)]


def _change(revision: Revision, older: Revision | None) -> Change:
    if older is None:
        return Change(revision, [], True)
    return Change(revision, differences(older.text, revision.text), False, _in_words(older, revision))


def _in_words(older: Revision, newer: Revision) -> list[Difference]:
    """Nothing for a text that could not be saved as it is any more."""
    if (compare := COMPARERS.get(newer.kind)) is None:
        return []
    read = [parse_one(store_of(each.kind).kind, each.text, each.key)[0] for each in (older, newer)]
    return compare(*(each.entry for each in read if each)) if all(read) else []
