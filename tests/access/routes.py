"""Every address that the site's URL configuration knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver


@dataclass(frozen=True)
class Route:
    """`text` is the whole pattern, e.g. /attempts/<int:attempt_id>/; `name` has its namespace before it.

    An address without a name goes by its text.
    """

    text: str
    name: str
    arguments: tuple[str, ...]

    @property
    def in_admin(self) -> bool:
        return self.text.startswith("/admin/")


def routes(patterns: Any = None, before: str = "/", space: str = "", outer: tuple[str, ...] = ()) -> Iterator[Route]:
    for each in get_resolver().url_patterns if patterns is None else patterns:
        text = before + str(each.pattern)
        arguments = (*outer, *each.pattern.regex.groupindex)
        if isinstance(each, URLPattern):
            yield Route(text, f"{space}{each.name}" if each.name else text, arguments)
        else:
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from routes(each.url_patterns, text, inner, arguments)
