"""Ordering: graded by the share of pairs in right order (order_grades.py), or as the question says."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lessons.course_files import Entry, Key, NonEmpty
from quizzes.question_types.base import (
    ZERO,
    FormData,
    Outcome,
    Part,
    QuestionEntry,
    Shape,
    Shown,
    Shuffle,
    Translate,
    as_fraction,
    list_response,
    unique_keys,
)
from quizzes.question_types.order_grades import GRADINGS, Grading


class Item(Entry):
    key: Key
    text: NonEmpty


class OrderingContent(QuestionEntry):
    type: Literal["ordering"]
    items: Annotated[tuple[Item, ...], Field(min_length=3, max_length=20)]
    grading: Grading = "concordance"

    @model_validator(mode="after")
    def _keys_differ(self) -> "OrderingContent":
        unique_keys(self.items)
        return self


class Ordering:
    """A stored response is the keys in the learner's order; items that are missing have no place."""

    name = "ordering"
    content = OrderingContent
    choices = False
    shape = Shape.ORDER
    part_group = ""
    countback = False

    def groups(self, content: OrderingContent) -> dict[str, list[str]]:
        return {"item": [item.key for item in content.items]}

    def shuffled(self, content: OrderingContent) -> Mapping[str, Shuffle]:
        return {"item": Shuffle.AWAY}

    def to_author(self, content: OrderingContent, raw: Any, translate: Translate) -> Any:
        keys = list_response(raw)
        return None if keys is None else [translate("item", key) for key in keys]

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return None if stored is None else [translate("item", key) for key in stored]

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        """Each item has a select with its rank; items of one rank keep the order in which they were shown."""
        ranks = {key: data.get(f"{name}-{key}") or "" for key in keys["item"]}
        ranked = [key for key in keys["item"] if ranks[key].isdecimal() and len(ranks[key]) < 4]
        return sorted(ranked, key=lambda key: int(ranks[key])) or None

    def widget(self, content: OrderingContent, shown: Shown, stored: Any) -> dict[str, Any]:
        """Items in the learner's order; those without a place follow as they were shuffled."""
        texts = {item.key: item.text for item in content.items}
        placed = {key: place for place, key in enumerate(stored or [], start=1)}
        order = sorted(shown["item"], key=lambda pair: placed.get(pair[0], len(texts) + 1))
        return {
            "items": [{"key": hidden, "text": texts[key], "rank": placed.get(key)} for key, hidden in order],
            "ranks": range(1, len(texts) + 1),
        }

    def grade(self, content: OrderingContent, stored: Any) -> Outcome:
        right_order = self.correct(content)
        given = stored or []
        texts = {item.key: item.text for item in content.items}
        parts = tuple(
            Part(
                str(place + 1),
                given=texts[given[place]] if place < len(given) else "",
                expected=texts[key],
                marked=True,
                right=place < len(given) and given[place] == key,
            )
            for place, key in enumerate(right_order)
        )
        fraction = as_fraction(GRADINGS[content.grading](right_order, given)) if given else ZERO
        return Outcome(fraction, parts)

    def correct(self, content: OrderingContent) -> Any:
        return [item.key for item in content.items]

    def summary(self, content: OrderingContent, stored: Any) -> str:
        texts = {item.key: item.text for item in content.items}
        return " → ".join(texts[key] for key in stored or ())
