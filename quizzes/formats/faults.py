"""What our rules say against a question of a file, in words of those who don't know our files. Pure."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.course_files import describe

_PLACES = {
    "choices": gettext_lazy("choice %d"),
    "answers": gettext_lazy("answer %d"),
    "also": gettext_lazy("variant %d"),
    "pairs": gettext_lazy("pair %d"),
    "extra": gettext_lazy("extra answer %d"),
    "items": gettext_lazy("item %d"),
    "gaps": gettext_lazy("gap %d"),
    "words": gettext_lazy("word %d"),
    "labels": gettext_lazy("label %d"),
    "regions": gettext_lazy("place %d"),
    "units": gettext_lazy("unit %d"),
    "variables": gettext_lazy("variable %d"),
    "hints": gettext_lazy("hint %d"),
    "tags": gettext_lazy("tag %d"),
}
_WORDS = {"prompt", "text"}


def told(detail: Mapping[str, Any]) -> str:
    """One of pydantic's errors: "gap 5: exactly one choice must be correct"."""
    if detail["type"] == "missing" and detail["loc"][-1] in _WORDS:
        return _("there is no text that asks something")
    places = [*_places(detail["loc"])]
    if not places:
        return describe(detail)
    reason = describe({**detail, "loc": detail["loc"][-1:] if detail["type"] == "missing" else ()})
    return f"{', '.join(places)}: {reason.removeprefix(': ')}"


def _places(path: tuple[str | int, ...]) -> Iterator[str]:
    for name, index in pairwise(path):
        if name in _PLACES and isinstance(index, int):
            yield str(_PLACES[name]) % (index + 1)
