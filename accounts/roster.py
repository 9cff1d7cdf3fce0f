"""Lists of people that somebody brings: which column means what, who would be made, and what stands in the way. Pure.

Reading and checking are two steps: `read_roster` needs the table only, `check` what the site knows already. Columns
that would give rights or passwords are named and never read.
"""

import hashlib
import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.tables import Row, Table, TableError

MOST_ROWS = 5_000
COLUMNS = {
    "name": "name fullname displayname student studentname learner pupil participant person",
    "first": "firstname first givenname forename",
    "last": "lastname last surname familyname",
    "username": "username login loginname user account",
    "email": "email mail emailaddress mailaddress",
    "role": "role",
}
MEANING = {heading: column for column, headings in COLUMNS.items() for heading in headings.split()}
NEVER_READ = re.compile("staff|superuser|admin|passw|passphrase|pwd|hash|group|permission|right|active")
ROLES = {
    "": Role.LEARNER,
    **dict.fromkeys(("learner", "student", "pupil", "participant"), Role.LEARNER),
    **dict.fromkeys(("instructor", "teacher", "trainer", "lecturer"), Role.INSTRUCTOR),
}
# Letters that Unicode doesn't take apart.
PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
LONGEST_MADE = 40


@dataclass(frozen=True)
class Entry:
    """A person of the list. `username` is empty until `check` has made one, unless the list gives it."""

    line: int
    name: str = ""
    username: str = ""
    email: str = ""
    role: str = Role.LEARNER
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    entries: tuple[Entry, ...]
    ignored: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    without_header: bool = False

    @property
    def right(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.errors]

    @property
    def wrong(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.errors]

    @property
    def fingerprint(self) -> str:
        """Changes with anything that would be made: what was looked at is what gets made, or nothing."""
        return hashlib.sha256(repr(self.entries).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Known:
    """What the site has: usernames and addresses in lower case, and the username of each display name asked for."""

    usernames: Container[str] = frozenset()
    emails: Container[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


def read_roster(table: Table) -> Roster:
    """Raises TableError when no column says who somebody is."""
    meanings, bare = _meanings(table.header), _is_bare(table)
    if bare:
        meanings = {("email" if "@" in table.header[0] else "name"): 0}
        table = Table(table.header, (Row(1, table.header), *table.rows))
    if not meanings.keys() - {"role"}:
        raise TableError(_no_heading(table.header), 1)
    unread = [heading for place, heading in enumerate(table.header) if heading and place not in meanings.values()]
    refused = tuple(heading for heading in unread if _is_refused(heading))
    ignored = tuple(heading for heading in unread if heading not in refused)
    entries = tuple(_entry(row, meanings, len(table.header)) for row in table.rows)
    return Roster(entries, ignored, refused, bare)


def _meanings(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(header):
        meaning = MEANING.get(_bare_word(heading))
        if meaning in found:
            both = {"one": header[found[meaning]], "other": heading}
            raise TableError(_("“%(one)s” and “%(other)s” are the same column. Take one out.") % both, 1)
        if meaning:
            found[meaning] = place
    return found


def _bare_word(heading: str) -> str:
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


def _is_refused(heading: str) -> bool:
    return bool(NEVER_READ.search(_bare_word(heading)))


def _is_bare(table: Table) -> bool:
    """One column that nothing names: most likely names (or addresses), one a line."""
    header = table.header
    return len(header) == 1 and not _meanings(header) and not _is_refused(header[0])


def _no_heading(header: Sequence[str]) -> str:
    if not header:
        return _("there is nothing here.")
    found = ", ".join(f"“{_short(heading)}”" for heading in header[:6])
    return _(
        "the columns need headings, at least one of: name, first name, last name, username, e-mail. Found: %s."
    ) % (found)


def _entry(row: Row, meanings: Mapping[str, int], width: int) -> Entry:
    cells = {meaning: row.cells[place] for meaning, place in meanings.items()}
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}"
    role = cells.get("role", "")
    errors = []
    if len(row.cells) > width:
        errors.append(_("There are more cells than headings. A comma inside a name needs quotation marks."))
    if role.casefold() not in ROLES:
        errors.append(_("“%s” is no role that a list can give.") % _short(role))
    return Entry(
        row.line,
        name=unicodedata.normalize("NFC", re.sub("[ \t\r\n\xa0]+", " ", name).strip()),
        username=User.normalize_username(cells.get("username", "")),
        email=User.objects.normalize_email(cells.get("email", "")),
        role=ROLES.get(role.casefold(), Role.LEARNER),
        errors=tuple(errors),
    )


def check(roster: Roster, known: Known, roles: Container[str] = Role.values) -> Roster:
    """The roster with a username for everybody and, line by line, what is wrong with it.

    `roles` are those that whoever brings the list may give.
    """
    lines: dict[tuple[str, str], int] = {}
    for entry in roster.entries:
        for key in (("username", entry.username), ("email", entry.email)):
            if key[1]:
                lines.setdefault(key, entry.line)
    checked = [_checked(entry, known, lines, roles) for entry in roster.entries]
    used = dict.fromkeys((entry.username for entry in checked), 0)
    return replace(roster, entries=tuple(_named(entry, known, used) for entry in checked))


def _checked(entry: Entry, known: Known, lines: Mapping[tuple[str, str], int], roles: Container[str]) -> Entry:
    errors = [
        *entry.errors,
        *_field_errors("display_name", entry.name),
        *_field_errors("username", entry.username),
        *_field_errors("email", entry.email),
    ]
    if not (entry.name or entry.username or entry.email):
        errors.append(_("There is neither a name nor a username."))
    if entry.role not in roles:
        errors.append(_("Only an admin gives the role “%s”: here you make learners.") % Role(entry.role).label)
    errors += _taken("username", entry.username, entry.line, known.usernames, lines)
    errors += _taken("email", entry.email, entry.line, known.emails, lines)
    warnings = []
    if entry.name in known.names:
        warnings.append(_("There is somebody with this name already: %s.") % known.names[entry.name])
    return replace(entry, errors=tuple(errors), warnings=tuple(warnings))


def _field_errors(column: str, value: str) -> list[str]:
    """What the model's own rules say, without asking the database."""
    if not value:
        return []
    if "\ufffd" in value:
        return [_("“%s”: a character was lost when the file was saved.") % _short(value)]
    try:
        cast(models.Field, User._meta.get_field(column)).clean(value, None)
    except ValidationError as error:
        return [f"“{_short(value)}”: {message}" for message in error.messages]
    return []


def _taken(
    column: str, value: str, line: int, known: Container[str], lines: Mapping[tuple[str, str], int]
) -> list[str]:
    if not value:
        return []
    if value in known:
        return [_("“%s” is taken: somebody has it already.") % _short(value)]
    first = lines[column, value]
    if first != line:
        return [_("“%(value)s” stands in line %(line)d, too.") % {"value": _short(value), "line": first}]
    return []


def _named(entry: Entry, known: Known, used: dict[str, int]) -> Entry:
    """With a username; `used` has the names that are given, and how far the numbers behind each have gone."""
    if entry.username or not (entry.name or entry.email):
        return entry
    base = username_from(entry.name) or username_from(entry.email.partition("@")[0]) or "learner"
    username, number = base, used.get(base, 0)
    while username in used or username in known.usernames:
        number = max(number, 1) + 1
        username = f"{base}{number}"
    used[base], used[username] = number, used.get(username, 0)
    return replace(entry, username=username)


def username_from(name: str) -> str:
    """Plain ASCII that can be typed on any keyboard: "Zoë O’Neill-Łuk" becomes zoe.oneill-luk. Empty for 李小龍."""
    apart = unicodedata.normalize("NFKD", name.lower().translate(PLAIN))
    words = re.sub(r"[^a-z0-9.\-\s_]", "", apart.translate(PLAIN)).split()
    return re.sub(r"[.]{2,}", ".", ".".join(words))[:LONGEST_MADE].strip(".-_")


def _short(value: str) -> str:
    return value if len(value) <= 60 else value[:59] + "…"
