"""Media: pictures and recordings that the site itself put together of what was brought in, never files as they came.

A name is the SHA-256 of the content and an extension of `TYPES`: it says what the file is, can't lead out of the
folder, and never means another content, so it may be kept for ever.
"""

import re
from collections.abc import Iterator
from pathlib import Path

TYPES = {
    **{"avif": "image/avif", "gif": "image/gif", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"},
    **{"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav"},
}
NAME = rf"[0-9a-f]{{64}}\.(?:{'|'.join(TYPES)})"
HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
_AT_ONCE = 65_536
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.IGNORECASE)


def part_of(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for (RFC 9110, 14.2): None for all of them, an empty range for none that there
    are. Players of recordings ask for parts, and Safari plays nothing without. Of several parts all are sent.
    """
    match = _RANGE.fullmatch(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def read_part(path: Path, part: range) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.start)
        for start in range(part.start, part.stop, _AT_ONCE):
            yield file.read(min(_AT_ONCE, part.stop - start))
