"""How questions and texts follow each other in an attempt, and what of the texts is kept with it. Pure.

Questions of one stimulus are a block: they stand together, move together when a quiz is shuffled, and share a page when
it is long enough. A description stays where its slot puts it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from lessons.checking import MEDIA, media_of
from lessons.markup import Rendered, render_lesson
from quizzes import drawing
from quizzes.question_types.texts import DESCRIPTION, STIMULUS, TEXTS

# What a text may name; all else belongs to lessons.
NAMED = ("figure", "picture", "recording")

# A question's row (its type and its current content are what counts here) and its slot.
Drawn = tuple[Any, Any]


def is_text(question: Any) -> bool:
    return question.type in TEXTS


def stimulus_of(question: Any) -> str:
    """The key of the stimulus that it is about; "" for none."""
    return str(question.current.content.get("stimulus") or "")


def block_of(question: Any) -> str:
    stimulus = stimulus_of(question)
    return f"stimulus {stimulus}" if stimulus else str(question.key)


def in_order(drawn: Sequence[Drawn], seed: str, *, shuffled: bool) -> list[Drawn]:
    """What was drawn as an attempt shows it. A description has as many questions before it as in its quiz, or so many
    fewer that no block is torn apart."""
    questions = [each for each in drawn if not is_text(each[0])]
    blocks: dict[str, list[Drawn]] = {}
    for each in questions:
        blocks.setdefault(block_of(each[0]), []).append(each)
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
        if is_text(each[0]):
            found.append((count, each))
        else:
            count += 1
    return found


def pages(questions: Iterable[Any], per_page: int) -> list[int]:
    """The page of each question. A block that fits into a page is not spread over two; 0 puts all on one."""
    page, used, found = 1, 0, []
    for _block, members in groupby(questions, key=block_of):
        size = len(list(members))
        if per_page and used and size <= per_page < used + size:
            page, used = page + 1, 0
        for _member in range(size):
            if per_page and used == per_page:
                page, used = page + 1, 0
            found.append(page)
            used += 1
    return found


# --- what is kept of the texts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A question at its position of an attempt, and on its page."""

    question: Any
    slot: Any
    position: int
    page: int


def placed(ordered: Sequence[Drawn], per_page: int) -> list[Asked]:
    asked = [each for each in ordered if not is_text(each[0])]
    on_page = pages([question for question, _slot in asked], per_page)
    return [Asked(*each, position, page) for position, (each, page) in enumerate(zip(asked, on_page, strict=True), 1)]


def kept_texts(
    ordered: Sequence[Drawn], asked: Sequence[Asked], stimuli: Mapping[str, Any], figures: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What `Attempt.texts` holds: each text with its figures, pictures and recordings, as they are now, and where it
    stands.

    `at` are the positions of the questions above which it is shown (a stimulus again on each page), `through` is the
    last that it is about; `below` puts it beneath that one. `stimuli` are their current versions by key.
    """
    found = [
        *_kept_descriptions(ordered, len(asked)),
        *(each for each in _kept_stimuli(asked) if each["key"] in stimuli),
    ]
    for text in found:
        version = text.pop("version", None) or stimuli[text.pop("key")]
        text["text"], text["pictures"] = version.content["text"], version.pictures
        named = rendered_text(text["text"]).keys_of("figure")
        text["figures"] = {key: figures[key] for key in named if key in figures}
    return found


def _kept_descriptions(ordered: Sequence[Drawn], count: int) -> list[dict[str, Any]]:
    return [
        {
            "type": DESCRIPTION,
            "version": question.current,
            "at": [min(before + 1, count)],
            "below": before == count,
        }
        for before, (question, _slot) in _descriptions(ordered)
    ]


def _kept_stimuli(asked: Iterable[Asked]) -> list[dict[str, Any]]:
    found = []
    for key, group in groupby(asked, key=lambda each: stimulus_of(each.question)):
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
