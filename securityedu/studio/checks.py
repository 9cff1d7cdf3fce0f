"""What an author is told of a lesson or page while she writes it: what can't be saved so, and what might be better.

Nothing is saved for it. `Written` is the text as it stands in the editor, rendered once for the preview and for this.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.markup import Rendered
from lessons.models import Course, Lesson, Passage
from lessons.readability import lix, uncited, words_per_sentence
from lessons.stores import Library
from lessons.text import digest
from quizzes.models import Evidence, Question
from securityedu.studio.references import short

# As the form says. Silent reading of non-fiction is a little faster (238, Brysbaert 2019), learning isn't.
WORDS_A_MINUTE = 200
NAMED = 5
# What a picture's words say where nobody has written any: a file's name, or what everybody knows of a picture.
_NO_WORDS = re.compile(r"^(image|picture|photo|figure|img|dsc)?[\s_-]*\d*(\.(png|jpe?g|gif|webp))?$", re.IGNORECASE)
_IMAGES = re.compile(r'<img data-picture="([a-z0-9-]+)" alt="([^"]*)"')


@dataclass(frozen=True)
class Written:
    course: Course
    rendered: Rendered
    library: Library
    key: str = ""
    is_page: bool = False
    has_objectives: bool = False
    minutes: Any = None

    @cached_property
    def words(self) -> int:
        return len(self.rendered.text.split())


@dataclass(frozen=True)
class Finding:
    """`severe`: it can't be saved so."""

    text: str
    severe: bool = False


@dataclass(frozen=True)
class Level:
    """How hard and how long the text is."""

    words: int
    minutes: int
    words_per_sentence: float
    lix: float


def findings(written: Written) -> list[Finding]:
    """What can't be saved comes first."""
    found = [*_broken(written), *_unknown(written), *_weak(written)]
    return sorted(found, key=lambda each: not each.severe)


def level(written: Written) -> Level:
    html = written.rendered.html
    minutes = max(1, math.ceil(written.words / WORDS_A_MINUTE))
    return Level(written.words, minutes, words_per_sentence(html), lix(html))


def _broken(written: Written) -> Iterator[Finding]:
    """Markup that can't be read, among it the order of headings."""
    for line, message in written.rendered.problems:
        yield Finding(_("Line %(line)d: %(message)s.") % {"line": line, "message": message}, severe=True)


def _unknown(written: Written) -> Iterator[Finding]:
    for citation in written.rendered.citations:
        source = written.library.sources.get(citation.source)
        if source is None or source.archived:
            text = _("The footnote “%(key)s” cites “%(source)s”, which is no source of this course.")
            yield Finding(text % {"key": citation.key, "source": citation.source}, severe=True)
    known = _known(written)
    for mark in dict.fromkeys((mark.kind, mark.key) for mark in written.rendered.marks):
        if mark not in known:
            yield Finding(_("There is no %(kind)s “%(key)s”.") % dict(zip(("kind", "key"), mark, strict=True)), True)


def _known(written: Written) -> set[tuple[str, str]]:
    """What the text may name, by kind and key; of lessons, passages and checks only what it does name is looked up."""
    library = written.library
    kinds = {"term": library.terms, "figure": library.figures, "picture": library.pictures}
    kinds["recording"] = library.recordings
    found = {(kind, key) for kind, rows in kinds.items() for key, row in rows.items() if not row.archived}
    own = {("passage", f"{written.key}#{each.key}") for each in written.rendered.passages}
    return found | own | {pair for kind, find in FINDERS.items() for pair in _found(written, kind, find)}


def _found(written: Written, kind: str, find: Any) -> Iterator[tuple[str, str]]:
    if keys := written.rendered.keys_of(kind):
        yield from ((kind, key) for key in find(written, keys))


def _lessons(written: Written, keys: list[str]) -> Any:
    rows = Lesson.objects.filter(course=written.course, archived=False, key__in=keys)
    return rows.values_list("key", flat=True)


def _passages(written: Written, keys: list[str]) -> Any:
    lessons = {key.split("#")[0] for key in keys} - {written.key}
    rows = Passage.objects.filter(lesson__course=written.course, lesson__key__in=lessons, present=True)
    return [f"{lesson}#{key}" for lesson, key in rows.values_list("lesson__key", "key")]


def _checks(written: Written, keys: list[str]) -> Any:
    rows = Question.objects.askable().filter(course=written.course, use="check", key__in=keys)
    return rows.values_list("key", flat=True)


FINDERS = {"lesson": _lessons, "passage": _passages, "check": _checks}


def _weak(written: Written) -> Iterator[Finding]:
    if not written.is_page and not written.has_objectives:
        yield Finding(_("It has no objective: say what somebody can do after this lesson."))
    for key, words in _IMAGES.findall(written.rendered.html):
        if words and _NO_WORDS.match(words):
            yield Finding(_("The words of the picture “%s” don't say what it shows.") % key)
    sentences = uncited(written.rendered.html)
    for sentence in sentences[:NAMED]:
        yield Finding(_("No source: “%s”") % short(sentence))
    if len(sentences) > NAMED:
        yield Finding(_("%d more sentences with facts have no source.") % (len(sentences) - NAMED))
    yield from _minutes(written)
    yield from _stale(written)


def _minutes(written: Written) -> Iterator[Finding]:
    takes = level(written).minutes
    if isinstance(written.minutes, int) and not takes / 2 <= written.minutes <= takes * 2 + 1:
        text = ngettext(
            "Reading takes about %(takes)d minute, you say %(said)d.",
            "Reading takes about %(takes)d minutes, you say %(said)d.",
            takes,
        )
        yield Finding(text % {"takes": takes, "said": written.minutes})


def _stale(written: Written) -> Iterator[Finding]:
    """Passages whose words this text changes, with the questions that they prove."""
    if written.is_page or not written.key:
        return
    now = {each.key: digest(each.text) for each in written.rendered.passages}
    rows = Evidence.objects.filter(passage__lesson__course=written.course, passage__lesson__key=written.key)
    rows = rows.filter(question__archived=False, passage__present=True).select_related("passage", "question__current")
    changed = [row for row in rows.order_by("passage__position", "question__position") if _differs(row.passage, now)]
    for passage, found in groupby(changed, key=lambda row: row.passage.key):
        yield Finding(_stale_words(passage, [row.question for row in found]))


def _differs(passage: Passage, now: dict[str, str]) -> bool:
    return now.get(passage.key) != passage.digest


def _stale_words(passage: str, questions: list[Question]) -> str:
    names = [short(each.current.content.get("prompt", each.key)) for each in questions[:NAMED]]
    text = ngettext(
        "The words of “%(passage)s” change; %(count)d question is to be looked at again: %(names)s",
        "The words of “%(passage)s” change; %(count)d questions are to be looked at again: %(names)s",
        len(questions),
    )
    more = " · …" if len(questions) > NAMED else ""
    return text % {"passage": passage, "count": len(questions), "names": " · ".join(names) + more}
