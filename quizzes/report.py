"""What a course covers, for its authors: objectives × questions × types, and what wants another look. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lessons import readability
from lessons.checking import MEDIA, Texts, unused_passages
from lessons.course_files import Folder
from lessons.rich import plain_rich
from quizzes.question_types.multiple_response import worth_of_all
from quizzes.question_types.texts import TEXTS


@dataclass(frozen=True)
class Level:
    """How hard a lesson is to read."""

    lesson: str
    words: int
    words_per_sentence: float
    lix: float


@dataclass(frozen=True)
class KeyPatterns:
    """Whether single choice questions give their key away to somebody who only looks at form.

    `longest` of `questions` have the key as their longest choice, `shortest` as their shortest; by chance it would be
    `expected` each. `positions` counts where the key stands in the file.
    """

    questions: int
    longest: int
    shortest: int
    expected: float
    positions: Counter[int]


@dataclass(frozen=True)
class Demand:
    """How many of a lesson's questions ask for more than recall: to compare, classify or apply."""

    lesson: str
    questions: int
    beyond_recall: int


@dataclass(frozen=True)
class Report:
    blueprint: list[tuple[str, str, Counter[str]]]
    demands: list[Demand]
    overdue: list[str]
    unasked: list[str]
    unshown: list[str]
    praise: list[str]
    uncited: list[str]
    levels: list[Level]
    keys: KeyPatterns
    generous: list[str]


def report(folder: Folder, texts: Texts, today: date) -> Report:
    bank = {key: located.entry for key, located in folder.of_kind("question").items()}
    questions = {key: entry for key, entry in bank.items() if entry.type not in TEXTS and not entry.draft}
    referred = [reference for question in questions.values() for reference in question.evidence]
    lessons = texts.lessons.items()
    return Report(
        blueprint=list(_blueprint(folder)),
        demands=[_demand(folder, lesson) for lesson in folder.of_kind("lesson")],
        overdue=sorted(key for key, each in questions.items() if each.review_by and each.review_by < today),
        unasked=unused_passages(texts, referred),
        unshown=sorted(key for kind in MEDIA for key in folder.of_kind(kind) if (kind, key) not in texts.media),
        praise=[f"{key}: {', '.join(found)}" for key, each in lessons if (found := readability.praise(each.text))],
        uncited=[f"{key}: {sentence}" for key, each in lessons for sentence in readability.uncited(each.html)],
        levels=[_level(key, each.html, each.text) for key, each in lessons],
        keys=key_patterns(questions.values()),
        generous=generous(questions),
    )


def _level(lesson: str, html: str, text: str) -> Level:
    return Level(lesson, len(text.split()), readability.words_per_sentence(html), readability.lix(html))


def _blueprint(folder: Folder) -> Iterator[tuple[str, str, Counter[str]]]:
    """(lesson, objective, questions by type) in the order of the lessons' objectives."""
    for lesson, located in folder.of_kind("lesson").items():
        for objective in located.entry.objectives:
            types = Counter(
                each.entry.type
                for each in folder.of_kind("question").values()
                if each.parent == lesson and each.entry.objective == objective.key
            )
            yield lesson, objective.key, types


def _demand(folder: Folder, lesson: str) -> Demand:
    bank = [each.entry for each in folder.of_kind("question").values() if each.parent == lesson]
    asks = [each.asks for each in bank if each.type not in TEXTS]
    return Demand(lesson, len(asks), len(asks) - asks.count("recall"))


def generous(questions: Mapping[str, Any]) -> list[str]:
    """Multiple response questions that give something to somebody who ticks everything."""
    found = {key: each for key, each in questions.items() if each.type == "multiple_response"}
    return [f"{key} ({worth:.2f})" for key, each in sorted(found.items()) if (worth := worth_of_all(each)) > 0]


def key_patterns(questions: Any) -> KeyPatterns:
    """Length and place of the keys of all single choice questions."""
    single = [question for question in questions if question.type == "single_choice"]
    positions: Counter[int] = Counter()
    longest = shortest = 0
    for question in single:
        lengths = [len(plain_rich(choice.text)) for choice in question.choices]
        key = next(index for index, choice in enumerate(question.choices) if choice.is_key)
        positions[key + 1] += 1
        longest += _stands_out(lengths, key, max(lengths))
        shortest += _stands_out(lengths, key, min(lengths))
    expected = sum(1 / len(question.choices) for question in single)
    return KeyPatterns(len(single), longest, shortest, expected, positions)


def _stands_out(lengths: list[int], key: int, extreme: int) -> bool:
    return lengths[key] == extreme and lengths.count(extreme) == 1
