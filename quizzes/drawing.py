"""Drawing, shuffling and hiding keys, all from an attempt's seed: the same seed gives the same attempt. Pure."""

from base64 import b32encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from quizzes.question_types import load_content, type_of
from quizzes.question_types.base import ResponseError, Shuffle


def _rank(*parts: object) -> bytes:
    return sha256("|".join(map(str, parts)).encode()).digest()


def shuffle(seed: str, name: str, keys: Iterable[str]) -> list[str]:
    """The keys in an order that depends on seed, name and keys only."""
    return sorted(keys, key=lambda key: _rank(seed, name, key))


def shuffle_away(seed: str, name: str, keys: Sequence[str]) -> list[str]:
    """A shuffle that never gives the order it got (for ordering questions, whose given order is the answer)."""
    order = shuffle(seed, name, keys)
    return order[1:] + order[:1] if order == list(keys) and len(order) > 1 else order


def shuffle_around(seed: str, name: str, keys: Sequence[str], locked: Collection[str]) -> list[str]:
    """A shuffle in which some keys keep their place, such as "all of these" at the end."""
    others = iter(shuffle(seed, name, [key for key in keys if key not in locked]))
    return [key if key in locked else next(others) for key in keys]


def draw(seed: str, name: str, pool: Iterable[str], seen: Mapping[str, int], count: int) -> list[str]:
    """`count` keys out of the pool, those seen least often first, by chance among equals."""
    return sorted(pool, key=lambda key: (seen.get(key, 0), _rank(seed, name, key)))[:count]


def opaque_key(seed: str, position: int, group: str, key: str) -> str:
    """What a page gets instead of an author's key: says nothing, differs from attempt to attempt."""
    return b32encode(_rank(seed, position, group, key)[:10]).decode().lower()


def lay_out(data: dict[str, Any], seed: str, position: int, *, shuffle_choices: bool) -> dict[str, list[str]]:
    """Author keys by group, in the order in which this attempt's page shows them."""
    content = load_content(data)
    kind = type_of(content)
    layout, shuffled = {}, kind.shuffled(content)
    for group, keys in kind.groups(content).items():
        how = shuffled.get(group)
        if how is Shuffle.AWAY:
            keys = shuffle_away(seed, f"{position} {group}", keys)
        elif how is Shuffle.ALWAYS or (how is Shuffle.IF_QUIZ_DOES and shuffle_choices):
            keys = shuffle_around(seed, f"{position} {group}", keys, content.locked(group))
        layout[group] = keys
    return layout


class KeyMap:
    """Translates the keys of one answer. `layout` holds author keys by group in page order."""

    def __init__(self, seed: str, position: int, layout: Mapping[str, Sequence[str]]) -> None:
        self.opaque = {
            group: {key: opaque_key(seed, position, group, key) for key in keys} for group, keys in layout.items()
        }
        self.author = {group: {hidden: key for key, hidden in keys.items()} for group, keys in self.opaque.items()}

    def to_page(self, group: str, key: str) -> str:
        """The opaque key; a typed text, which has no group, stays as it is."""
        return self.opaque[group][key] if group in self.opaque else key

    def to_author(self, group: str, key: str) -> str:
        try:
            return self.author[group][key]
        except KeyError:
            raise ResponseError("unknown_choice") from None

    def shown(self) -> dict[str, list[tuple[str, str]]]:
        """Author and opaque keys by group, in page order."""
        return {group: list(keys.items()) for group, keys in self.opaque.items()}

    def groups(self) -> dict[str, list[str]]:
        """Opaque keys by group, in page order."""
        return {group: list(keys.values()) for group, keys in self.opaque.items()}
