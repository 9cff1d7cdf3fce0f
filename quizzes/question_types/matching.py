"""Matching: the share of lefts that are right; equal right-hand texts count as the same."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lessons.course_files import Entry, Key, NonEmpty, Text
from lessons.text import collapse
from quizzes.question_types.base import (
    Outcome,
    Part,
    QuestionEntry,
    Shown,
    Shuffle,
    share_of_right,
    unique_keys,
)
from quizzes.question_types.placed import PlacedResponse


class Pair(Entry):
    key: Key
    left: NonEmpty
    right: NonEmpty
    feedback: Text = ""


class ExtraRight(Entry):
    key: Key
    text: NonEmpty


class MatchingContent(QuestionEntry):
    type: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=30)]
    extra: Annotated[tuple[ExtraRight, ...], Field(max_length=30)] = ()

    @model_validator(mode="after")
    def _keys_differ(self) -> "MatchingContent":
        unique_keys((*self.pairs, *self.extra))
        return self

    def right_texts(self) -> dict[str, str]:
        """Texts of the right-hand side by key, each text once (under the key that has it first)."""
        texts: dict[str, str] = {}
        for key, text in [(pair.key, pair.right) for pair in self.pairs] + [
            (each.key, each.text) for each in self.extra
        ]:
            if collapse(text) not in map(collapse, texts.values()):
                texts[key] = text
        return texts

    def listed(self) -> list[str]:
        return list(self.right_texts().values())


class Matching(PlacedResponse):
    """A stored response maps keys of lefts to keys of rights."""

    name = "matching"
    content = MatchingContent
    part_group = "left"
    countback = True
    place_group = "right"

    def groups(self, content: MatchingContent) -> dict[str, list[str]]:
        return {"left": [pair.key for pair in content.pairs], "right": list(content.right_texts())}

    def shuffled(self, content: MatchingContent) -> Mapping[str, Shuffle]:
        return {"left": Shuffle.IF_QUIZ_DOES, "right": Shuffle.ALWAYS}

    def widget(self, content: MatchingContent, shown: Shown, stored: Any) -> dict[str, Any]:
        lefts = {pair.key: pair.left for pair in content.pairs}
        return self.placed_fields(shown, stored, lefts, content.right_texts())

    def grade(self, content: MatchingContent, stored: Any) -> Outcome:
        rights = content.right_texts()
        parts = tuple(self._part(pair, rights.get((stored or {}).get(pair.key, ""), "")) for pair in content.pairs)
        return share_of_right(parts)

    def _part(self, pair: Pair, given: str) -> Part:
        right = collapse(given) == collapse(pair.right)
        return Part(pair.left, pair.key, given, pair.right, marked=True, right=right, feedback=pair.feedback)

    def correct(self, content: MatchingContent) -> Any:
        by_text = {collapse(text): key for key, text in content.right_texts().items()}
        return {pair.key: by_text[collapse(pair.right)] for pair in content.pairs}

    def summary(self, content: MatchingContent, stored: Any) -> str:
        rights = content.right_texts()
        return "; ".join(
            f"{pair.left} → {rights[stored[pair.key]]}" for pair in content.pairs if pair.key in (stored or {})
        )
