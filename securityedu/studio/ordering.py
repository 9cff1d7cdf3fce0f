"""The order of a course's lessons and quizzes after a button was pressed, and when its lessons open. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from django.utils.dateparse import parse_datetime

from lessons.course_files import within_reach
from lessons.schema import ContentItem


def after(items: Sequence[ContentItem], sent: Mapping[str, str], zone: tzinfo) -> list[ContentItem]:
    """`do` is "up:2", "down:2", "out:2" (a draft again), "in:lesson:key", or "opens:key" for the time of a lesson in
    the field "opens-key" ("opens:" for those of all lessons); anything else changes nothing. Raises ValueError for
    what is no time.
    """
    found = list(items)
    verb, _, rest = sent.get("do", "").partition(":")
    if verb == "opens":
        return [_opening(item, sent, zone) if rest in ("", item.lesson) else item for item in found]
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


def meant(contents: Sequence[Mapping[str, str]], do: str) -> str:
    """The lesson or quiz, as "lesson:key", that a button is about; "" where it is about none."""
    verb, _, rest = do.partition(":")
    if verb == "in":
        return rest
    if verb == "opens" and rest:
        return f"lesson:{rest}"
    if verb in ("up", "down", "out") and rest.isdecimal() and len(rest) < 6 and int(rest) < len(contents):
        item = contents[int(rest)]
        return f"lesson:{item['lesson']}" if "lesson" in item else f"quiz:{item['quiz']}"
    return ""


def _opening(item: ContentItem, sent: Mapping[str, str], zone: tzinfo) -> ContentItem:
    text = sent.get(f"opens-{item.lesson}")
    if item.lesson is None or text is None or (moment := _moment(text, zone)) == item.opens_at:
        return item
    return item.model_copy(update={"opens_at": moment})


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """A time of this zone; empty is none."""
    if not text.strip():
        return None
    moment = parse_datetime(text.strip())
    if moment is None:
        raise ValueError(text)
    return within_reach(moment.replace(tzinfo=moment.tzinfo or zone))
