"""Searches on SQLite take capitals and small letters of every alphabet as the same, as PostgreSQL does.

SQLite's own LIKE, which Django searches with, knows A to Z only: "émile" would not find "Émile".
"""

import re
from functools import lru_cache
from typing import Any


def teach_like(connection: Any, **_signal: Any) -> None:
    """For Django's signal `connection_created`."""
    if connection.vendor == "sqlite":
        for arguments in (2, 3):
            connection.connection.create_function("like", arguments, like, deterministic=True)


def like(pattern: str | None, text: object, escape: str = "") -> bool | None:
    """`text LIKE pattern ESCAPE escape`: % is any text, _ any character."""
    if pattern is None or text is None:
        return None
    return _expression(pattern, escape).fullmatch(str(text)) is not None


@lru_cache(maxsize=512)
def _expression(pattern: str, escape: str) -> re.Pattern[str]:
    parts, letters = [], iter(pattern)
    for letter in letters:
        if letter == escape:
            parts.append(re.escape(next(letters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(letter, re.escape(letter)))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
