"""What a quiz comes to: points, questions, how long it takes, and what its author may want to look at. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from math import ceil
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from quizzes.policies import shown_score

LONGEST_NUMBER = 12
# Below this many finished attempts their median says little.
ENOUGH_ATTEMPTS = 10
MINUTES_A_QUESTION = 1
# Somebody who thinks while she writes; an essay without a limit is taken for one of so many words.
WORDS_A_MINUTE, USUAL_ESSAY = 20, 300


@dataclass(frozen=True)
class Asked:
    """What one slot adds: `count` questions of a type with `points` each. `pool` is how many match a draw."""

    number: int
    count: int
    points: Decimal
    is_text: bool = False
    is_draft: bool = False
    begins_section: str = ""
    essay_words: int | None = None
    pool: int | None = None

    @property
    def minutes(self) -> int:
        if self.is_text:
            return 0
        each = MINUTES_A_QUESTION if self.essay_words is None else ceil(self.essay_words / WORDS_A_MINUTE)
        return self.count * each


@dataclass(frozen=True)
class Totals:
    points: Decimal
    questions: int
    minutes: int
    how: str
    advice: Sequence[str]


def totals(asked: Sequence[Asked], settings: Mapping[str, Any], durations: Sequence[timedelta]) -> Totals:
    """`settings` are the data of the quiz as they stand in the form; `durations` those of finished attempts."""
    questions = [each for each in asked if not each.is_text]
    minutes, how = _time(questions, durations)
    return Totals(
        points=shown_score(sum((each.count * each.points for each in questions), Decimal(0))),
        questions=sum(each.count for each in questions),
        minutes=minutes,
        how=how,
        advice=list(_advice(asked, settings, minutes)),
    )


def _time(questions: Iterable[Asked], durations: Sequence[timedelta]) -> tuple[int, str]:
    if len(durations) >= ENOUGH_ATTEMPTS:
        seconds = median(each.total_seconds() for each in durations)
        return max(1, round(seconds / 60)), _("the median of %d finished attempts") % len(durations)
    return sum(each.minutes for each in questions), _("a minute a question, essays at 20 words a minute")


# --- what to look at -------------------------------------------------------------------------------------------------


def _advice(asked: Sequence[Asked], settings: Mapping[str, Any], minutes: int) -> Iterator[str]:
    yield from _of_slots(asked)
    yield from _of_sections(asked)
    limit = _number(settings.get("time_limit_minutes"))
    if settings.get("graded", True) and _is_exam(settings) and not _number(settings.get("pass_percent")):
        yield _("It counts and can't be taken again, but has no pass mark.")
    if _never_reveals(settings):
        yield _("Attempts have no limit and the quiz doesn't close, so reviews never show the right answers.")
    if limit and minutes > limit:
        yield _("It takes longer than its time limit of %d minutes.") % limit


def _of_slots(asked: Iterable[Asked]) -> Iterator[str]:
    for each in asked:
        said = {"number": each.number}
        if each.pool is not None and each.pool < each.count:
            short = _("Slot %(number)s: draws %(count)s, and %(pool)s match.")
            yield short % (said | {"count": each.count, "pool": each.pool})
        elif each.pool is not None and each.pool == each.count:
            yield _("Slot %(number)s: takes all that match, so everybody gets the same questions.") % said
        if each.is_draft:
            yield _("Slot %(number)s: a draft, which nobody is asked; learners can't find the quiz with it.") % said
        if not each.points and not each.is_text:
            yield _("Slot %(number)s: is worth nothing.") % said


def _of_sections(asked: Sequence[Asked]) -> Iterator[str]:
    title, questions = "", 1
    for each in asked:
        if each.begins_section:
            if title and not questions:
                yield _without_question(title)
            title, questions = each.begins_section, 0
        questions += not each.is_text
    if title and not questions:
        yield _without_question(title)


def _without_question(title: str) -> str:
    return _("Section “%s” has no question.") % title


def _is_exam(settings: Mapping[str, Any]) -> bool:
    return _number(settings.get("attempts")) == 1


def _never_reveals(settings: Mapping[str, Any]) -> bool:
    """Whether it waits for a last attempt that there isn't."""
    waits = (settings.get("reveal") or "when_finished") == "when_finished" and settings.get("graded", True)
    return bool(waits) and not _number(settings.get("attempts")) and not settings.get("closes_at")


def _number(value: Any) -> Decimal:
    """What stands in a field of a number; nothing where that is none."""
    return number_in(value) or Decimal(0)


def number_in(value: Any) -> Decimal | None:
    """None for what is no number, or longer than any that a slot can have: sums of those can't be shown."""
    text = str(value)
    is_number = len(text) <= LONGEST_NUMBER and text.isascii() and text.replace(".", "", 1).isdecimal()
    return Decimal(text) if is_number else None
