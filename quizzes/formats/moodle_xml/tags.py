"""What Moodle has no place for and its tags can carry: `use:exam`, `difficulty:hard` … One table for both ways."""

import re
from collections.abc import Iterable
from typing import Any

from lessons.course_files import KEY_PATTERN
from quizzes.formats.markup import slug
from quizzes.question_types.base import QuestionEntry

LONGEST = 50  # Moodle cuts longer ones
_DAY = r"\d{4}-\d{2}-\d{2}"
# The tag's word and what may stand behind its colon, by the field of a question.
_CARRIED = {
    "use": ("use", "quiz|exam|check"),
    "draft": ("draft", "true"),
    "asks": ("asks", "recall|compare|classify|apply"),
    "difficulty": ("difficulty", "easy|medium|hard"),
    "stimulus": ("stimulus", KEY_PATTERN.strip("^$")),
    "as_of": ("as-of", _DAY),
    "review_by": ("review-by", _DAY),
}


def read_tags(tags: Iterable[str]) -> dict[str, Any]:
    """The fields that tags carry, and under 'tags' the others as keys."""
    found: dict[str, Any] = {}
    others: list[str] = []
    for tag in tags:
        if carried := _carried(tag):
            found[carried[0]] = carried[1]
        elif (key := slug(tag)) and key not in others:
            others.append(key)
    return found | ({"tags": others} if others else {})


def _carried(tag: str) -> tuple[str, str | bool] | None:
    for name, (word, values) in _CARRIED.items():
        if match := re.fullmatch(rf"{word}:({values})", tag.strip()):
            return name, match[1] if name != "draft" else True
    return None


def tags_of(question: QuestionEntry) -> list[str]:
    """A value that is the default has no tag, one that Moodle would cut off neither."""
    tags = list(question.tags)
    for name, (word, _values) in _CARRIED.items():
        value = getattr(question, name)
        if value is not None and value != QuestionEntry.model_fields[name].default:
            tags.append(f"{word}:{value}".lower())
    return [tag for tag in tags if len(tag) <= LONGEST]
