"""How questions and texts follow each other in an attempt, and what of the texts is kept with it. Pure.

Questions of one stimulus are a block: they stand together, move together when a quiz is shuffled, and share a page when
it is long enough. A description stays where its slot puts it. Nothing leaves its section.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from lessons.checking import MEDIA, media_of
from lessons.markup import Rendered, render_lesson
from quizzes import drawing
from quizzes.question_types.texts import DESCRIPTION, STIMULUS, TEXTS

# What a text may name; all else belongs to lessons.
NAMED = ("figure", "picture", "recording")

# The type of a heading among the kept texts.
SECTION = "section"


@dataclass(frozen=True)
class Section:
    """Slots under one heading; number 0 are those before the first. `shuffle` None leaves their order to the quiz."""

    number: int = 0
    title: str = ""
    shuffle: bool | None = None
    new_page: bool = False


class Drawn(NamedTuple):
    """A question's row (its type and its current content are what counts here), its slot and its section."""

    question: Any
    slot: Any
    section: Section = Section()


def sections_of(slots: Iterable[Any]) -> list[Section]:
    """The section of each slot: one that begins with it, or that of the slot before."""
    found, section = [], Section()
    for slot in slots:
        if slot.section:
            section = Section(section.number + 1, **slot.section)
        found.append(section)
    return found


def is_text(question: Any) -> bool:
    return question.type in TEXTS


def stimulus_of(question: Any) -> str:
    """The key of the stimulus that it is about; "" for none."""
    return str(question.current.content.get("stimulus") or "")


def block_of(question: Any) -> str:
    stimulus = stimulus_of(question)
    return f"stimulus {stimulus}" if stimulus else str(question.key)


def in_order(drawn: Iterable[Drawn], seed: str, *, shuffled: bool) -> list[Drawn]:
    """What was drawn as an attempt shows it, section by section; `shuffled` holds where a section does not say."""
    found = []
    for section, members in groupby(drawn, key=lambda each: each.section):
        found += _in_order(list(members), seed, shuffled=shuffled if section.shuffle is None else section.shuffle)
    return found


def _in_order(drawn: Sequence[Drawn], seed: str, *, shuffled: bool) -> list[Drawn]:
    """A description has as many questions before it as in its section, or so many fewer that no block is torn apart."""
    blocks: dict[str, list[Drawn]] = {}
    for each in drawn:
        if not is_text(each.question):
            blocks.setdefault(block_of(each.question), []).append(each)
    waiting = _descriptions(drawn)
    ordered: list[Drawn] = []
    passed = 0
    for name in drawing.shuffle(seed, "questions", blocks) if shuffled else blocks:
        passed += len(blocks[name])
        while waiting and waiting[0][0] < passed:
            ordered.append(waiting.pop(0)[1])
        ordered += blocks[name]
    return ordered + [text for _place, text in waiting]


def _descriptions(drawn: Iterable[Drawn]) -> list[tuple[int, Drawn]]:
    """Each with the number of questions before it."""
    found, count = [], 0
    for each in drawn:
        if is_text(each.question):
            found.append((count, each))
        else:
            count += 1
    return found


def pages(asked: Iterable[Drawn], per_page: int) -> list[int]:
    """The page of each question. A block that fits into a page is not spread over two; 0 leaves breaks to sections."""
    page, used, found, before = 1, 0, [], 0
    for (section, _block), members in groupby(asked, key=_section_and_block):
        size = len(list(members))
        begins = section.new_page and section.number > before
        before = section.number
        if used and (begins or (per_page and size <= per_page < used + size)):
            page, used = page + 1, 0
        for _member in range(size):
            if per_page and used == per_page:
                page, used = page + 1, 0
            found.append(page)
            used += 1
    return found


def _section_and_block(drawn: Drawn) -> tuple[Section, str]:
    return drawn.section, block_of(drawn.question)


# --- what is kept of the texts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A question at its position of an attempt, and on its page."""

    question: Any
    slot: Any
    section: Section
    position: int
    page: int


def placed(ordered: Sequence[Drawn], per_page: int) -> list[Asked]:
    asked = [each for each in ordered if not is_text(each.question)]
    on_page = pages(asked, per_page)
    return [Asked(*each, position, page) for position, (each, page) in enumerate(zip(asked, on_page, strict=True), 1)]


def kept_texts(
    ordered: Sequence[Drawn], asked: Sequence[Asked], stimuli: Mapping[str, Any], figures: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What `Attempt.texts` holds: headings of sections, and each text with its figures, pictures and recordings, as
    they are now, and where it stands.

    `at` are the positions of the questions above which it is shown (a stimulus again on each page), `through` is the
    last that it is about; `below` puts it beneath that one. `stimuli` are their current versions by key.
    """
    stimulus_texts = [each for each in _kept_stimuli(asked) if each["key"] in stimuli]
    found = [*_kept_between(ordered, asked), *stimulus_texts]
    for text in found:
        if text["type"] == SECTION:
            continue
        version = text.pop("version", None) or stimuli[text.pop("key")]
        text["text"], text["pictures"] = version.content["text"], version.pictures
        named = rendered_text(text["text"]).keys_of("figure")
        text["figures"] = {key: figures[key] for key in named if key in figures}
    return found


def _kept_between(ordered: Sequence[Drawn], asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Headings and descriptions as they follow each other. What ends a section stands below its last question."""
    ends = {each.section: each.position for each in asked}
    found, before = [], 0
    for section, members in groupby(ordered, key=lambda each: each.section):
        if section.title:
            found.append({"type": SECTION, "title": section.title, **_place(before, len(asked))})
        for each in members:
            if is_text(each.question):
                place = _place(before, ends.get(section, len(asked)))
                found.append({"type": DESCRIPTION, "version": each.question.current, **place})
            else:
                before += 1
    return found


def _place(before: int, end: int) -> dict[str, Any]:
    """Above the question that comes next, or below the last one."""
    return {"at": [min(before + 1, end)], "below": before == end}


def _kept_stimuli(asked: Iterable[Asked]) -> list[dict[str, Any]]:
    found = []
    for (_section, key), group in groupby(asked, key=lambda each: (each.section, stimulus_of(each.question))):
        members = list(group)
        starts = [next(page).position for _page, page in groupby(members, key=lambda each: each.page)]
        if key:
            found.append({"type": STIMULUS, "key": key, "at": starts, "through": members[-1].position})
    return found


@lru_cache(maxsize=1_000)
def rendered_text(text: str) -> Rendered:
    return render_lesson(text)


def named_in(texts: Iterable[str]) -> set[tuple[str, str]]:
    """The (kind, key) of the figures, pictures and recordings that texts name."""
    return {(mark.kind, mark.key) for text in texts for mark in rendered_text(text).marks if mark.kind in NAMED}


def media_in(entry: Any) -> Iterable[tuple[str, str]]:
    """The pictures and recordings of a question, or of a text, which is Markdown as in a lesson."""
    if entry.type not in TEXTS:
        return media_of(entry)
    return [(kind, key) for kind, key in named_in([entry.text]) if kind in MEDIA]
