"""Responses that put each thing in a place, as matching and categorise have them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from quizzes.question_types.base import FormData, Shape, Shown, Translate, cut_off, mapping_response


class PlacedResponse:
    """What types share whose response maps keys of `part_group` to keys of `place_group`."""

    choices = False
    shape = Shape.PARTS
    part_group: ClassVar[str]
    place_group: ClassVar[str]

    def to_author(self, content: Any, raw: Any, translate: Translate) -> Any:
        given = mapping_response(raw)
        return given and self._translated(dict(sorted(given.items())), translate)

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return stored and self._translated(stored, translate)

    def _translated(self, placed: Mapping[str, str], translate: Translate) -> dict[str, str]:
        return {translate(self.part_group, part): translate(self.place_group, key) for part, key in placed.items()}

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        given = {part: data.get(f"{name}-{part}") for part in keys[self.part_group]}
        return {part: key for part, key in given.items() if key} or None

    def placed_fields(
        self, shown: Shown, stored: Any, texts: Mapping[str, str], places: Mapping[str, str]
    ) -> dict[str, Any]:
        """For a widget: `parts` with the place that is chosen for each, and `places`, both in page order."""
        hidden_place = dict(shown[self.place_group])
        return {
            "parts": [
                {"key": hidden, "text": texts[key], "chosen": hidden_place.get((stored or {}).get(key, ""))}
                for key, hidden in shown[self.part_group]
            ],
            "places": [{"key": hidden, "text": places[key]} for key, hidden in shown[self.place_group]],
            "numbered": cut_off(places.values()),
        }
