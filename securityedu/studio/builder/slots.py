"""The slots of a quiz as rows of its editor: what each asks, its fields, what is wrong with it. Pure, given rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from quizzes.question_types.texts import TEXTS
from quizzes.quiz_entry import DrawEntry
from securityedu.studio.builder.totals import USUAL_ESSAY, Asked, number_in
from securityedu.studio.forms import Bound, Row
from securityedu.studio.wording import Words, option_label

DRAW_FIELDS = ("lesson", "objective", "type", "tag", "difficulty", "use")
# What the row has a place for; a field that the schema gets later stands behind them.
PLACED = ("question", "draw", "count", "points", "needs_previous", "section", "version")


@dataclass
class SlotRow:
    """`token` is the same wherever the row is moved, so that the focus stays with it."""

    number: int
    name: str
    token: str
    fields: Mapping[str, Bound]
    errors: Sequence[str] = ()
    question: Any = None
    prompt: str = ""
    draws: Sequence[Bound] = ()
    pool: int | None = None
    others: Sequence[Bound] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.fields["question"].value or "")

    @property
    def is_draw(self) -> bool:
        return not self.key

    @property
    def is_text(self) -> bool:
        return self.question is not None and self.question.type in TEXTS

    @property
    def type_name(self) -> Words:
        return option_label(self.question.type) if self.question else ""

    @property
    def heading(self) -> Sequence[Bound]:
        """The fields of the section that begins here."""
        section = self.fields.get("section")
        return section.fields if section and any(each.value for each in section.fields) else ()

    @property
    def can_begin_section(self) -> bool:
        return "section" in self.fields

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong, each with the id of its field."""
        for error in self.errors:
            yield error, f"row-{self.name}"
        for bound in _with_inner(self.fields.values()):
            for error in bound.errors:
                yield error, f"row-{self.name}" if bound.spec.name == "question" else f"f-{bound.name}"

    def asked(self) -> Asked:
        content = self.question.current.content if self.question else {}
        kind = self.question.type if self.question else self._drawn("type")
        return Asked(
            number=self.number,
            count=int(number_in(self.fields["count"].value) or 1) if self.is_draw else 1,
            points=number_in(self.fields["points"].value) or Decimal(0),
            is_text=self.is_text,
            is_draft=bool(self.question and self.question.draft),
            begins_section=next((str(each.value) for each in self.heading if each.spec.name == "title"), ""),
            essay_words=int(content.get("max_words") or USUAL_ESSAY) if kind == "essay" else None,
            pool=self.pool,
        )

    def _drawn(self, name: str) -> str:
        return next((str(each.value) for each in self.draws if each.spec.name == name), "")


def _with_inner(fields: Iterable[Bound]) -> Iterator[Bound]:
    for bound in fields:
        yield bound
        yield from _with_inner(bound.fields)


def slot_rows(
    bound: Bound, data: Sequence[Mapping[str, Any]], questions: Mapping[str, Any], prompt_of: Callable[[Any], str]
) -> list[SlotRow]:
    """`bound` is the field of slots; `questions` are the rows that they name, by key."""
    tokens: dict[str, int] = {}
    found = []
    for number, (row, slot) in enumerate(zip(bound.rows, data, strict=False), start=1):
        made = _row(number, row, questions.get(str(slot.get("question") or "")), prompt_of)
        made.token = _token(slot, tokens)
        found.append(made)
    return found


def _row(number: int, row: Row, question: Any, prompt_of: Callable[[Any], str]) -> SlotRow:
    fields = {each.spec.name: each for each in row.fields}
    drawing = {each.spec.name: each for each in fields["draw"].fields}
    return SlotRow(
        number,
        row.name,
        "",
        fields,
        row.errors,
        question,
        prompt_of(question) if question else "",
        [drawing.pop(name) for name in DRAW_FIELDS] + list(drawing.values()),
        others=[each for name, each in fields.items() if name not in PLACED],
    )


def _token(slot: Mapping[str, Any], taken: dict[str, int]) -> str:
    """The key of its question; of draws that are alike, which one it is."""
    if key := slot.get("question"):
        return f"q-{key}"
    stem = "d-" + sha256(repr(sorted((slot.get("draw") or {}).items())).encode()).hexdigest()[:8]
    taken[stem] = taken.get(stem, 0) + 1
    return f"{stem}-{taken[stem]}"


def draw_of(slot: Mapping[str, Any]) -> DrawEntry | None:
    """What a slot draws; None as long as that is nothing."""
    try:
        return DrawEntry.model_validate(slot.get("draw") or {})
    except ValidationError:
        return None
