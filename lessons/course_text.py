"""Course folders as text, the way out: the one canonical form of an object, a file and a folder. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from io import StringIO
from pathlib import PurePath
from typing import Any

from ruamel.yaml import YAML

from lessons.course_files import Entry, Folder, Kind, Layout, Located


@lru_cache(maxsize=10_000)
def canonical(entry: Entry) -> str:
    """The object's one text: keys in the schema's order, defaults left out, block style, one line end at the end."""
    data = plain(entry)
    body = data.pop("body", None) if isinstance(data, dict) else None
    text = _dump(data)
    return text if body is None else f"---\n{text}---\n{body}\n"


def plain(value: Any) -> Any:
    """Entries as dictionaries in canonical order, values ready for YAML."""
    if isinstance(value, Entry):
        fields = type(value).model_fields
        return {
            name: plain(getattr(value, name))
            for name in type(value).field_order()
            if fields[name].is_required() or getattr(value, name) != fields[name].get_default(call_default_factory=True)
        }
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    return value


def canonical_file(kind: Kind, entries: Iterable[Entry]) -> str:
    """The text of a file that holds these objects (one object unless the kind's layout is a list)."""
    if kind.layout is Layout.LIST:
        return "\n".join(_dump([plain(kind.as_written(entry))]) for entry in entries)
    (entry,) = entries
    return canonical(entry)


def evidence_lines(evidence: Mapping[tuple[str, str], str]) -> str:
    return "".join(f"{question} {passage} {value}\n" for (question, passage), value in sorted(evidence.items()))


def folder_files(folder: Folder, kinds: Sequence[Kind]) -> dict[str, str]:
    """Every file of the folder in canonical form, by relative path."""
    files: dict[str, list[Located]] = {}
    layout: dict[str, Kind] = {}
    for kind in kinds:
        for key, located in folder.of_kind(kind.name).items():
            name = kind.pattern.replace("*", located.parent or key)
            files.setdefault(name, []).append(located)
            layout[name] = kind
    texts = {
        name: canonical_file(layout[name], [each.entry for each in sorted(found, key=lambda each: each.position)])
        for name, found in files.items()
    }
    if folder.evidence:
        texts["evidence.lock"] = evidence_lines(folder.evidence)
    return texts


def files_beside(folder: Folder, kept: Callable[[str], bytes] | None = None) -> dict[str, bytes]:
    """The file of each picture and recording in canonical form, by relative path; `kept` gives those that the folder
    hasn't read.
    """
    found = {}
    for (kind, key), located in folder.objects.items():
        name = getattr(located.entry, "file", "")
        if content := located.content or (kept(name) if kept and name else b""):
            found[f"{kind}s/{key}{PurePath(name).suffix}"] = content
    return found


def _dump(data: Any) -> str:
    stream = StringIO()
    _yaml().dump(data, stream)
    return stream.getvalue()


def _yaml() -> YAML:
    yaml = YAML(pure=True)
    yaml.width = 1_000_000
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.representer.add_representer(str, _represent_str)
    yaml.representer.add_representer(Decimal, _represent_decimal)
    yaml.representer.add_representer(datetime, _represent_datetime)
    yaml.representer.add_representer(
        date, lambda r, v: r.represent_scalar("tag:yaml.org,2002:timestamp", v.isoformat())
    )
    return yaml


def _represent_str(representer: Any, value: str) -> Any:
    style = "|" if "\n" in value else None
    return representer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _represent_decimal(representer: Any, value: Decimal) -> Any:
    tag = "int" if value == value.to_integral_value() else "float"
    text = format(value, "f")
    return representer.represent_scalar(
        f"tag:yaml.org,2002:{tag}", (text.rstrip("0").rstrip(".") if "." in text else text)
    )


def _represent_datetime(representer: Any, value: datetime) -> Any:
    text = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return representer.represent_scalar("tag:yaml.org,2002:timestamp", text)
