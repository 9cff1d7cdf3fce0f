"""Categorise: the share of items in their category; one that belongs nowhere and is placed takes a share away."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from lessons.course_files import Entry, Key, NonEmpty, Text
from quizzes.question_types.base import (
    ONE,
    ZERO,
    Outcome,
    Part,
    QuestionEntry,
    Shown,
    Shuffle,
    as_fraction,
    unique_keys,
    with_worths,
)
from quizzes.question_types.placed import PlacedResponse


class Category(Entry):
    key: Key
    text: NonEmpty


class SortedItem(Entry):
    """Without a category it belongs nowhere."""

    key: Key
    text: NonEmpty
    category: Key | None = None
    feedback: Text = ""


class CategoriseContent(QuestionEntry):
    type: Literal["categorise"]
    categories: Annotated[tuple[Category, ...], Field(min_length=2, max_length=10)]
    items: Annotated[tuple[SortedItem, ...], Field(min_length=2, max_length=40)]

    @model_validator(mode="after")
    def _items_have_their_place(self) -> "CategoriseContent":
        unique_keys(self.categories)
        unique_keys(self.items)
        for item in self.items:
            if item.category is not None and item.category not in self.names():
                raise ValueError(f"there is no category '{item.category}'")
        placed, stray = self.counts()
        if not placed or stray == 1:
            raise ValueError("an item at least has a category, and none or at least two have none")
        return self

    def names(self) -> dict[str, str]:
        return {category.key: category.text for category in self.categories}

    def listed(self) -> list[str]:
        return list(self.names().values())

    def counts(self) -> tuple[int, int]:
        """How many items have a category and how many have none."""
        placed = sum(item.category is not None for item in self.items)
        return placed, len(self.items) - placed


class Categorise(PlacedResponse):
    """A stored response maps items to categories; an item that is left out lies in none."""

    name = "categorise"
    content = CategoriseContent
    part_group = "item"
    countback = False
    place_group = "category"

    def groups(self, content: CategoriseContent) -> dict[str, list[str]]:
        return {"item": [item.key for item in content.items], "category": list(content.names())}

    def shuffled(self, content: CategoriseContent) -> Mapping[str, Shuffle]:
        return {"item": Shuffle.ALWAYS}

    def widget(self, content: CategoriseContent, shown: Shown, stored: Any) -> dict[str, Any]:
        return self.placed_fields(shown, stored, {item.key: item.text for item in content.items}, content.names())

    def grade(self, content: CategoriseContent, stored: Any) -> Outcome:
        given, names = stored or {}, content.names()
        parts = tuple(self._part(names, item, given.get(item.key), answered=bool(given)) for item in content.items)
        worths = [self._worth(content, item, given.get(item.key)) for item in content.items]
        return Outcome(as_fraction(min(ONE, max(ZERO, sum(worths, ZERO)))), with_worths(parts, worths))

    def _worth(self, content: CategoriseContent, item: SortedItem, given: str | None) -> Decimal:
        homes, homeless = content.counts()
        if given is None:
            return ZERO
        if item.category is None:
            return -ONE / homeless
        return ONE / homes if given == item.category else ZERO

    def _part(self, names: Mapping[str, str], item: SortedItem, given: str | None, *, answered: bool) -> Part:
        return Part(
            item.text,
            item.key,
            given=names[given] if given else _("in no category") if answered else "",
            expected=names[item.category] if item.category else _("in no category"),
            marked=True,
            right=answered and given == item.category,
            feedback=item.feedback if answered else "",
        )

    def correct(self, content: CategoriseContent) -> Any:
        return {item.key: item.category for item in content.items if item.category}

    def summary(self, content: CategoriseContent, stored: Any) -> str:
        given, names = stored or {}, content.names()
        return "; ".join(f"{item.text}: {names[given[item.key]]}" for item in content.items if item.key in given)
