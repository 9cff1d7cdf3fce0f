"""What every question type gives: a schema of its content, responses in and out, grading. Pure: no ORM, no request.

Words: *author keys* are those of the course files; *opaque keys* are what a page gets, made per attempt. A type never
sees an opaque key: `to_author` and `to_page` get a function that translates one key of one group.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import Field, model_validator

from lessons.course_files import Entry, Key, NonEmpty, Text

ZERO, ONE = Decimal(0), Decimal(1)
SEVEN_PLACES = Decimal("0.0000001")
NEAR = Decimal("0.00001")
RIGHT = Decimal("0.999999")
MAX_TEXT = 1_000
FITS_A_LIST = 30  # characters that a closed list shows on a phone
NO_FULL_MARKS = "no answer gets full marks (the first one that matches counts)"

# Author and opaque keys of each group, in the order of the page.
Shown = Mapping[str, Sequence[tuple[str, str]]]
Translate = Callable[[str, str], str]
Fraction = Annotated[Decimal, Field(ge=-1, le=1, decimal_places=7)]
PassageRef = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}#[a-z0-9][a-z0-9-]{0,59}$")]


class ResponseError(Exception):
    """A response that can't be taken; `code` goes to the page: wrong_shape, unknown_choice, too_long."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class FormData(Protocol):
    def get(self, key: str, default: Any = None) -> Any: ...

    def getlist(self, key: str) -> list[Any]: ...

    def __iter__(self) -> Iterator[str]: ...


class QuestionEntry(Entry):
    """What all questions share (docs/course-format.md, "questions")."""

    tail: ClassVar[tuple[str, ...]] = ("hints", "penalty", "explanation", "evidence", "as_of", "review_by")

    key: Key
    type: str
    use: Literal["quiz", "exam", "check"] = "quiz"
    draft: bool = False  # true: see question_types.draft_of
    objective: Key
    asks: Literal["recall", "compare", "classify", "apply"] = "recall"
    tags: Annotated[tuple[Key, ...], Field(max_length=20)] = ()
    difficulty: Literal["easy", "medium", "hard"] | None = None
    stimulus: Key | None = None
    prompt: NonEmpty
    hints: Annotated[tuple[NonEmpty, ...], Field(max_length=10)] = ()
    penalty: Annotated[Decimal, Field(ge=0, le=1, decimal_places=7)] = Decimal("0.3333333")
    explanation: NonEmpty
    evidence: tuple[PassageRef, ...] = ()
    as_of: date | None = None
    review_by: date | None = None

    @property
    def review_text(self) -> str:
        """Markdown that a review shows again, above the parts that it numbers: their gaps {1}, {2} … stand in it."""
        return ""

    def listed(self) -> Iterable[str]:
        """Texts that stand in lists to choose from, where nothing but a line can."""
        return ()

    def locked(self, group: str) -> set[str]:
        """Author keys of a group that keep their place when the others are shuffled."""
        return set()


class Choice(Entry):
    key: Key
    text: NonEmpty
    correct: bool = False
    fraction: Fraction | None = None
    locked: bool = False
    feedback: Text = ""
    misconception: Key | None = None

    @property
    def is_key(self) -> bool:
        return self.correct if self.fraction is None else self.fraction >= RIGHT


class TypedAnswer(Entry):
    """A text that is accepted, with variants; '*' stands for any run of characters."""

    text: NonEmpty
    also: tuple[NonEmpty, ...] = ()
    fraction: Fraction = ONE
    feedback: Text = ""
    misconception: Key | None = None


@dataclass(frozen=True)
class Part:
    """One gradable piece of an answer, as a review shows it. `id` is the author's key of its choice or left-hand side.

    `expected` and `key` are only for who may see the right answer. `partly`: not right, but worth some of the points.
    `worth` is what it adds to the fraction, where the fraction is such a sum (before it is held in its bounds).
    `misconception` is the key of the wrong belief that what was given here shows; no page gets it.
    `marked`: `given` and `expected` are the author's Markdown, as `label` is; otherwise they are plain text.
    """

    label: str
    id: str = ""
    given: str = ""
    expected: str = ""
    marked: bool = False
    chosen: bool = False
    key: bool = False
    right: bool | None = None
    partly: bool = False
    worth: Decimal = ZERO
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class Outcome:
    """What grading says: a fraction of the points (−1 … 1, seven places), the parts, feedback on the whole.

    `waits`: a person has to grade it; until then it is worth `fraction`.
    """

    fraction: Decimal
    parts: tuple[Part, ...] = ()
    feedback: str = ""
    waits: bool = False

    @property
    def is_right(self) -> bool:
        return self.fraction >= RIGHT

    @property
    def misconceptions(self) -> frozenset[str]:
        """Keys of all that the response shows."""
        return frozenset(part.misconception for part in self.parts if part.misconception)


def misconception_of(given: Any) -> str:
    """What a choice or an accepted answer stands for; nothing for None."""
    return (given and given.misconception) or ""


def with_worths(parts: Iterable[Part], worths: Iterable[Decimal]) -> tuple[Part, ...]:
    return tuple(replace(part, worth=worth) for part, worth in zip(parts, worths, strict=True))


def share_of_right(parts: Sequence[Part]) -> "Outcome":
    """Each part counts the same, and counts when it is right."""
    worths = [ONE / len(parts) if part.right else ZERO for part in parts]
    return Outcome(as_fraction(sum(worths, ZERO)), with_worths(parts, worths))


def as_fraction(value: Decimal) -> Decimal:
    """Seven places; within 1e-5 of 1 is 1 (scoring rules)."""
    rounded = value.quantize(SEVEN_PLACES, ROUND_HALF_UP)
    return ONE if abs(rounded - ONE) <= NEAR else rounded


def is_partly(fraction: Decimal) -> bool:
    """Worth some of the points, not all."""
    return ZERO < fraction < RIGHT


class Shape(StrEnum):
    """What a response looks like in JSON, and with it what the player reads from the fields of a type's template."""

    CHOICE = "choice"  # "key": radio buttons
    CHOICES = "choices"  # ["key", "key"] in no order: checkboxes
    TRUTH = "truth"  # true or false: radio buttons "true" and "false"
    TEXT = "text"  # "text": one text field
    ORDER = "order"  # ["key", "key"] in their order: list items with data-item and a select of ranks
    PARTS = "parts"  # {"part": "key or text"}: selects and text fields with data-part


class Shuffle(StrEnum):
    IF_QUIZ_DOES = "choices"  # quizzes have a setting for it
    ALWAYS = "always"  # the author's order would tell the answer
    AWAY = "away"  # the author's order is the answer and never shown


class QuestionType(Protocol):
    """One type of question. `name` is its name in files and of its template; `choices`: its parts are
    choices, ticked or not; `shape`: what a response is; `part_group`: the group whose keys are the ids of the parts,
    which a review shows in the order of the page ("" keeps the order of grading); `countback`: of several tries each
    part counts for itself.

    groups(content)       the sets of author keys that a page shows as opaque keys, by group name
    shuffled(content)     the groups whose order is drawn anew for each attempt, and when
    to_author(content, raw, translate)  a page's response as it is stored; ResponseError if it can't be; None clears
    to_page(stored, translate)          the same back again, for the page that made it
    from_form(data, name, keys)         the raw response in a plain HTML form; `keys` are opaque keys by group
    grade(content, stored)              pure; a missing answer (None) is 0
    widget(content, shown, stored)      what the page's template needs: `shown` pairs author and opaque keys by group
    correct(content)                    a stored response that gets full marks; None where only a person can say
    summary(content, stored)            the response in words, for lists and exports
    """

    @property
    def name(self) -> str: ...

    @property
    def content(self) -> type[QuestionEntry]: ...

    @property
    def choices(self) -> bool: ...

    @property
    def shape(self) -> Shape: ...

    @property
    def part_group(self) -> str: ...

    @property
    def countback(self) -> bool: ...

    def groups(self, content: Any) -> dict[str, list[str]]: ...

    def shuffled(self, content: Any) -> Mapping[str, Shuffle]: ...

    def to_author(self, content: Any, raw: Any, translate: Translate) -> Any: ...

    def to_page(self, stored: Any, translate: Translate) -> Any: ...

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any: ...

    def widget(self, content: Any, shown: Shown, stored: Any) -> dict[str, Any]: ...

    def grade(self, content: Any, stored: Any) -> Outcome: ...

    def correct(self, content: Any) -> Any: ...

    def summary(self, content: Any, stored: Any) -> str: ...


class TypedResponse:
    """What types share whose response is one text that is typed: no choices, no keys, no order."""

    choices = False
    shape = Shape.TEXT
    part_group = ""
    countback = False

    def groups(self, content: Any) -> dict[str, list[str]]:
        return {}

    def shuffled(self, content: Any) -> Mapping[str, Shuffle]:
        return {}

    def to_author(self, content: Any, raw: Any, translate: Translate) -> Any:
        return text_response(raw)

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return stored

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        return data.get(name) or None

    def widget(self, content: Any, shown: Shown, stored: Any) -> dict[str, Any]:
        return {"value": stored or ""}

    def summary(self, content: Any, stored: Any) -> str:
        return stored or ""


def text_response(raw: Any, *, limit: int = MAX_TEXT) -> str | None:
    """A typed text; white space alone is no answer."""
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise ResponseError("wrong_shape")
    if len(raw) > limit:
        raise ResponseError("too_long")
    return raw if raw.strip() else None


def key_response(raw: Any) -> str | None:
    if raw is not None and not isinstance(raw, str):
        raise ResponseError("wrong_shape")
    return raw or None


def list_response(raw: Any) -> list[str] | None:
    """A list of different keys; an empty one is no answer."""
    if raw is None:
        return None
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw) or len(set(raw)) < len(raw):
        raise ResponseError("wrong_shape")
    return raw or None


def mapping_response(raw: Any) -> dict[str, str] | None:
    """Keys to texts; null and empty values are left out, nothing left is no answer."""
    if raw is None:
        return None
    if not isinstance(raw, dict) or not all(value is None or isinstance(value, str) for value in raw.values()):
        raise ResponseError("wrong_shape")
    return {key: value for key, value in raw.items() if value} or None


def cut_off(texts: Iterable[str]) -> bool:
    """Whether a closed list may show too little of these to tell them apart: they are numbered and stand in full."""
    return any(len(text) > FITS_A_LIST for text in texts)


def unique_keys(entries: Sequence[Any]) -> None:
    """For validators: ValueError when two entries share a key."""
    keys = [entry.key for entry in entries]
    if len(set(keys)) < len(keys):
        raise ValueError("two entries have the same key")


class ChoiceContent(QuestionEntry):
    """What single choice and multiple response share."""

    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=30)]
    fixed_order: bool = False

    @model_validator(mode="after")
    def _keys_differ(self) -> "ChoiceContent":
        unique_keys(self.choices)
        return self

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)

    def locked(self, group: str) -> set[str]:
        return {choice.key for choice in self.choices if choice.locked}

    def choice_fields(self, shown: Shown, chosen: Sequence[str]) -> list[dict[str, Any]]:
        """The choices in page order, for a widget."""
        texts = {choice.key: choice.text for choice in self.choices}
        return [{"key": hidden, "text": texts[key], "chosen": key in chosen} for key, hidden in shown["choice"]]
