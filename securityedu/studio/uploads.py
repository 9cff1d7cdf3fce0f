"""Files that somebody brought to be imported, until she has: on the disk, where nobody else finds them."""

import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Holding

KEPT = timedelta(days=1)
MOST_KEPT = 10  # of one person: more than she can be looking at, and the disk is not hers
_TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(user: Any, content: bytes) -> str:
    """Returns the word by which its owner, and nobody else, gets it. Her oldest go when there are too many."""
    token = secrets.token_hex(16)
    _folder().mkdir(mode=0o700, exist_ok=True)
    _path(user, token).write_bytes(content)
    with suppress(FileNotFoundError):  # another of her requests has just taken it away
        for path in sorted(_files_of(user), key=_brought_at)[:-MOST_KEPT]:
            path.unlink()
    return token


def read(user: Any, token: str) -> bytes | None:
    """None for what is not there (any more)."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        return _path(user, token).read_bytes()
    except FileNotFoundError:
        return None


def drop(user: Any, token: str) -> None:
    _path(user, token).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.UPLOADS_DIR)


def _path(user: Any, token: str) -> Path:
    return _folder() / f"{user.pk}-{token}"


# --- what is kept of a person (accounts.privacy) ---------------------------------------------------------------------


def _files_of(person: Any) -> list[Path]:
    return sorted(_folder().glob(f"{person.pk}-*"))


def _brought_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def export_uploads(person: Any) -> list[dict[str, Any]]:
    """When, not what: a file holds right answers, and whoever brought it may be a learner by now."""
    return [{"brought_at": _brought_at(path), "bytes": path.stat().st_size} for path in _files_of(person)]


def erase_uploads(person: Any) -> None:
    for path in _files_of(person):
        path.unlink(missing_ok=True)


def forget_uploads(*, now: datetime) -> int:
    old = [path for path in _folder().glob("*") if _brought_at(path) < now - KEPT]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


UPLOADS = Holding(
    "uploads",
    _("Files brought to be imported"),
    what=_("Only of those who write questions: a file of questions, from looking at it until it is imported."),
    why=_("So that what is imported is what was looked at."),
    how_long=_("Until it is imported, or a day."),
    who_sees=_("You, and whoever runs the server."),
    export=export_uploads,
    erase=erase_uploads,
    forget=forget_uploads,
)
