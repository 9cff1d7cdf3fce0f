"""Drawing, shuffling and hiding keys, all from an attempt's seed: the same seed gives the same attempt. Pure."""

from base64 import b32encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from quizzes.question_types import RECIPES, load_content, type_of
from quizzes.question_types.base import ResponseError, Shuffle

# In a layout, what a recipe drew stands under this name; no group of keys has it.
DRAWN = "drawn"


def content_of(answer: Any) -> Any:
    """The question as this answer's attempt has it. Whoever reads what an answer is about comes here."""
    return as_drawn(load_content(answer.version.content), answer.layout)


def as_drawn(content: Any, layout: Mapping[str, Any]) -> Any:
    """A version's content with what the attempt drew put in."""
    recipe = RECIPES.get(content.type)
    return recipe.make(content, layout[DRAWN]) if recipe else content


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


def lay_out(
    data: dict[str, Any],
    seed: str,
    position: int,
    *,
    shuffle_choices: bool,
    bank: Sequence[Any] = (),
    avoid: Collection[str] = (),
) -> dict[str, Any]:
    """Author keys by group, in the order in which this attempt's page shows them, and what a recipe drew (`DRAWN`).

    `bank` are the contents from which a recipe may draw, those with keys in `avoid` only for want of others.
    """
    content, layout = load_content(data), {}
    if recipe := RECIPES.get(content.type):
        layout[DRAWN] = recipe.draw(content, f"{seed} {position}", bank, avoid)
    content = as_drawn(content, layout)
    kind = type_of(content)
    shuffled = kind.shuffled(content)
    for group, keys in kind.groups(content).items():
        how = shuffled.get(group)
        if how is Shuffle.AWAY:
            keys = shuffle_away(seed, f"{position} {group}", keys)
        elif how is Shuffle.ALWAYS or (how is Shuffle.IF_QUIZ_DOES and shuffle_choices):
            keys = shuffle_around(seed, f"{position} {group}", keys, content.locked(group))
        layout[group] = keys
    return layout


class KeyMap:
    """Translates the keys of one answer. `layout` is what `lay_out` made."""

    def __init__(self, seed: str, position: int, layout: Mapping[str, Any]) -> None:
        self.opaque: dict[str, dict[str, str]] = {
            group: {key: opaque_key(seed, position, group, key) for key in keys}
            for group, keys in layout.items()
            if group != DRAWN
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
