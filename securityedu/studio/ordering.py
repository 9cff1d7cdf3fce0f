"""The order of a course's lessons and quizzes after a button was pressed. Pure."""

from collections.abc import Mapping, Sequence

from lessons.schema import ContentItem


def after(items: Sequence[ContentItem], sent: Mapping[str, str]) -> list[ContentItem]:
    """`do` is "up:2", "down:2", "out:2" (a draft again) or "in:lesson:key"; anything else changes nothing."""
    found = list(items)
    verb, _, rest = sent.get("do", "").partition(":")
    if verb == "in":
        kind, _, key = rest.partition(":")
        known = {getattr(item, kind, None) for item in found} if kind in ("lesson", "quiz") else {key}
        return found if key in known else [*found, ContentItem(**{kind: key})]
    index = int(rest) if rest.isdecimal() and len(rest) < 6 else len(found)
    if index >= len(found):
        return found
    item = found.pop(index)
    places = {"up": max(index - 1, 0), "down": index + 1, "out": None}
    place = places.get(verb, index)
    if place is not None:
        found.insert(place, item)
    return found
