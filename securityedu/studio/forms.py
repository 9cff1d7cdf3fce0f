"""One form for every schema: what was sent becomes the plain data of a course file, and the other way round. Pure.

Data are those of the files (docs/course-format.md), as JSON has them. Names of fields are paths, `choices-0-text`; rows
keep the order in which their names were sent. Nothing is checked here: the schema does that, and `bind` puts what it
says to the field that it is about.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from django.utils.dateparse import parse_datetime

from lessons.text import fold, normalise
from securityedu.studio.specs import Spec, Widget
from securityedu.studio.wording import Words

Path = tuple[str | int, ...]
Options = Sequence[tuple[str, Words]]
LISTS = (Widget.ROWS, Widget.TEXTS)
# Read in their own ways, shown by the template of another.
LOOKS_LIKE = {
    Widget.TEXTS: Widget.ROWS,
    Widget.WORDS: Widget.LINE,
    Widget.NUMBERS: Widget.LINE,
    Widget.POINTS: Widget.LINE,
}


@dataclass(frozen=True)
class Sent:
    """What a browser sent. `keeps_blank`: rows in which nothing is filled in stay, while somebody adds and moves."""

    values: Mapping[str, Sequence[str]]
    zone: tzinfo
    keeps_blank: bool = False

    def first(self, name: str) -> str:
        found = self.values.get(name) or ("",)
        return normalise(str(found[-1]))

    def all(self, name: str) -> list[str]:
        return [str(each) for each in self.values.get(name, ())]

    def rows(self, name: str) -> list[str]:
        """The beginnings of the names of a list's rows, each once, in the order in which they came."""
        pattern = re.compile(rf"{re.escape(name)}-(\d{{1,4}})(?:-|$)")
        numbers = dict.fromkeys(match[1] for each in self.values if (match := pattern.match(each)))
        return [f"{name}-{number}" for number in numbers]


# --- in: from what was sent to data ---------------------------------------------------------------------------------


def read(specs: Iterable[Spec], sent: Sent, prefix: str = "") -> dict[str, Any]:
    """The data of an entry. What is empty is left out; a number that isn't one stays a text: the schema refuses it."""
    found = {spec.name: _read_one(spec, sent, f"{prefix}{spec.name}") for spec in specs}
    return {name: value for name, value in found.items() if value is not None}


def _read_one(spec: Spec, sent: Sent, name: str) -> Any:
    if spec.widget in READERS:
        return READERS[spec.widget](spec, sent, name)
    text = sent.first(name)
    if not text:
        return None
    if spec.widget is Widget.NUMBER:
        return _number(text, whole=spec.whole)
    return _moment(text, sent.zone) if spec.widget is Widget.TIME else text


def _rows(spec: Spec, sent: Sent, name: str) -> list[dict[str, Any]] | None:
    found = []
    for row in sent.rows(name):
        specs = spec.specs({"kind": sent.first(f"{row}-kind")})
        data = read(specs, sent, f"{row}-")
        if sent.keeps_blank or not _is_blank(specs, data):
            found.append(data)
    return with_keys(spec, found) or None


def _group(spec: Spec, sent: Sent, name: str) -> dict[str, Any] | None:
    """Nothing filled in is no group."""
    found = read(spec.specs(), sent, f"{name}-")
    return None if _is_blank(spec.specs(), found) else found


def _is_blank(specs: Iterable[Spec], row: Mapping[str, Any]) -> bool:
    usual = {spec.name: spec.default for spec in specs}
    said = {name: value for name, value in row.items() if name not in ("kind", "key") and value is not False}
    return all(str(value) == str(usual[name]) for name, value in said.items())


def _texts(_spec: Spec, sent: Sent, name: str) -> list[str] | None:
    texts = [sent.first(row) for row in sent.rows(name)]
    return [text for text in texts if text or sent.keeps_blank] or None


def _choices(spec: Spec, sent: Sent, name: str) -> list[str] | None:
    """Nothing chosen is nothing said, but where "as usual" is a choice of its own: it stands for all or none of them,
    and whoever chooses some means those."""
    chosen = [each for each in sent.all(name) if each]
    if spec.has_usual:
        is_usual = sent.first(f"{name}-usual") and len(set(chosen)) in (0, len(spec.options))
        return None if is_usual else chosen
    return chosen or None


def _split(text: str, separator: str) -> list[str] | None:
    return [part for each in text.split(separator) if (part := each.strip())] or None


def _numbers(text: str) -> list[str] | None:
    return re.sub("[,;]", " ", text).split() or None


READERS: Mapping[Widget, Callable[[Spec, Sent, str], Any]] = {
    Widget.TICK: lambda _spec, sent, name: bool(sent.first(name)),
    Widget.MAYBE: lambda _spec, sent, name: {"true": True, "false": False}.get(sent.first(name)),
    Widget.ROWS: _rows,
    Widget.TEXTS: _texts,
    Widget.CHOICES: _choices,
    Widget.GROUP: _group,
    Widget.WORDS: lambda _spec, sent, name: _split(sent.first(name), ","),
    Widget.LINES: lambda _spec, sent, name: _split(sent.first(name), "\n"),
    Widget.NUMBERS: lambda _spec, sent, name: _numbers(sent.first(name)),
    Widget.POINTS: lambda _spec, sent, name: [_numbers(point) for point in sent.first(name).split()] or None,
}


def _number(text: str, *, whole: bool) -> int | str:
    text = text.replace("−", "-")
    if whole:
        return int(text) if re.fullmatch(r"[+-]?\d{1,9}", text) else text
    return text.replace(",", ".")


def _moment(text: str, zone: tzinfo) -> str:
    """A time of the person's zone, in ISO 8601 with its offset."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    return moment.replace(tzinfo=moment.tzinfo or zone).isoformat() if moment else text


# --- keys ------------------------------------------------------------------------------------------------------------


def with_keys(spec: Spec, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with a key each, where their kind has keys: nobody has to think of one."""
    taken = {row["key"] for row in rows if row.get("key")}
    for row in rows:
        if not row.get("key") and any(each.name == "key" for each in spec.specs(row)):
            row["key"] = free_key(_first_words(row), taken)
            taken.add(row["key"])
    return rows


def _first_words(row: Mapping[str, Any]) -> str:
    return next((value for value in row.values() if isinstance(value, str)), "")


def free_key(words: str, taken: Iterable[str]) -> str:
    """A key that tells what it is of and isn't taken: from the first words, at most 40 characters."""
    taken = {"new", *taken}  # an address of its own
    stem = re.sub(r"[^a-z0-9]+", "-", fold(words))[:40].strip("-") or "item"
    if stem not in taken:
        return stem
    return next(key for number in range(2, len(taken) + 3) if (key := f"{stem}-{number}") not in taken)


# --- rows that are added, moved and taken away -----------------------------------------------------------------------


def act(data: dict[str, Any], action: str) -> dict[str, Any]:
    """Data after a button such as "add:choices", "up:choices-2", "down:…" or "remove:…"; any other changes nothing."""
    verb, _, name = action.partition(":")
    *path, last = [int(part) if re.fullmatch(r"\d{1,4}", part) else part for part in name.split("-")]
    try:
        holder = _follow(data, path)
        if verb == "add":
            _add(holder, last)
        elif isinstance(holder, list) and isinstance(last, int):
            _move(holder, last, verb)
    except (AttributeError, KeyError, IndexError, TypeError):
        return data
    return data


def _follow(data: Any, path: Path | list[Any]) -> Any:
    for part in path:
        data = data[part]
    return data


def _add(holder: Any, name: Any) -> None:
    rows = holder.setdefault(name, [])
    rows.append("" if rows and isinstance(rows[-1], str) else {})


def _move(rows: list[Any], index: int, verb: str) -> None:
    if verb == "remove":
        del rows[index]
    elif (verb == "up" and index > 0) or (verb == "down" and index < len(rows) - 1):
        rows.insert(index + (1 if verb == "down" else -1), rows.pop(index))


# --- out: from data to fields ----------------------------------------------------------------------------------------


@dataclass
class Bound:
    """A field as a template shows it. `rows` of a list are its entries, each with fields; `fields` those of a group."""

    spec: Spec
    name: str
    value: Any = ""
    errors: Sequence[str] = ()
    options: Options = ()
    rows: "list[Row]" = field(default_factory=list)
    fields: "list[Bound]" = field(default_factory=list)

    @property
    def template(self) -> str:
        return f"studio/fields/{LOOKS_LIKE.get(self.spec.widget, self.spec.widget)}.html"

    @property
    def is_open(self) -> bool:
        """Whether a field that is seldom needed is in use."""
        return self.is_wrong or (bool(self.value or self.rows) and not self.is_usual)

    @property
    def is_wrong(self) -> bool:
        """Whether anything in it is."""
        inner = [*self.fields, *(each for row in self.rows for each in row.fields)]
        return bool(self.errors) or any(row.errors for row in self.rows) or any(each.is_wrong for each in inner)

    @property
    def is_usual(self) -> bool:
        default = self.spec.default
        return str(self.value) == str("" if default is None else default) or (self.value is False and not default)


@dataclass
class Row:
    name: str
    fields: list[Bound]
    errors: Sequence[str] = ()

    @property
    def often(self) -> list[Bound]:
        return [each for each in self.fields if not each.spec.rare]

    @property
    def seldom(self) -> list[Bound]:
        return [each for each in self.fields if each.spec.rare]


@dataclass(frozen=True)
class Frame:
    """What all fields of a form share: the whole data, what is wrong where, what can be chosen, the zone of times."""

    data: Mapping[str, Any]
    errors: Mapping[Path, Sequence[str]]
    references: Mapping[str, Options]
    zone: tzinfo

    def options(self, spec: Spec) -> Options:
        if not spec.refers.startswith("."):
            return spec.options or self.references.get(spec.refers, ())
        rows = self.data.get(spec.refers[1:]) or []
        return [(row["key"], row.get("text") or row["key"]) for row in rows if row.get("key")]


def bind(specs: Iterable[Spec], data: Mapping[str, Any], frame: Frame, path: Path = ()) -> list[Bound]:
    return [_bind_one(spec, data.get(spec.name, spec.default), frame, (*path, spec.name)) for spec in specs]


def _bind_one(spec: Spec, value: Any, frame: Frame, path: Path) -> Bound:
    bound = Bound(spec, html_name(path), errors=frame.errors.get(path, ()), options=frame.options(spec))
    if spec.widget is Widget.GROUP:
        bound.fields = bind(spec.specs(), value if isinstance(value, Mapping) else {}, frame, path)
    elif spec.widget in LISTS:
        bound.rows = [_bind_row(spec, row, frame, (*path, index)) for index, row in enumerate(_padded(spec, value))]
    else:
        bound.value = shown(spec, value, frame.zone)
        bound.options = _with_chosen(bound.options, bound.value, spec)
    return bound


def _padded(spec: Spec, value: Any) -> list[Any]:
    rows = list(value) if isinstance(value, list | tuple) else []
    blank: Any = "" if spec.widget is Widget.TEXTS else {}
    return rows + [blank] * (spec.least - len(rows))


def _bind_row(spec: Spec, row: Any, frame: Frame, path: Path) -> Row:
    name, errors = html_name(path), frame.errors.get(path, ())
    if spec.widget is Widget.TEXTS:
        text = Spec("", Widget.TEXT, spec.label)
        return Row(name, [Bound(text, name, row, errors)])
    return Row(name, bind(spec.specs(row), row, frame, path), errors)


def _with_chosen(options: Options, value: Any, spec: Spec) -> Options:
    """What is chosen stays among the options, even if it is not there any more; several in their own order."""
    words = dict(options)
    if spec.widget is Widget.CHOICES and not spec.has_usual:
        return [(key, words.get(key, key)) for key in dict.fromkeys([*value, *words])]
    if spec.widget is Widget.CHOICE and value and value not in words:
        return [*options, (value, value)]
    return options


def shown(spec: Spec, value: Any, zone: tzinfo) -> Any:
    """A value as its field has it."""
    if value is None:
        return None if spec.has_usual else [] if spec.widget is Widget.CHOICES else ""
    match spec.widget:
        case Widget.TICK:
            return bool(value)
        case Widget.MAYBE:
            return str(value).lower()
        case Widget.CHOICES:
            return [str(each) for each in value]
        case Widget.WORDS:
            return ", ".join(map(str, value))
        case Widget.LINES:
            return "\n".join(map(str, value))
        case Widget.NUMBERS:
            return " ".join(map(str, value))
        case Widget.POINTS:
            return " ".join(",".join(map(str, point)) for point in value)
        case Widget.TIME:
            return _local(str(value), zone)
    return str(value)


def _local(text: str, zone: tzinfo) -> str:
    """A time as a field for local times has it; what is no time stays as it was typed."""
    try:
        moment = parse_datetime(text)
        local = moment.astimezone(zone) if moment and moment.tzinfo else None
    except (OverflowError, ValueError):
        local = None
    return local.strftime("%Y-%m-%dT%H:%M:%S").removesuffix(":00") if local else text


def html_name(path: Path) -> str:
    return "-".join(map(str, path))


# --- what is wrong, and where ----------------------------------------------------------------------------------------


def place_of(specs: Iterable[Spec], loc: Sequence[str | int]) -> Path:
    """The path of the field that an error of the schema is about; () for one about the whole.

    Pydantic names the kind of a row in its places, too: ("gaps", 0, "dropdown", "choices", 1, "text").
    """
    spec = next((each for each in specs if loc and each.name == loc[0]), None)
    if spec is None:
        return ()
    rest = list(loc[1:])
    if spec.widget not in (Widget.ROWS, Widget.GROUP):
        return (spec.name, *rest[:1]) if spec.widget is Widget.TEXTS else (spec.name,)
    index: list[str | int] = [rest.pop(0)] if spec.widget is Widget.ROWS and rest else []
    kind = str(rest.pop(0)) if spec.variants and rest and rest[0] in dict(spec.variants) else ""
    return (spec.name, *index, *place_of(spec.specs({"kind": kind}), rest))
