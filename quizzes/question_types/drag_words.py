"""Drag words: a text with gaps and one bank of words for them; Σ wᵢfᵢ / Σ wᵢ, an empty gap is 0."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from lessons.course_files import Entry, Key, NonEmpty, Text
from lessons.text import collapse
from quizzes.question_types.base import (
    ONE,
    ZERO,
    Outcome,
    Part,
    ResponseError,
    Shown,
    Shuffle,
    Translate,
    unique_keys,
)
from quizzes.question_types.gaps import GapEntry, GappedContent, GappedResponse, weighted_mean


class Word(Entry):
    """`reuse`: it may stand in any number of gaps; `group`: only in gaps whose right word is of the same group."""

    key: Key
    text: NonEmpty
    group: Key | None = None
    reuse: bool = False


class WordGap(GapEntry):
    tail: ClassVar[tuple[str, ...]] = ("weight", "feedback")

    word: Key
    feedback: Text = ""


class DragWordsContent(GappedContent):
    type: Literal["drag_words"]
    gaps: Annotated[tuple[WordGap, ...], Field(min_length=1, max_length=30)]
    words: Annotated[tuple[Word, ...], Field(min_length=2, max_length=60)]

    @model_validator(mode="after")
    def _words_fill_gaps(self) -> "DragWordsContent":
        unique_keys(self.words)
        wanted = [gap.word for gap in self.gaps]
        for key in wanted:
            if key not in self.by_key():
                raise ValueError(f"there is no word '{key}'")
            if wanted.count(key) > 1 and not self.by_key()[key].reuse:
                raise ValueError(f"word '{key}' stands in two gaps and is not for reuse")
        if any(len(self.words_for(gap)) < 2 for gap in self.gaps):
            raise ValueError("each gap has two words at least to choose from")
        return self

    def listed(self) -> list[str]:
        return [word.text for word in self.words]

    def by_key(self) -> dict[str, Word]:
        return {word.key: word for word in self.words}

    def words_for(self, gap: WordGap) -> list[Word]:
        """Those of the group of its right word."""
        group = self.by_key()[gap.word].group
        return [word for word in self.words if word.group == group]

    def text_of(self, key: str | None) -> str:
        word = self.by_key().get(key or "")
        return word.text if word else ""


class DragWords(GappedResponse):
    """A stored response maps gaps to keys of words. Each gap is judged alone; words of equal text are the same."""

    name = "drag_words"
    content = DragWordsContent

    def groups(self, content: DragWordsContent) -> dict[str, list[str]]:
        return {"word": [word.key for word in content.words]}

    def group_of(self, number: str) -> str:
        return "word"

    def shuffled(self, content: DragWordsContent) -> Mapping[str, Shuffle]:
        return {"word": Shuffle.ALWAYS}

    def to_author(self, content: DragWordsContent, raw: Any, translate: Translate) -> Any:
        given, gaps = content.given(raw), dict(content.numbered())
        if given is None:
            return None
        stored = {number: translate("word", key) for number, key in given.items()}
        for number, key in stored.items():
            if content.by_key()[key] not in content.words_for(gaps[number]):
                raise ResponseError("unknown_choice")
        return stored

    def widget(self, content: DragWordsContent, shown: Shown, stored: Any) -> dict[str, Any]:
        gaps = {
            number: self._gap(content, gap, shown, (stored or {}).get(number)) for number, gap in content.numbered()
        }
        words = [self._word(content, *pair) for pair in shown["word"]]
        return {"text": content.text, "gaps": gaps, "words": words}

    def _gap(self, content: DragWordsContent, gap: WordGap, shown: Shown, given: str | None) -> list[dict[str, Any]]:
        """The words to choose from."""
        texts = {word.key: word.text for word in content.words_for(gap)}
        words = [(key, hidden) for key, hidden in shown["word"] if key in texts]
        return [{"key": hidden, "text": texts[key], "chosen": key == given} for key, hidden in words]

    def _word(self, content: DragWordsContent, key: str, hidden: str) -> dict[str, Any]:
        word = content.by_key()[key]
        return {"key": hidden, "text": word.text, "reuse": word.reuse}

    def grade(self, content: DragWordsContent, stored: Any) -> Outcome:
        parts = tuple(
            self._part(content, number, gap, (stored or {}).get(number)) for number, gap in content.numbered()
        )
        return weighted_mean(content.gaps, parts, [ONE if part.right else ZERO for part in parts])

    def _part(self, content: DragWordsContent, number: str, gap: WordGap, given: str | None) -> Part:
        text, expected = content.text_of(given), content.text_of(gap.word)
        feedback = gap.feedback if given else ""
        right = collapse(text) == collapse(expected)
        return Part(number, number, text, expected, marked=True, right=right, feedback=feedback)

    def correct(self, content: DragWordsContent) -> Any:
        return {number: gap.word for number, gap in content.numbered()}

    def summary(self, content: DragWordsContent, stored: Any) -> str:
        return "; ".join(f"{number}: {content.text_of(key)}" for number, key in (stored or {}).items())
