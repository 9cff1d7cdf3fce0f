"""What quizzes/<quiz>.yaml may say (docs/course-format.md): settings, presets, slots, what contradicts what. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from ipaddress import ip_network
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from lessons.course_files import Entry, Key, Moment, NonEmpty, Text, Title
from quizzes.behaviours import BEHAVIOURS
from quizzes.policies import Aspect
from quizzes.question_types import RECIPES, TYPES
from quizzes.question_types.base import QuestionEntry

Points = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Minutes = Annotated[int, Field(ge=0, le=10_000)]
Network = Annotated[str, AfterValidator(lambda text: str(ip_network(text, strict=False)))]

SCORE_ALONE = ["maximum", "score", "overall"]
# Each sets everything that makes it what it is; what a file says besides wins.
PRESETS: Mapping[str, Mapping[str, Any]] = {
    "practice": {"graded": False, "practice": True, "behaviour": "interactive", "redo": True, "reveal": "at_once"},
    "homework": {
        "graded": True,
        "practice": True,
        "attempts": 3,
        "counting": "best",
        "behaviour": "deferred",
        "shuffle_choices": True,
        "reveal": "when_finished",
        "pass_percent": 60,
    },
    "exam": {
        "graded": True,
        "practice": False,
        "attempts": 1,
        "behaviour": "deferred",
        "time_limit_minutes": 60,
        "at_end": "submit",
        "questions_per_page": 5,
        "shuffle_questions": True,
        "shuffle_choices": True,
        "reveal": "never",
        "review": {"just_after": SCORE_ALONE, "later": SCORE_ALONE},
        "pass_percent": 60,
    },
}


class DrawEntry(Entry):
    lesson: Key
    objective: Key | None = None
    use: Literal["quiz", "exam", "check"] = "quiz"
    type: Literal[(*TYPES, *RECIPES)] | None = None  # type: ignore[valid-type]
    tag: Key | None = None
    difficulty: Literal["easy", "medium", "hard"] | None = None

    def takes(self, question: QuestionEntry) -> bool:
        """Whether a question of the lesson is one of those that are drawn from."""
        if question.draft or question.use != self.use or (self.tag and self.tag not in question.tags):
            return False
        return all(
            getattr(self, name) in (None, getattr(question, name)) for name in ("objective", "type", "difficulty")
        )


class SectionEntry(Entry):
    """Begins with its slot and goes on to the next one that has a section."""

    title: Title
    shuffle: bool | None = None
    new_page: bool = False


class SlotEntry(Entry):
    section: SectionEntry | None = None
    question: Key | None = None
    version: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    draw: DrawEntry | None = None
    count: Annotated[int, Field(ge=1, le=200)] = 1
    points: Points = Decimal(1)
    needs_previous: bool = False

    @model_validator(mode="after")
    def _question_or_draw(self) -> "SlotEntry":
        if (self.question is None) == (self.draw is None):
            raise ValueError("a slot has a 'question' or a 'draw'")
        if self.question and self.count != 1:
            raise ValueError("only a draw has a 'count'")
        if self.version and not self.question:
            raise ValueError("only a slot with a 'question' has a 'version'")
        return self


class BandEntry(Entry):
    """What somebody reads who got at least this many per cent."""

    at_least: Percent
    text: NonEmpty


class ReviewEntry(Entry):
    """The review matrix: what may be seen when. A time that is left out shows everything."""

    during: tuple[Aspect, ...] | None = None
    just_after: tuple[Aspect, ...] | None = None
    later: tuple[Aspect, ...] | None = None
    closed: tuple[Aspect, ...] | None = None

    def times(self) -> dict[str, tuple[Aspect, ...]]:
        return {name: shown for name in type(self).model_fields if (shown := getattr(self, name)) is not None}


class QuizEntry(Entry):
    tail: ClassVar[tuple[str, ...]] = ("slots",)

    title: Title
    preset: Literal[tuple(PRESETS)] | None = None  # type: ignore[valid-type]
    lesson: Key | None = None
    introduction: Text = ""
    graded: bool = True
    attempts: Annotated[int, Field(ge=0, le=1000)] = 0
    delay_minutes: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    builds_on_last: bool = False
    counting: Literal["best", "last", "first", "average"] = "best"
    pass_percent: Percent = Decimal(0)
    decimal_places: Annotated[int, Field(ge=0, le=5)] = 2
    bands: Annotated[tuple[BandEntry, ...], Field(max_length=20)] = ()
    time_limit_minutes: Minutes = 0
    at_end: Literal["submit", "grace", "abandon"] = "submit"
    grace_minutes: Minutes = 0
    questions_per_page: Annotated[int, Field(ge=0, le=200)] = 0
    sequential: bool = False
    shuffle_questions: bool = False
    shuffle_choices: bool = True
    behaviour: Literal[tuple(BEHAVIOURS)] = "deferred"  # type: ignore[valid-type]
    redo: bool = False
    practice: bool = True
    reveal: Literal["at_once", "when_finished", "after_close", "never"] = "when_finished"
    review: ReviewEntry = ReviewEntry()
    password: Annotated[Text, Field(max_length=100)] = ""
    networks: Annotated[tuple[Network, ...], Field(max_length=100)] = ()
    opens_at: Moment | None = None
    due_at: Moment | None = None
    closes_at: Moment | None = None
    slots: Annotated[tuple[SlotEntry, ...], Field(min_length=1, max_length=500)]

    @property
    def size(self) -> int:
        """How many questions an attempt has."""
        return sum(slot.count for slot in self.slots)

    @model_validator(mode="after")
    def _settings_agree(self) -> "QuizEntry":
        if found := next(contradictions(self), None):
            raise ValueError(found)
        return self


def with_preset(data: dict[str, Any]) -> dict[str, Any]:
    """`preset: exam` stands for settings: they are taken over, and the word itself is not kept."""
    preset = PRESETS.get(str(data.get("preset")))
    if preset is None:
        return data
    return {**preset, **{name: value for name, value in data.items() if name != "preset"}}


# --- what contradicts what -------------------------------------------------------------------------------------------


def contradictions(quiz: QuizEntry) -> Iterator[str]:
    """A sentence for each pair of settings that can't both hold."""
    for is_wrong, sentence in CONTRADICTIONS:
        if is_wrong(quiz):
            yield sentence
    yield from _asked_twice(quiz)
    yield from _only_for_graded(quiz)
    yield from _review(quiz)


def _after(first: datetime | None, second: datetime | None) -> bool:
    return first is not None and second is not None and first >= second


def _has_checks(quiz: QuizEntry) -> bool:
    return BEHAVIOURS[quiz.behaviour].checks


def _can_end(quiz: QuizEntry) -> bool:
    return bool(quiz.time_limit_minutes or quiz.closes_at)


def _asked_twice(quiz: QuizEntry) -> Iterator[str]:
    numbers: dict[str, list[int]] = {}
    for number, slot in enumerate(quiz.slots, start=1):
        if slot.question:
            numbers.setdefault(slot.question, []).append(number)
    for question, found in numbers.items():
        if len(found) > 1:
            yield f"slots {in_words(found)} hold the same question, '{question}'"


def in_words(numbers: Sequence[int]) -> str:
    """1, 2 and 5"""
    *others, last = map(str, numbers)
    return f"{', '.join(others)} and {last}" if others else last


def _has_pages(quiz: QuizEntry) -> bool:
    return bool(quiz.questions_per_page) or any(slot.section and slot.section.new_page for slot in quiz.slots[1:])


def _waits_for_any(quiz: QuizEntry) -> bool:
    """Whether a slot needs the one before it, and chance says which that is."""
    shuffled, now = [], quiz.shuffle_questions
    for slot in quiz.slots:
        if slot.section:
            now = quiz.shuffle_questions if slot.section.shuffle is None else slot.section.shuffle
        shuffled.append(now)
    pairs = zip(pairwise(shuffled), quiz.slots[1:], strict=True)
    return any(slot.needs_previous and any(pair) for pair, slot in pairs)


def _bands_fall(quiz: QuizEntry) -> bool:
    return all(higher.at_least > lower.at_least for higher, lower in pairwise(quiz.bands))


CONTRADICTIONS: tuple[tuple[Callable[[QuizEntry], bool], str], ...] = (
    (lambda quiz: _after(quiz.opens_at, quiz.closes_at), "'opens_at' must be before 'closes_at'"),
    (lambda quiz: _after(quiz.opens_at, quiz.due_at), "'opens_at' must be before 'due_at'"),
    (
        lambda quiz: quiz.due_at != quiz.closes_at and _after(quiz.due_at, quiz.closes_at),
        "'due_at' must not be after 'closes_at'",
    ),
    (lambda quiz: not quiz.graded and not quiz.practice, "a quiz is graded, or for practice, or both"),
    (lambda quiz: quiz.reveal == "after_close" and not quiz.closes_at, "'reveal: after_close' needs 'closes_at'"),
    (
        lambda quiz: quiz.at_end != "submit" and not _can_end(quiz),
        "'at_end' needs 'time_limit_minutes' or 'closes_at': without them an attempt has no end",
    ),
    (
        lambda quiz: (quiz.at_end == "grace") != bool(quiz.grace_minutes),
        "'at_end: grace' and 'grace_minutes' need each other",
    ),
    (lambda quiz: bool(quiz.delay_minutes) and quiz.attempts == 1, "'delay_minutes' needs more than one of 'attempts'"),
    (lambda quiz: quiz.builds_on_last and quiz.attempts == 1, "'builds_on_last' needs more than one of 'attempts'"),
    (
        lambda quiz: quiz.sequential and not _has_pages(quiz),
        "'sequential' needs 'questions_per_page', or a section with 'new_page': all questions stand on one page",
    ),
    (
        lambda quiz: quiz.redo and not BEHAVIOURS[quiz.behaviour].final,
        "'redo' needs a 'behaviour' in which a checked answer stands: 'immediate' or 'interactive'",
    ),
    (
        lambda quiz: quiz.redo and quiz.graded and quiz.reveal == "at_once",
        "'redo' in a graded quiz would give points for what 'reveal: at_once' has just shown",
    ),
    (
        lambda quiz: quiz.graded and quiz.practice and quiz.reveal in ("after_close", "never"),
        "'practice' shows right answers that 'reveal' keeps back: set 'practice: false', or another 'reveal'",
    ),
    (
        lambda quiz: any(slot.needs_previous for slot in quiz.slots) and not BEHAVIOURS[quiz.behaviour].final,
        "'needs_previous' needs a 'behaviour' in which a checked answer stands: 'immediate' or 'interactive'",
    ),
    (
        lambda quiz: _waits_for_any(quiz),
        "'needs_previous' and 'shuffle_questions', or the 'shuffle' of a section, contradict each other",
    ),
    (
        lambda quiz: quiz.slots[0].section is not None and quiz.slots[0].section.new_page,
        "the first section begins the first page: leave 'new_page' out",
    ),
    (lambda quiz: quiz.slots[0].needs_previous, "the first slot has no previous one: leave 'needs_previous' out"),
    (lambda quiz: not _bands_fall(quiz), "'bands' go from the highest 'at_least' to the lowest"),
)


def _only_for_graded(quiz: QuizEntry) -> Iterator[str]:
    names = (
        "attempts",
        "delay_minutes",
        "builds_on_last",
        "pass_percent",
        "time_limit_minutes",
        "password",
        "networks",
    )
    for name in names if not quiz.graded else ():
        if getattr(quiz, name):
            yield f"'{name}' is for graded attempts, and 'graded: false' says that there are none"


def _review(quiz: QuizEntry) -> Iterator[str]:
    times = quiz.review.times()
    if "during" in times and not _has_checks(quiz):
        yield f"'review: during' needs a 'behaviour' with checks: '{quiz.behaviour}' grades nothing before the end"
    if "closed" in times and not quiz.closes_at:
        yield "'review: closed' needs 'closes_at'"
    for name, shown in times.items():
        if "score" in shown and "maximum" not in shown:
            yield f"'review: {name}' shows 'score' without 'maximum'"
        if "attempt" not in shown and {"correctness", "feedback", "explanation", "right_answer"} & set(shown):
            yield f"'review: {name}' shows what belongs to answers without 'attempt', the answers themselves"
