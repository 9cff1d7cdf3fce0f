"""What changed between two contents of a question, or of a quiz, and what kind of change that is. Pure.

Walks the fields of any schema; names are those of the course's files. A type says nothing here: what a field stands for
follows from its name (`SORTS`) or else from what it holds, and "right answer" is what the type calls correct.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.course_files import Entry
from lessons.differences import Parts, word_differences
from quizzes.question_types import TYPES
from quizzes.question_types.base import Shuffle


class Sort(StrEnum):
    """Kinds of change, the ones with most consequences first."""

    STRUCTURE = "structure"
    KEY = "key"
    POINTS = "points"
    GRADING = "grading"
    SETTINGS = "settings"
    WORDING = "wording"
    DATA = "data"


SORT_WORDS = {
    Sort.STRUCTURE: gettext_lazy("structure (what it consists of)"),
    Sort.KEY: gettext_lazy("key (what is right)"),
    Sort.POINTS: gettext_lazy("points (what answers are worth)"),
    Sort.GRADING: gettext_lazy("grading (how answers are judged)"),
    Sort.SETTINGS: gettext_lazy("settings"),
    Sort.WORDING: gettext_lazy("wording and looks"),
    Sort.DATA: gettext_lazy("data that no learner sees"),
}
# What a field stands for, by its name, or by that of the list that it stands in and its own. Any other text is wording,
# an entry more or less in a list is structure, and whatever else is left decides how answers are judged.
_DATA = ("use", "objective", "asks", "tags", "difficulty", "evidence", "as_of", "review_by", "misconception")
_LOOKS = ("stimulus", "locked", "fixed_order", "numbered", "map", "picture", "variables")
_KEY = ("correct", "answer", "answers", "right", "category", "label", "word")
_ACCEPTED = ("text", "also", "value", "formula")
_DRAWN = ("lesson", "objective", "use", "type", "tag", "difficulty")
SORTS: dict[str, Sort] = {
    **dict.fromkeys((*_DATA, "marking_notes"), Sort.DATA),
    **dict.fromkeys(_LOOKS, Sort.WORDING),
    **dict.fromkeys(_KEY, Sort.KEY),
    **dict.fromkeys((f"answers.{name}" for name in _ACCEPTED), Sort.KEY),
    **dict.fromkeys(("fraction", "weight", "points"), Sort.POINTS),
    "draft": Sort.SETTINGS,
    **dict.fromkeys((f"draw.{name}" for name in _DRAWN), Sort.STRUCTURE),
    **dict.fromkeys(("type", "kind", "country", "all_countries", "count", "version"), Sort.STRUCTURE),
    **dict.fromkeys(
        ("grading", "hints", "tolerance_type", "unit_use", "group", "units.unit", "units.also"), Sort.GRADING
    ),
    "hints.": Sort.WORDING,
}
# What "right answer: … → …" says by itself.
_SAID_BY_ANSWER = ("correct", "answer")
_ONE_OF = {"categories": "category", "words": "word", "extra": "extra", "also": "also"}
NOTHING = "–"


@dataclass(frozen=True)
class Difference:
    """One thing that changed. `before` and `after` are texts in pieces, each with whether it is what changed there;
    both are empty where `what` says it all.
    """

    sort: Sort
    what: str
    before: Parts = ()
    after: Parts = ()
    field: str = ""

    def __str__(self) -> str:
        texts = ["".join(text for text, _changed in parts) for parts in (self.before, self.after) if parts]
        if any("→" in text for text in texts):
            texts = [f"“{text}”" for text in texts]
        return f"{self.what}: {' → '.join(texts)}" if texts else self.what


def question_changes(before: Entry, after: Entry) -> list[Difference]:
    """Equal contents have none, others at least one."""
    found = list(_entry(before, after, _Place(hides_order=_hides_order(before, after))))
    if any(each.sort is Sort.KEY for each in found) and (answer := _right_answer(before, after)):
        return [answer, *(each for each in found if each.field not in _SAID_BY_ANSWER)]
    return found


def quiz_changes(before: Entry, after: Entry) -> list[Difference]:
    """The same of a quiz: slots are known by what they ask."""
    return list(_entry(before, after, _Place(rest=Sort.SETTINGS)))


def sorts_of(differences: Sequence[Difference]) -> list[Sort]:
    """The kinds of change that these are, each once, the one with most consequences first."""
    found = {each.sort for each in differences}
    return [sort for sort in Sort if sort in found]


def in_words(differences: Sequence[Difference]) -> str:
    """The kinds of change as one sentence; "" for no change."""
    names = ", ".join(str(SORT_WORDS[sort]) for sort in sorts_of(differences))
    return _("Kind of change: %(kinds)s.") % {"kinds": names} if names else ""


# --- the walk --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """Where the walk is: what an author calls it, the list that it is in, and what `SORTS` doesn't say."""

    words: str = ""
    inside: str = ""
    rest: Sort = Sort.GRADING
    hides_order: bool = False

    def at(self, name: str) -> str:
        label = name.replace("_", " ")
        return f"{self.words}: {label}" if self.words else label

    def within(self, name: str, words: str) -> "_Place":
        return _Place(f"{self.words}: {words}" if self.words else words, name, self.rest)

    def sort(self, name: str, *values: Any) -> Sort:
        if known := SORTS.get(f"{self.inside}.{name}") or SORTS.get(name):
            return known
        if self.rest is Sort.SETTINGS:
            return Sort.WORDING if name in ("title", "introduction", "text", "heading") else self.rest
        return Sort.WORDING if all(value is None or isinstance(value, str) for value in values) else self.rest


def _entry(before: Entry, after: Entry, place: _Place) -> Iterator[Difference]:
    """Entries of two sorts are compared in what both have; that they are two sorts is said by their type or kind."""
    names = type(before).field_order()
    others = () if type(before) is type(after) else set(names) ^ set(type(after).model_fields)
    for name in names:
        if name not in others and (pair := (getattr(before, name), getattr(after, name)))[0] != pair[1]:
            yield from _field(name, *pair, place)


def _field(name: str, before: Any, after: Any, place: _Place) -> Iterator[Difference]:
    if isinstance(before, Entry) and isinstance(after, Entry):
        yield from _entry(before, after, place.within(name, name.replace("_", " ")))
    elif _is_list(before) and _is_list(after):
        yield from _list(name, before, after, place)
    else:
        pieces = _pieces(before, after)
        yield Difference(place.sort(name, before, after), place.at(name), *pieces, field=name)


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, Entry | str) for each in value)


def _list(name: str, before: Sequence[Any], after: Sequence[Any], place: _Place) -> Iterator[Difference]:
    old, new = _identities(before), _identities(after)
    if old is None or new is None:
        yield from _in_line(name, before, after, place)
    else:
        yield from _by_key(name, old, new, place)


def _identities(entries: Sequence[Any]) -> dict[str, Any] | None:
    """Entries by what makes each the same one in both lists; None where only their order does."""
    if any(not hasattr(each, "key") and not hasattr(each, "draw") for each in entries):
        return None
    found: dict[str, Any] = {}
    seen: Counter[str] = Counter()
    for each in entries:
        name = each.key if hasattr(each, "key") else _slot_name(each)
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} ({seen[name]})"] = each
    return found


def _slot_name(slot: Any) -> str:
    return slot.question or _("draw from %(where)s") % {"where": _told(slot.draw)}


def _by_key(name: str, old: dict[str, Any], new: dict[str, Any], place: _Place) -> Iterator[Difference]:
    for key, each in old.items():
        if key not in new:
            yield _gone(name, f"“{key}”", each, place)
        elif each != new[key]:
            yield from _entry(each, new[key], place.within(name, f"{_one_of(name)} “{key}”"))
    for key, each in new.items():
        if key not in old:
            yield _added(name, f"“{key}”", each, place)
    kept_old, kept_new = [key for key in old if key in new], [key for key in new if key in old]
    if kept_old != kept_new:
        yield _moved(name, kept_old, kept_new, place)


def _in_line(name: str, before: Sequence[Any], after: Sequence[Any], place: _Place) -> Iterator[Difference]:
    """Entries without a key are called by their number."""
    for tag, start, end, from_, to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        both = min(end - start, to - from_)
        for offset in range(both):
            yield from _changed(name, from_ + offset + 1, before[start + offset], after[from_ + offset], place)
        for index in range(start + both, end):
            yield _gone(name, str(index + 1), before[index], place)
        for index in range(from_ + both, to):
            yield _added(name, str(index + 1), after[index], place)


def _changed(name: str, number: int, before: Any, after: Any, place: _Place) -> Iterator[Difference]:
    words = f"{_one_of(name)} {number}"
    if isinstance(before, Entry) and isinstance(after, Entry):
        yield from _entry(before, after, place.within(name, words))
    else:
        sort = SORTS.get(f"{name}.") or place.sort(name, before, after)
        yield Difference(sort, place.at(words), *_pieces(before, after), field=name)


def _added(name: str, words: str, each: Any, place: _Place) -> Difference:
    what = _("%(one)s %(name)s added") % {"one": _one_of(name), "name": words}
    return Difference(_sort_of_member(name, place), place.at(what), after=((_told(each), True),), field=name)


def _gone(name: str, words: str, each: Any, place: _Place) -> Difference:
    what = _("%(one)s %(name)s removed") % {"one": _one_of(name), "name": words}
    return Difference(_sort_of_member(name, place), place.at(what), before=((_told(each), True),), field=name)


def _moved(name: str, before: list[str], after: list[str], place: _Place) -> Difference:
    """The order of a list is how it looks, or what a quiz asks when; where pages hide it, it is the answer."""
    rest = Sort.WORDING if place.rest is Sort.GRADING else Sort.STRUCTURE
    what = _("order of %(many)s") % {"many": name.replace("_", " ")}
    pieces = word_differences(", ".join(before), ", ".join(after))
    field = "answer" if place.hides_order else name
    return Difference(Sort.KEY if place.hides_order else rest, place.at(what), *pieces, field=field)


def _sort_of_member(name: str, place: _Place) -> Sort:
    rest = Sort.SETTINGS if place.rest is Sort.SETTINGS and name != "slots" else Sort.STRUCTURE
    return SORTS.get(f"{place.inside}.{name}") or SORTS.get(name) or rest


def _one_of(name: str) -> str:
    return _ONE_OF.get(name) or name.removesuffix("s").replace("_", " ")


# --- values in words -------------------------------------------------------------------------------------------------


def _pieces(before: Any, after: Any) -> tuple[Parts, Parts]:
    """Of two texts the words that differ; anything else differs as a whole."""
    if isinstance(before, str) and isinstance(after, str) and before and after:
        return word_differences(before, after)
    return ((_told(before), True),), ((_told(after), True),)


def _told(value: Any) -> str:
    """A value as an author reads it: entries by what they say, and not at all by what they leave at its default."""
    if isinstance(value, Entry):
        words = {name: each for name, each in value if each != type(value).model_fields[name].default and name != "key"}
        if texts := [each for each in words.values() if isinstance(each, str)]:
            return " · ".join(texts[:2])
        return ", ".join(f"{name} {_told(each)}" for name, each in words.items()) or NOTHING
    if isinstance(value, tuple):
        return ", ".join(map(_told, value)) or NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return NOTHING if value is None or value == "" else str(value)


# --- right answers ---------------------------------------------------------------------------------------------------


def _hides_order(before: Any, after: Any) -> bool:
    """Whether the author's order is the answer."""
    kind = TYPES.get(after.type)
    return bool(kind and before.type == after.type and Shuffle.AWAY in kind.shuffled(after).values())


def _right_answer(before: Any, after: Any) -> Difference | None:
    """What the type calls correct, in its own words; None where it can't say, or says the same."""
    old, new = _correct(before), _correct(after)
    if not old or not new or old == new:
        return None
    return Difference(Sort.KEY, _("right answer"), ((old, True),), ((new, True),), field="correct answer")


def _correct(content: Any) -> str:
    kind = TYPES.get(content.type)
    return kind.summary(content, kind.correct(content)) if kind else ""
