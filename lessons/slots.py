"""The places in a lesson's HTML where the reader's template puts what isn't stored with it. Pure."""

import re

# figure:<key>, check:<key> or claim:<verdict>
SLOT = re.compile(r'<div data-slot="(figure|check|claim):([a-z0-9-]+)"></div>')


def split_slots(html: str) -> list[tuple[str, str]]:
    """A lesson's HTML in pieces: ("html", piece), and (slot, key) where a figure, check or claim label belongs.

    Pictures are still placeholders in a piece, see `pictures.fill`.
    """
    pieces = SLOT.split(html)
    found: list[tuple[str, str]] = []
    for index in range(0, len(pieces), 3):
        if pieces[index].strip():
            found.append(("html", pieces[index]))
        if index + 2 < len(pieces):
            found.append((pieces[index + 1], pieces[index + 2]))
    return found
