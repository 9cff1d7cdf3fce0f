"""One made-up learner and one attempt of hers, through the services that pages use."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from quizzes import services
from quizzes.drawing import content_of
from quizzes.models import Answer, Attempt, Quiz
from quizzes.question_types import type_of
from quizzes.saving import Entry
from securityedu.demo.answering import answer, item_of

PRACTICE, GRADED = Attempt.Kind.PRACTICE, Attempt.Kind.GRADED
# What a learner gains, on the scale of ability.
BY_READING, BY_EACH_TRY, BY_HAVING_SEEN_IT = 0.5, 0.4, 0.9
CLIENT = "demo"


@dataclass
class Student:
    """What decides how somebody answers. `chance` is hers alone: nobody's luck depends on others."""

    user: User
    seed: str
    chance: Random = field(init=False)
    ability: float = field(init=False)
    haste: float = field(init=False)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = Random(f"{self.seed} {self.user.username}")
        self.ability = self.chance.gauss(0.3, 0.9)
        self.haste = self.chance.uniform(0.01, 0.08)

    def respond(self, content: Any, gain: float) -> tuple[Any, bool]:
        """A stored response, or None, and whether she marks the question to come back to it."""
        gain += BY_HAVING_SEEN_IT if content.key in self.seen else 0
        likely = item_of(content, self.seed).chance_to_be_right(self.ability + gain)
        right, skips, doubts = (self.chance.random() < edge for edge in (likely, self.haste, 0.25))
        self.seen.add(content.key)
        return None if skips else answer(content, right=right, chance=self.chance), doubts and 0.3 < likely < 0.6


def take(student: Student, quiz: Quiz, *, begin: datetime, leaves: bool = False) -> Attempt:
    """A graded attempt; `leaves` after half of it, without handing it in. Raises StartRefused, as for anybody."""
    attempt = start(student, quiz, GRADED, begin)
    entries = fill_in(student, attempt, gain=BY_READING + BY_EACH_TRY * (attempt.number - 1))
    half = (len(entries) + 1) // 2
    services.save_answers(attempt_id=attempt.pk, client=CLIENT, entries=entries[:half], now=entries[half - 1].typed_at)
    if leaves:
        return attempt
    end = entries[-1].typed_at + timedelta(seconds=5)
    return services.submit_attempt(attempt_id=attempt.pk, client=CLIENT, entries=entries[half:], now=end).attempt


def practise(student: Student, quiz: Quiz, *, begin: datetime) -> Attempt:
    """What she missed, again, one check after the other. Raises StartRefused when she missed nothing."""
    attempt = start(student, quiz, PRACTICE, begin, missed=True)
    entries = fill_in(student, attempt, gain=BY_READING)
    for entry in entries:
        services.check_answer(
            attempt_id=attempt.pk, position=entry.position, client=CLIENT, entries=[entry], now=entry.typed_at
        )
    end = entries[-1].typed_at + timedelta(seconds=5)
    return services.submit_attempt(attempt_id=attempt.pk, now=end).attempt


def start(student: Student, quiz: Quiz, kind: str, begin: datetime, *, missed: bool = False) -> Attempt:
    seed = f"{student.chance.getrandbits(128):032x}"
    attempt, _new = services.start_attempt(quiz=quiz, user=student.user, kind=kind, now=begin, missed=missed, seed=seed)
    return attempt


def fill_in(student: Student, attempt: Attempt, *, gain: float) -> list[Entry]:
    """What her page would send, question by question, each typed some time after the one before."""
    answers = list(attempt.answers.select_related("version"))
    typed_at, entries = attempt.started_at, []
    for each in answers:
        typed_at += time_for_one(student, attempt, len(answers))
        entries.append(entry_for(student, attempt, each, typed_at, gain))
    return entries


def time_for_one(student: Student, attempt: Attempt, count: int) -> timedelta:
    """Under a minute and a half, and never so long that the time is over before the last question."""
    longest = 90.0
    if attempt.deadline:
        longest = min(longest, (attempt.deadline - attempt.started_at).total_seconds() / (count + 1))
    return timedelta(seconds=int(student.chance.uniform(0.2, 1) * longest))


def entry_for(student: Student, attempt: Attempt, each: Answer, typed_at: datetime, gain: float) -> Entry:
    content = content_of(each)
    stored, flagged = student.respond(content, gain)
    response = type_of(content).to_page(stored, services.key_map(attempt, each).to_page)
    return Entry(each.position, sequence=1, typed_at=typed_at, response=response, flagged=flagged)
