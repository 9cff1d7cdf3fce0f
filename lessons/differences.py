"""What changed between two texts, for people: lines, and within a changed line the words. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

CONTEXT = 2
WORDS = re.compile(r"\s+|\w+|[^\w\s]")

Parts = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Line:
    """A line of both texts (same), of the older (gone) or the newer (new) only; or it stands for equal lines left out.

    `parts` is its text in pieces, each with whether it is what changed in this line.
    """

    kind: Literal["same", "gone", "new", "left_out"]
    parts: Parts = ()

    @property
    def text(self) -> str:
        return "".join(text for text, _changed in self.parts)


def differences(before: str, after: str, context: int = CONTEXT) -> list[Line]:
    """The changed lines with `context` equal lines around them; nothing when the texts are equal."""
    old, new = before.splitlines(), after.splitlines()
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(context)
    lines: list[Line] = []
    for group in groups:
        if group[0][1] > 0:
            lines.append(Line("left_out"))
        for tag, old_from, old_to, new_from, new_to in group:
            lines += _block(tag, old[old_from:old_to], new[new_from:new_to])
    return lines


def _block(tag: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    if tag == "equal":
        yield from (Line("same", ((line, False),)) for line in old)
        return
    pairs = [_words(before, after) for before, after in zip_longest(old, new)]
    yield from (Line("gone", gone) for gone, _new in pairs if gone is not None)
    yield from (Line("new", new) for _gone, new in pairs if new is not None)


def _words(before: str | None, after: str | None) -> tuple[Parts | None, Parts | None]:
    """One line of each text, in pieces; lines that have no counterpart changed as a whole."""
    if before is None or after is None:
        return _whole(before), _whole(after)
    return word_differences(before, after)


def word_differences(before: str, after: str) -> tuple[Parts, Parts]:
    """Two texts in pieces, each with whether the other lacks it."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = tuple(("".join(old[i:j]), tag != "equal") for tag, i, j, _k, _l in opcodes if j > i)
    added = tuple(("".join(new[k:line]), tag != "equal") for tag, _i, _j, k, line in opcodes if line > k)
    return gone, added


def _whole(line: str | None) -> Parts | None:
    return None if line is None else ((line, True),)
