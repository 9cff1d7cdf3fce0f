"""Which questions look alike without asking word for word the same. Pure.

Two texts are as alike as the words that they share, each word weighing as much as it has letters: the weighted Jaccard
index. So long words, which say what a question is about, count for more than "of" and "the" in any language, and no
list of such words is needed. Numbers must be the same: "Article 4" and "Article 5" make two questions of one sentence.

`pairs` compares few of all pairs. Texts that are alike share one of their rarest words (prefix filtering: Chaudhuri,
Ganti and Kaushik 2006, "A primitive operator for similarity joins in data cleaning"), so it looks among those alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

# From here on two texts are told as alike. A short word may differ in a sentence, none of the long ones: among the 283
# questions of the course that ships, all pairs of four fifths ask the same in other words, and three quarters begins to
# take in such as ask of other states or years.
ALIKE = 0.8
# So many of those with a rare word are compared, from the first on: thousands made from one sentence stay affordable.
MOST_COMPARED = 50
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Asked:
    """What a question of this type asks, as `asking.search_text` has it."""

    type: str
    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def weight(self) -> int:
        return _weight(self.words)

    @cached_property
    def group(self) -> tuple[str, ...]:
        """Only those with the same one can be alike."""
        return (self.type, *sorted(word for word in self.words if not word.isalpha() and _DIGIT.search(word)))


def _weight(words: Iterable[str]) -> int:
    return sum(map(len, words))


def likeness(one: Asked, other: Asked) -> float:
    """From 0 to 1; 0 for texts without a word."""
    if one.group != other.group or not one.words:
        return 0.0
    shared = _weight(one.words & other.words)
    return shared / (one.weight + other.weight - shared)


def telling_words(asked: Asked, order: Callable[[str], Any]) -> list[str]:
    """The first words in this order of which whatever is alike has one: without them too little would be shared."""
    told, left = [], asked.weight
    for word in sorted(asked.words, key=order):
        if left < ALIKE * asked.weight:
            break
        told.append(word)
        left -= len(word)
    return told


def pairs(asked: Sequence[Asked], *, start: int = 0) -> Iterator[tuple[int, int, float]]:
    """Places of two that are alike, the later one from `start` on, and how much."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, each in enumerate(asked):
        groups[each.group].append(place)
    several = [places for places in groups.values() if len(places) > 1 and places[-1] >= start]
    counts = Counter(chain.from_iterable(asked[place].words for places in several for place in places))
    rarity = {word: rank for rank, word in enumerate(sorted(counts, key=lambda word: (counts[word], word)))}
    for places in several:
        yield from _pairs_of_group(asked, places, rarity.__getitem__, start)


def _pairs_of_group(
    asked: Sequence[Asked], places: Iterable[int], rarity: Callable[[str], int], start: int
) -> Iterator[tuple[int, int, float]]:
    having: dict[str, list[int]] = defaultdict(list)
    for place in places:
        words = telling_words(asked[place], rarity)
        if place >= start:
            for other in dict.fromkeys(chain.from_iterable(having[word] for word in words)):
                # Of two weights the smaller is all that they can share: most need no closer look.
                lighter, heavier = sorted((asked[place].weight, asked[other].weight))
                if lighter >= ALIKE * heavier and (found := likeness(asked[place], asked[other])) >= ALIKE:
                    yield place, other, found
        for word in words:
            if len(having[word]) < MOST_COMPARED:
                having[word].append(place)
