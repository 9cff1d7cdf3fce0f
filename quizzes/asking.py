"""What a question asks, in plain words: to search for it, and to find what asks the same. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lessons.rich import plain_rich
from lessons.text import fold

_SHOWN = {"text", "left", "right"}  # of choices, items, words, places …


class Mark(NamedTuple):
    """Equal for questions of a type that ask the same and show the same parts, however they are written."""

    type: str
    asks: str
    parts: str = ""


def mark_of(content: Mapping[str, Any], asks: str) -> Mark:
    """`content` is as it is saved, `asks` its `search_text`. Answers that nobody sees make no other question."""
    shown = set(_shown({name: value for name, value in content.items() if name != "text"}))
    return Mark(content["type"], asks, "\n".join(sorted(shown)))


def _shown(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, str) and name in _SHOWN:
        yield fold(value)
    elif isinstance(value, Mapping):
        for below, each in value.items():
            if below != "answers":
                yield from _shown(each, below)
    elif isinstance(value, list):
        for each in value:
            yield from _shown(each, name)


def asked(entry: Any) -> str:
    """What tells it from others, as it was written: of a text with gaps the text, too."""
    return written([getattr(entry, name, "") for name in ("prompt", "text")])


def written(texts: list[str | None]) -> str:
    return " ".join(filter(None, texts))


def search_text(source: str) -> str:
    """Equal where the same is asked, however it is written."""
    return fold(plain_rich(source))
