"""Responses that tick any number of things, as multiple response and hotspot have them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from quizzes.question_types.base import FormData, Shape, Translate, list_response


class TickedResponse:
    """What types share whose response is the ticked keys of `part_group`, in no order."""

    choices = True
    shape = Shape.CHOICES
    part_group: ClassVar[str]

    def to_author(self, content: Any, raw: Any, translate: Translate) -> Any:
        return self._translated(list_response(raw), translate)

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return self._translated(stored, translate)

    def _translated(self, keys: Sequence[str] | None, translate: Translate) -> list[str] | None:
        return None if keys is None else sorted(translate(self.part_group, key) for key in keys)

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        return sorted(key for key in data.getlist(name) if key) or None
