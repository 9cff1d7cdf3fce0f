"""Texts with gaps, as cloze and drag words have them: where gaps stand, what they weigh, how a response names them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, model_validator

from lessons.course_files import Entry, NonEmpty
from quizzes.question_types.base import (
    ONE,
    ZERO,
    FormData,
    Outcome,
    Part,
    QuestionEntry,
    ResponseError,
    Shape,
    Translate,
    as_fraction,
    mapping_response,
    with_worths,
)

_GAP = re.compile(r"\{(\d{1,3})\}")
Weight = Annotated[Decimal, Field(gt=0, max_digits=8)]


class GapEntry(Entry):
    weight: Weight = ONE


class GappedContent(QuestionEntry):
    """A text with {1}, {2} …; subclasses say what a gap is."""

    text: NonEmpty
    gaps: tuple[Any, ...]

    @model_validator(mode="after")
    def _each_gap_stands_once(self) -> "GappedContent":
        found = [int(number) for number in _GAP.findall(self.text)]
        if sorted(found) != list(range(1, len(self.gaps) + 1)):
            raise ValueError("each gap stands once in the text, as {1}, {2} …")
        return self

    def numbered(self) -> Iterator[tuple[str, Any]]:
        return ((str(number), gap) for number, gap in enumerate(self.gaps, start=1))

    def with_gaps_in_order(self) -> "GappedContent":
        """The same question with its gaps numbered as they stand in the text."""
        order = [int(number) for number in _GAP.findall(self.text)]
        text = _GAP.sub(lambda found: f"{{{order.index(int(found[1])) + 1}}}", self.text)
        return self.model_copy(update={"text": text, "gaps": tuple(self.gaps[number - 1] for number in order)})

    @property
    def review_text(self) -> str:
        """A page cuts it at its gaps: `lessons.rich.split_gaps`."""
        return self.text

    def given(self, raw: Any) -> dict[str, str] | None:
        """A page's response by gap, in the order of the gaps."""
        given = mapping_response(raw)
        if given is None:
            return None
        if not given.keys() <= {number for number, _gap in self.numbered()}:
            raise ResponseError("unknown_choice")
        return {number: given[number] for number, _gap in self.numbered() if number in given}


class GappedResponse:
    """What types share whose response maps gap numbers to texts or keys."""

    choices = False
    shape = Shape.PARTS
    part_group = ""
    countback = True

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        prefix = f"{name}-"
        found = {key.removeprefix(prefix): data.get(key) for key in data if key.startswith(prefix)}
        return {number: value for number, value in found.items() if number.isdecimal() and value} or None

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return stored and {number: translate(self.group_of(number), value) for number, value in stored.items()}

    def group_of(self, number: str) -> str:
        """The group of keys that a gap takes."""
        return number


def weighted_mean(gaps: Sequence[GapEntry], parts: Iterable[Part], fractions: Iterable[Decimal]) -> Outcome:
    """Σ wᵢfᵢ / Σ wᵢ, held at ≥ 0; each part is worth its share of it."""
    total = sum(gap.weight for gap in gaps)
    worths = [gap.weight * fraction / total for gap, fraction in zip(gaps, fractions, strict=True)]
    return Outcome(as_fraction(max(ZERO, sum(worths, ZERO))), with_worths(parts, worths))
