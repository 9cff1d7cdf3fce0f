"""Course folders as text, the way in: YAML and front matter with line numbers. Pure but for reading files.

docs/course-format.md is the contract. A `Kind` says where objects of one sort live and which pydantic model they
follow; apps list their kinds, and everything here works on such lists.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from lessons.text import normalise

FIRST_YEAR, LAST_YEAR = 1900, 9000
KEY_PATTERN = r"^[a-z0-9][a-z0-9-]{0,59}$"
_EVIDENCE = re.compile(r"([a-z0-9-]{1,60}) ([a-z0-9-]{1,60}#[a-z0-9-]{1,60}) ([0-9a-f]{16})")
MAX_FILE_BYTES = 2_000_000


def _clean(value: Any) -> Any:
    return normalise(value) if isinstance(value, str) else value


def _no_controls(value: str) -> str:
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", value):
        raise ValueError("has control characters")
    return value


def within_reach(moment: datetime) -> datetime:
    """The moment; ValueError for one that in some time zone is before or after all that a datetime can say."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"must be in the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment


Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]
Moment = Annotated[AwareDatetime, AfterValidator(within_reach)]
Text = Annotated[str, BeforeValidator(_clean), AfterValidator(_no_controls)]
NonEmpty = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1), AfterValidator(_no_controls)]
# As long as the database's columns are.
Title = Annotated[NonEmpty, StringConstraints(max_length=200)]


class Entry(BaseModel):
    """One object of a course. Fields stand in canonical order; those named in `tail` go last, `body` is Markdown."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tail: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def field_order(cls) -> list[str]:
        return [name for name in cls.model_fields if name not in cls.tail] + list(cls.tail)


class Layout(StrEnum):
    MAPPING = "one YAML mapping a file"
    LIST = "a YAML list of mappings"
    FRONT_MATTER = "YAML front matter, then Markdown"


@dataclass(frozen=True)
class Kind:
    """A sort of object. `pattern` is its path in the folder; '*' stands for the key or, in a list, for the parent.
    `beside`: where each has a file of its own, with its key as the name.
    """

    name: str
    pattern: str
    layout: Layout
    model: type[Entry]
    fixed_keys: tuple[str, ...] = ()
    required: bool = False
    beside: str = ""

    def choose_model(self, data: Mapping[str, Any]) -> type[Entry]:
        return self.model

    def attach(self, located: "Located", data: bytes) -> "Located":
        """The object with its file. Raises ValueError, with a sentence, for one that can't be taken."""
        raise NotImplementedError

    def as_written(self, entry: Entry) -> Entry:
        """The entry without what the file beside it says."""
        return entry

    def expand(self, data: dict[str, Any]) -> dict[str, Any]:
        """What the words of a file stand for, as the model takes it."""
        return data


@dataclass(frozen=True)
class Problem:
    """`loose`: nothing points to an object. In files that is a fault; an editor makes it before something names it."""

    file: str
    line: int
    message: str
    loose: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Located:
    """An entry with where it stands. `parent`: the file's stem for kinds in lists; `content`: of the file beside it.
    `versions`: those that the database has and learners may be asked; None where only files are known.
    """

    entry: Any
    file: str
    line: int
    position: int
    parent: str = ""
    body_line: int = 1
    content: bytes = b""
    versions: Set[int] | None = None


ObjectId = tuple[str, str]


@dataclass
class Folder:
    """What a course folder holds: objects by (kind, key), accepted evidence, what is wrong, and which evidence waits
    for somebody to accept it."""

    key: str
    objects: dict[ObjectId, Located] = field(default_factory=dict)
    evidence: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    def of_kind(self, kind: str) -> dict[str, Located]:
        return {key: located for (name, key), located in self.objects.items() if name == kind}

    def report(self, located: Located, message: str, *, line: int | None = None, loose: bool = False) -> None:
        self.problems.append(Problem(located.file, line or located.line, message, loose))


def read_folder(root: Path, kinds: Sequence[Kind]) -> Folder:
    """Read every file of the kinds below `root`. Never raises for bad content: see `problems`."""
    folder = Folder(key=root.name)
    if not re.match(KEY_PATTERN, folder.key):
        folder.problems.append(Problem(folder.key, 1, "the folder's name must be a key: a-z, 0-9 and '-'"))
    known = {"evidence.lock"}
    for kind in kinds:
        paths = sorted(root.glob(kind.pattern)) if "*" in kind.pattern else [root / kind.pattern]
        if kind.fixed_keys:
            paths = [root / kind.pattern.replace("*", key) for key in kind.fixed_keys]
        for path in paths:
            known.add(path.relative_to(root).as_posix())
            _read_file(folder, kind, path, root)
        if kind.beside:
            known |= _read_beside(folder, kind, root)
    _read_evidence(folder, root / "evidence.lock")
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in known:
            folder.problems.append(Problem(name, 1, "this file does not belong to a course folder"))
    return folder


def _read_file(folder: Folder, kind: Kind, path: Path, root: Path) -> None:
    name = path.relative_to(root).as_posix()
    if not path.is_file():
        if kind.required:
            folder.problems.append(Problem(name, 1, "this file is missing"))
        return
    text = _read_text(folder, path, name)
    if text is None:
        return
    for located in parse(kind, text, name, folder.problems):
        _add(folder, kind, located)


def _read_beside(folder: Folder, kind: Kind, root: Path) -> set[str]:
    """Give the objects of a kind their files; returns the names of those that belong to one."""
    known: dict[str, str] = {}
    for path in sorted(root.glob(kind.beside)):
        located = folder.objects.get((kind.name, path.stem))
        if located and path.is_file() and path.stem not in known:
            name = known[path.stem] = path.relative_to(root).as_posix()
            try:
                folder.objects[kind.name, path.stem] = kind.attach(located, path.read_bytes())
            except ValueError as error:
                folder.problems.append(Problem(name, 1, str(error)))
    for key, located in folder.of_kind(kind.name).items():
        if key not in known:
            folder.report(located, f"{kind.name} '{key}' has no file {kind.beside.replace('*', key)}")
    return set(known.values())


def _read_text(folder: Folder, path: Path, name: str) -> str | None:
    data = path.read_bytes()
    if len(data) > MAX_FILE_BYTES:
        folder.problems.append(Problem(name, 1, f"is larger than {MAX_FILE_BYTES} bytes"))
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        folder.problems.append(Problem(name, line, "is not UTF-8"))
        return None


def _add(folder: Folder, kind: Kind, found: "tuple[str, Located]") -> None:
    key, located = found
    earlier = folder.objects.get((kind.name, key))
    if earlier:
        folder.report(located, f"{kind.name} '{key}' stands already at {earlier.file}:{earlier.line}")
    else:
        folder.objects[kind.name, key] = located


def parse(kind: Kind, text: str, name: str, problems: list[Problem]) -> Iterator[tuple[str, Located]]:
    """The objects of one file's text as (key, located); what can't be read is added to `problems`."""
    stem = Path(name).stem
    if "*" in kind.pattern and not re.match(KEY_PATTERN, stem):
        problems.append(Problem(name, 1, f"the file's name '{stem}' is not a key: a-z, 0-9 and '-'"))
        return
    body, offset, body_line = None, 0, 1
    if kind.layout is Layout.FRONT_MATTER:
        split = _split_front_matter(text)
        if split is None:
            problems.append(Problem(name, 1, "must begin with front matter between two lines of '---'"))
            return
        text, offset, body, body_line = split
    tree = _Tree(name, offset, problems)
    data = tree.load(text)
    if kind.layout is Layout.LIST:
        yield from _parse_list(kind, data, tree, stem)
    elif not isinstance(data, dict):
        if data is not _BROKEN:
            problems.append(Problem(name, 1, "must be a YAML mapping"))
    else:
        if body is not None:
            if "body" in data:
                tree.report(("body",), "unknown key 'body'")
            data["body"] = body
        entry = tree.validate(kind, data, ())
        if entry is not None:
            key = stem if "*" in kind.pattern else kind.name
            yield key, Located(entry, name, 1, 0, body_line=body_line)


def _parse_list(kind: Kind, data: Any, tree: "_Tree", stem: str) -> Iterator[tuple[str, Located]]:
    if data is None or data is _BROKEN:
        return
    if not isinstance(data, list):
        tree.report((), "must be a YAML list")
        return
    for index, item in enumerate(data):
        if not isinstance(item, dict):
            tree.report((index,), "must be a mapping with a 'key'")
            continue
        entry = tree.validate(kind, item, (index,))
        if entry is not None:
            parent = stem if "*" in kind.pattern else ""
            yield item["key"], Located(entry, tree.name, tree.line((index,)), index, parent)


def _split_front_matter(text: str) -> tuple[str, int, str, int] | None:
    """The YAML and how many lines stand above it, the Markdown and its first line."""
    match = re.match(r"(\s*?---[ \t]*\n)(.*?\n)---[ \t]*(?:\n\s*\n|\n|$)", text, re.DOTALL)
    if not match:
        return None
    return match[2], match[1].count("\n"), normalise(text[match.end() :]), match[0].count("\n") + 1


_BROKEN = object()
# "\ud800" in quotes: YAML takes it, neither JSON nor a database does.
_SURROGATES = re.compile("[\ud800-\udfff]")


class _Tree:
    """YAML 1.2 as plain data, remembering the line of each value. Numbers with a point and dates stay text: exact."""

    def __init__(self, name: str, offset: int, problems: list[Problem]) -> None:
        self.name, self.offset, self.problems = name, offset, problems
        self.lines: dict[tuple, int] = {}

    def load(self, text: str) -> Any:
        try:
            node = YAML(typ="safe", pure=True).compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            self.problems.append(
                Problem(self.name, line + self.offset, f"is not YAML: {error.problem or error.context}")
            )
            return _BROKEN
        except YAMLError:
            self.problems.append(Problem(self.name, 1, "is not YAML: it has characters that YAML does not take"))
            return _BROKEN
        except RecursionError:
            self.problems.append(Problem(self.name, 1, "is nested too deeply"))
            return _BROKEN
        self.seen: set[int] = set()
        return None if node is None else self._build(node, ())

    def _build(self, node: Node, path: tuple) -> Any:
        if id(node) in self.seen:
            self.report(path, "anchors and aliases are not used in course files")
            return None
        self.lines[path] = node.start_mark.line + 1 + self.offset
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._build_mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._build(child, (*path, index)) for index, child in enumerate(node.value)]
        if _SURROGATES.search(node.value):
            self.report(path, "has control characters")
            return None
        return _scalar(node)

    def _build_mapping(self, node: MappingNode, path: tuple) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = _SURROGATES.sub("?", str(key_node.value))
            line = self.lines[*path, key] = key_node.start_mark.line + 1 + self.offset
            if key in result:
                self.report((*path, key), f"key '{key}' stands twice")
            result[key] = self._build(value_node, (*path, key))
            self.lines[*path, key] = line
        return result

    def line(self, path: tuple) -> int:
        """Where the value at a path stands, or what is around it. A path may name choices that are not in the file."""
        known: tuple = ()
        for part in path:
            known = (*known, part) if (*known, part) in self.lines else known
        return self.lines.get(known, 1)

    def report(self, path: tuple, message: str) -> None:
        self.problems.append(Problem(self.name, self.line(path), message))

    def validate(self, kind: Kind, data: dict[str, Any], path: tuple) -> Entry | None:
        try:
            # As JSON, strictly: texts are exact numbers and dates, but no texts are truth values ('NO').
            return kind.choose_model(data).model_validate_json(json.dumps(kind.expand(data)), strict=True)
        except ValidationError as error:
            for detail in details(error):
                self.report((*path, *detail["loc"]), describe(detail))
            return None


def _scalar(node: Node) -> Any:
    tag = str(node.tag).rsplit(":", 1)[-1]
    if tag == "null":
        return None
    if tag == "bool":
        return node.value.lower() == "true"
    if tag == "int" and re.fullmatch(r"[-+]?\d{1,18}", node.value):
        return int(node.value)
    return str(node.value)


def details(error: ValidationError) -> list[Any]:
    """What pydantic found, but not that a list is too short because of items that are told as wrong themselves."""
    found = error.errors()
    places = {detail["loc"][:size] for detail in found for size in range(len(detail["loc"]))}
    return [detail for detail in found if detail["type"] != "too_short" or detail["loc"] not in places]


def describe(detail: Mapping[str, Any]) -> str:
    """One of pydantic's errors in the words of an author."""
    where = ".".join(str(part) for part in detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return f"unknown key '{detail['loc'][-1]}'"
        case "missing":
            return f"missing key '{detail['loc'][-1]}'"
        case "union_tag_not_found":
            return f"missing key {detail['ctx']['discriminator']}"
        case "union_tag_invalid":
            name, tags = detail["ctx"]["discriminator"].strip("'"), detail["ctx"]["expected_tags"]
            return f"{where}.{name}: must be one of {tags}"
        case "string_pattern_mismatch" if detail["ctx"]["pattern"] == KEY_PATTERN:
            return f"{where}: '{detail['input']}' is not a key: a-z, 0-9 and '-', at most 60"
        case "string_pattern_mismatch":
            return f"{where}: '{detail['input']}' is not of the form {detail['ctx']['pattern']}"
        case "too_short" | "string_too_short" if isinstance(detail["input"], str):
            return f"{where}: must not be empty"
        case "too_long" | "string_too_long" if isinstance(detail["input"], str):
            return f"{where}: must have at most {detail['ctx']['max_length']} characters"
        case "too_short" | "too_long":
            return f"{where}: must have {_bound(detail['ctx'])}"
    message = str(detail["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _bound(told: Mapping[str, Any]) -> str:
    name, word = ("min_length", "least") if "min_length" in told else ("max_length", "most")
    count: int = told[name]
    return f"at {word} {count} {'entry' if count == 1 else 'entries'}, not {told['actual_length']}"


def _read_evidence(folder: Folder, path: Path) -> None:
    if not path.is_file():
        return
    text = _read_text(folder, path, path.name) or ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        match = _EVIDENCE.fullmatch(" ".join(line.split()))
        if not match:
            folder.problems.append(Problem(path.name, number, "must be 'question lesson#passage digest'"))
        else:
            folder.evidence[match[1], match[2]] = match[3]


def parse_one(kind: Kind, text: str, key: str) -> tuple[Located | None, list[Problem]]:
    """One object from its canonical text, as an editor has it; objects of lists stand alone, as a mapping."""
    problems: list[Problem] = []
    alone = replace(kind, layout=Layout.MAPPING if kind.layout is Layout.LIST else kind.layout, pattern="*.yaml")
    found = next(parse(alone, normalise(text), f"{key}.yaml", problems), None)
    return (found[1] if found else None), problems
