"""What a form asks, read from the schema of a course's object: a new field or question type needs no form of its own.

Pure. `specs_of` gives the fields of an entry; forms.py reads and shows them. Words are in wording.py, unless the schema
has a title of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.utils.translation import gettext_lazy as _
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from lessons.course_files import Entry
from securityedu.studio.wording import HELP, LABELS, Words, option_label

MANY_WORDS = 300


class Widget(StrEnum):
    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    TICK = "tick"
    MAYBE = "maybe"  # yes, no, or nothing said
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"
    WORDS = "words"  # short words with commas between
    LINES = "lines"  # one text a line
    NUMBERS = "numbers"  # numbers with blanks between
    POINTS = "points"  # pairs of numbers
    TEXTS = "texts"  # several texts, each in a field
    ROWS = "rows"  # several entries
    GROUP = "group"  # one entry within another
    FILE = "file"  # the name of a clean file, and a field that brings in another
    HIDDEN = "hidden"


# Names that mean the same wherever they stand in a schema.
REFERENCES = {
    "objective": "objective",
    "misconception": "misconception",
    "stimulus": "stimulus",
    "evidence": "passage",
    "lesson": "lesson",
    "question": "question",
    "picture": "picture",
    "sources": "source",
    "country": "country",
    "countries": "country",
    # Objects of the same form, by their key.
    "category": ".categories",
    "word": ".words",
    "label": ".labels",
    "under": ".nodes",
}
SHORT = frozenset({"unit", "formula", "name", "date", "label", "password", "url", "language", "tag"})
# Asked only of who opens "more".
RARE = frozenset(
    (
        *("asks", "use", "tags", "difficulty", "stimulus", "hints", "penalty", "as_of", "review_by"),
        *("fraction", "locked", "misconception", "fixed_order", "all_or_nothing", "also", "weight"),
        *(
            "case_sensitive",
            "accents_matter",
            "unit_use",
            "unit_penalty",
            "group",
            "reuse",
            "numbered",
            "all_countries",
        ),
        *(
            "step",
            "significant",
            "read_at",
            "document",
            "article_heading",
            "licence",
            "delay_minutes",
            "builds_on_last",
        ),
        *("decimal_places", "bands", "sequential", "redo", "password", "networks", "at_end", "grace_minutes"),
        *("needs_previous", "section", "version"),
    )
)
YES_OR_NO = (("true", _("yes")), ("false", _("no")))
SPARE_ROWS = {"choices": 4, "pairs": 4, "items": 4}


@dataclass(frozen=True)
class Spec:
    """One field of a form. `entry` is what a row or group holds, or `variants` by the word in their field `kind`;
    `refers` names what can be chosen from; `least` is how many rows a new form has.
    """

    name: str
    widget: Widget
    label: Words = ""
    help: Words = ""
    required: bool = False
    default: Any = None
    rare: bool = False
    whole: bool = False
    options: tuple[tuple[str, Words], ...] = ()
    refers: str = ""
    least: int = 0
    entry: type[Entry] | None = None
    variants: tuple[tuple[str, type[Entry]], ...] = ()

    @property
    def has_usual(self) -> bool:
        """Whether nothing chosen says something else than nothing said."""
        return self.widget is Widget.CHOICES and bool(self.options) and self.default is None

    def specs(self, data: Any = None) -> tuple["Spec", ...]:
        """The fields of one row or of the group; of several kinds of rows, those of this one's."""
        if not self.variants:
            return specs_of(self.entry) if self.entry else ()
        kinds = dict(self.variants)
        kind = str(data.get("kind")) if isinstance(data, Mapping) else ""
        chosen = kinds.get(kind) or self.variants[0][1]
        options = tuple((name, option_label(name)) for name in kinds)
        kind_spec = Spec("kind", Widget.CHOICE, LABELS["kind"], required=True, options=options)
        return (kind_spec, *(each for each in specs_of(chosen) if each.name != "kind"))


@cache
def specs_of(model: type[Entry]) -> tuple[Spec, ...]:
    """The fields of an entry in the order of its text. What type it is of was chosen before; a draw may ask for one."""
    names = [name for name in model.field_order() if name != "type" or not model.model_fields[name].is_required()]
    return tuple(_spec(name, model.model_fields[name]) for name in names)


def _spec(name: str, field: FieldInfo) -> Spec:
    annotation, metadata = _unwrapped(field.annotation, tuple(field.metadata))
    required = field.is_required()
    about = _about(name, annotation, metadata)
    if about["widget"] is Widget.TICK and not required and field.default is None:
        about = {"widget": Widget.MAYBE, "options": YES_OR_NO}
    return Spec(
        name,
        label=field.title or LABELS.get(name, name.replace("_", " ").capitalize()),
        help=field.description or HELP.get(name, ""),
        required=required,
        default=None if required else field.get_default(call_default_factory=True),
        rare=name in RARE and not required,
        **about,
    )


def _about(name: str, annotation: Any, metadata: tuple[Any, ...]) -> dict[str, Any]:
    """Widget and what it needs."""
    if name == "key":
        return {"widget": Widget.HIDDEN}
    if name == "file":
        return {"widget": Widget.FILE}
    if get_origin(annotation) is tuple:
        return _about_list(name, annotation, metadata)
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return {"widget": Widget.GROUP, "entry": annotation}
    if get_origin(annotation) is Literal:
        return {"widget": Widget.CHOICE, "options": _options(annotation)}
    if name in REFERENCES and annotation is str:
        return {"widget": Widget.CHOICE, "refers": REFERENCES[name]}
    simple: dict[Any, dict[str, Any]] = {
        bool: {"widget": Widget.TICK},
        int: {"widget": Widget.NUMBER, "whole": True},
        Decimal: {"widget": Widget.NUMBER},
        date: {"widget": Widget.DATE},
        AwareDatetime: {"widget": Widget.TIME},
    }
    return simple.get(annotation) or {"widget": Widget.LINE if _is_short(name, metadata) else Widget.TEXT}


def _is_short(name: str, metadata: tuple[Any, ...]) -> bool:
    limits = [limit for each in metadata if (limit := getattr(each, "max_length", None))]
    patterns = [each for each in metadata if getattr(each, "pattern", None)]
    return name in SHORT or bool(patterns) or any(limit <= MANY_WORDS for limit in limits)


def _about_list(name: str, annotation: Any, metadata: tuple[Any, ...]) -> dict[str, Any]:
    args = get_args(annotation)
    if args[-1] is not Ellipsis:
        return {"widget": Widget.NUMBERS}
    item, _metadata = _unwrapped(args[0], ())
    least = max([limit for each in metadata if (limit := getattr(each, "min_length", None))], default=0)
    if entries := [each for each in _members(item) if isinstance(each, type) and issubclass(each, Entry)]:
        rows = {"widget": Widget.ROWS, "least": SPARE_ROWS.get(name, max(least, 1) if least else 0)}
        if len(entries) == 1:
            return rows | {"entry": entries[0]}
        return rows | {"variants": tuple((_kind_of(each), each) for each in entries)}
    if get_origin(item) is tuple:
        return {"widget": Widget.POINTS}
    if get_origin(item) is Literal:
        return {"widget": Widget.CHOICES, "options": _options(item)}
    if name in REFERENCES:
        return {"widget": Widget.CHOICES, "refers": REFERENCES[name]}
    if name in ("tags", "networks"):
        return {"widget": Widget.WORDS}
    return {"widget": Widget.LINES if name == "also" else Widget.TEXTS}


def _members(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, UnionType):
        yield from get_args(annotation)
    else:
        yield annotation


def _kind_of(entry: type[Entry]) -> str:
    return str(get_args(entry.model_fields["kind"].annotation)[0])


def _unwrapped(annotation: Any, metadata: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """A type without `Annotated` and `None`, and what was said about it."""
    if get_origin(annotation) is Annotated:
        inner, *about = get_args(annotation)
        return _unwrapped(inner, (*metadata, *_flat(about)))
    members = [each for each in _members(annotation) if each is not NoneType]
    if len(members) == 1 and members[0] is not annotation:
        return _unwrapped(members[0], metadata)
    return annotation, metadata


def _flat(metadata: list[Any]) -> Iterator[Any]:
    for each in metadata:
        yield from each.metadata if isinstance(each, FieldInfo) else (each,)


def _options(literal: Any) -> tuple[tuple[str, Words], ...]:
    return tuple((str(each), option_label(str(each))) for each in get_args(literal))
