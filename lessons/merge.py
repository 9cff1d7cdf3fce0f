"""Three-way comparison of a course's objects: the files, the database, and what the last load brought. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lessons.course_files import ObjectId


class Change(StrEnum):
    TAKE = "take"  # changed in the files only, or new there
    KEEP = "keep"  # changed in the database only, or the same in both
    ARCHIVE = "archive"  # gone from the files, untouched in the database
    CONFLICT = "conflict"  # changed in both, and differently


@dataclass
class Plan:
    changes: dict[ObjectId, Change] = field(default_factory=dict)

    def of(self, change: Change) -> list[ObjectId]:
        return sorted(each for each, found in self.changes.items() if found is change)


def plan(
    files: Mapping[ObjectId, str],
    database: Mapping[ObjectId, str],
    base: Mapping[ObjectId, str],
    *,
    theirs: bool = False,
) -> Plan:
    """What a load has to do. All three map object ids to digests; an object that isn't there is absent.

    `theirs` lets the files win where both sides changed.
    """
    result = Plan()
    for each in files.keys() | database.keys() | base.keys():
        change = _compare(files.get(each), database.get(each), base.get(each))
        if change is Change.CONFLICT and theirs:
            change = Change.TAKE if each in files else Change.ARCHIVE
        result.changes[each] = change
    return result


def _compare(file: str | None, database: str | None, base: str | None) -> Change:
    if file in (database, base):
        return Change.KEEP
    if database is not None and database != base:
        return Change.CONFLICT
    if database is None and base is not None and file is not None:
        return Change.CONFLICT  # archived here, changed there
    return Change.TAKE if file is not None else Change.ARCHIVE
