"""How an order can be graded: our own rule and the nine kinds of Moodle's ordering type.

Each function takes the right order and the learner's, both as keys, and gives a share of 0 … 1. The learner's order may
lack items; it has no others, and none twice. What is missing has no place and no neighbours.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Literal

Keys = Sequence[str]
GradeOrder = Callable[[Keys, Keys], Decimal]
Grading = Literal[
    "concordance",
    "all_or_nothing",
    "position",
    "distance",
    "next",
    "next_and_last",
    "neighbours",
    "pairs",
    "longest_subset",
    "longest_run",
]
ZERO, ONE = Decimal(0), Decimal(1)


def concordance(right: Keys, given: Keys) -> Decimal:
    """Kendall's τ held at 0: a random order gets little, two neighbours swapped cost little."""
    return max(ZERO, 2 * pairs(right, given) - 1)


def pairs(right: Keys, given: Keys) -> Decimal:
    """Pairs of items of which the one that should come first does (relative to all previous and next)."""
    place = _places(given)
    found = sum(place.get(one, len(right)) < place.get(two, -1) for one, two in combinations(right, 2))
    return Decimal(found) / (len(right) * (len(right) - 1) // 2)


def all_or_nothing(right: Keys, given: Keys) -> Decimal:
    return ONE if list(right) == list(given) else ZERO


def position(right: Keys, given: Keys) -> Decimal:
    """Items in their place."""
    return Decimal(sum(one == two for one, two in zip(right, given, strict=False))) / len(right)


def distance(right: Keys, given: Keys) -> Decimal:
    """Each item loses one step of n − 1 for each place that it is away from its own."""
    most = len(right) - 1
    place = _places(given)
    near = sum(max(0, most - abs(place[key] - index)) for index, key in enumerate(right) if key in place)
    return Decimal(near) / (len(right) * most)


def next_item(right: Keys, given: Keys) -> Decimal:
    """Items that the right one follows; the last has none to be followed by and isn't counted."""
    return Decimal(_followed(right, given)) / (len(right) - 1)


def next_and_last(right: Keys, given: Keys) -> Decimal:
    """The same, and one more for the last item at the end."""
    return Decimal(_followed(right, given) + _ends_right(right, given)) / len(right)


def neighbours(right: Keys, given: Keys) -> Decimal:
    """Right neighbours before and after each item; nothing is the right neighbour at either end."""
    ends = _ends_right(right, given) + _ends_right(right[::-1], given[::-1])
    return Decimal(2 * _followed(right, given) + ends) / (2 * len(right))


def longest_subset(right: Keys, given: Keys) -> Decimal:
    """The most items that stand in right order, whatever stands between them; O(n log n)."""
    ends: list[int] = []  # ends[k] is the smallest end of a rising subset of k + 1 items
    for rank in _ranks(right, given):
        at = bisect_left(ends, rank)
        ends[at : at + 1] = [rank]
    return _share(len(ends), right)


def longest_run(right: Keys, given: Keys) -> Decimal:
    """The most items that stand one after the other as they should."""
    best = run = 1
    for one, two in pairwise(_ranks(right, given)):
        run = run + 1 if two == one + 1 else 1
        best = max(best, run)
    return _share(best, right)


GRADINGS: dict[Grading, GradeOrder] = {
    "concordance": concordance,
    "all_or_nothing": all_or_nothing,
    "position": position,
    "distance": distance,
    "next": next_item,
    "next_and_last": next_and_last,
    "neighbours": neighbours,
    "pairs": pairs,
    "longest_subset": longest_subset,
    "longest_run": longest_run,
}


def _places(keys: Keys) -> dict[str, int]:
    return {key: index for index, key in enumerate(keys)}


def _ranks(right: Keys, given: Keys) -> Iterator[int]:
    rank = _places(right)
    return (rank[key] for key in given)


def _followed(right: Keys, given: Keys) -> int:
    return len(set(pairwise(right)) & set(pairwise(given)))


def _ends_right(right: Keys, given: Keys) -> bool:
    return bool(given) and given[-1] == right[-1]


def _share(length: int, right: Keys) -> Decimal:
    """One item alone is always in order: that is nothing."""
    return Decimal(length) / len(right) if length > 1 else ZERO
