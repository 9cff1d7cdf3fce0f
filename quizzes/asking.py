"""What a question asks, in plain words: to search for it, and to find what asks the same. Pure."""

from typing import Any

from lessons.rich import plain_rich
from lessons.text import fold


def asked(entry: Any) -> str:
    """What tells it from others, as it was written: of a text with gaps the text, too."""
    return written([getattr(entry, name, "") for name in ("prompt", "text")])


def written(texts: list[str | None]) -> str:
    return " ".join(filter(None, texts))


def search_text(source: str) -> str:
    """Equal where the same is asked, however it is written."""
    return fold(plain_rich(source))
