"""Small words that readers and writers of plain formats share. Pure."""

from lessons.rich import plain_rich
from lessons.text import collapse


def to_plain(source: str) -> str:
    """The words of Markdown in one line."""
    return collapse(plain_rich(source))


def letter(index: int) -> str:
    """The key of a choice or item by its place: a … z, then a2, b2 …"""
    rounds, place = divmod(index, 26)
    return f"{chr(ord('a') + place)}{rounds + 1 if rounds else ''}"


def keyed(texts: list[str]) -> list[dict[str, str]]:
    """Items of a question by their texts."""
    return [{"key": letter(index), "text": text} for index, text in enumerate(texts)]
