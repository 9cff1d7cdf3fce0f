"""What Moodle has no place for, in an element of ours, <securityedu>: Moodle passes over it and doesn't give it back.

It holds the question as a bank's YAML would say it, and a digest of what stands beside it. A question that somebody
has changed by hand since is read as Moodle's.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from lessons.course_files import Entry
from quizzes.formats.markup import picture_name
from quizzes.formats.moodle_xml.source import Source
from quizzes.formats.moodle_xml.tree import Element
from quizzes.question_types import schema_of

NAME = "securityedu"


def read(source: Source) -> dict[str, Any] | None:
    """The question, if there is an element of ours and nothing beside it has changed."""
    element = source.element.first(NAME)
    if element is None:
        return None
    data = _loaded(element.text)
    if element.attributes.get("digest") != digest(source.element) or data is None:
        source.leave_out(_("what Moodle has no place for: the question was changed after it was exported"))
        return None
    for file in _descendants(source.element, "file"):
        source.keep(picture_name(file.attributes.get("name", "")), file.text)
    return data


def _loaded(text: str) -> dict[str, Any] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_ours = isinstance(data, dict) and isinstance(data.get("type"), str) and schema_of(data["type"])
    return {name: value for name, value in data.items() if name != "objective"} if is_ours else None


def written(entry: Entry) -> str:
    return json.dumps(entry.model_dump(mode="json", exclude_defaults=True, exclude={"objective"}), ensure_ascii=False)


def digest(element: Element) -> str:
    """Of names, attributes and texts, whatever the white space between elements."""
    return sha256("\0".join(_words(element)).encode()).hexdigest()[:32]


def _words(element: Element) -> Iterator[str]:
    yield element.name
    for name, value in sorted(element.attributes.items()):
        yield f"{name}={value}"
    yield element.own_text
    for child in element.children:
        if child.name != NAME:
            yield from _words(child)
    yield f"/{element.name}"


def _descendants(element: Element, name: str) -> Iterator[Element]:
    for child in element.children:
        if child.name == name:
            yield child
        yield from _descendants(child, name)
