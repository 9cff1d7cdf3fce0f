"""One made-up learner's weeks: reading, quizzes, practice, in sessions on days of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from lessons.models import Course, Lesson
from lessons.services import complete_lesson, record_position
from quizzes.models import Quiz
from quizzes.services import StartRefused
from securityedu.demo import timed_test
from securityedu.demo.people import Ending, Persona
from securityedu.demo.sitting import Student, practise, take

DAYS = 42
CONTENT_AT = Decimal("0.8")  # a share of the points with which people leave a quiz alone
PAUSE = timedelta(minutes=3)


@dataclass(frozen=True)
class Outline:
    """What there is to do in the course, in its order."""

    lessons: Sequence[Lesson]
    passages: dict[int, list[str]]
    quizzes: dict[int, Quiz]
    exams: Sequence[Quiz]
    test: Quiz | None
    test_after: int


def outline_of(course: Course) -> Outline:
    lessons = list(Lesson.objects.listed().filter(course=course).prefetch_related("passages"))
    quizzes = list(Quiz.objects.filter(course=course, listed=True, archived=False))
    return Outline(
        lessons=lessons,
        passages={lesson.pk: [passage.key for passage in lesson.passages.all()] for lesson in lessons},
        quizzes={quiz.lesson_id: quiz for quiz in quizzes if quiz.lesson_id},
        exams=[quiz for quiz in quizzes if not quiz.lesson_id and quiz.key != timed_test.KEY],
        test=next((quiz for quiz in quizzes if quiz.key == timed_test.KEY), None),
        test_after=timed_test.lesson_count(len(lessons)),
    )


def walk(student: Student, persona: Persona, outline: Outline, *, today: datetime) -> None:
    """All that she did before `today` (a midnight), session after session."""
    sessions = list(plan(persona, outline))
    begins = session_times(student, len(sessions), persona.last_seen, today=today)
    walker = Walker(student, persona, outline)
    for (what, subject), begin in zip(sessions, begins, strict=True):
        getattr(walker, what)(subject, begin)
    if begins:
        User.objects.filter(pk=student.user.pk).update(last_login=begins[-1])


def plan(persona: Persona, outline: Outline) -> Iterator[tuple[str, Any]]:
    """What each session is about: the name of one of the walker's methods, and what it is done with."""
    read = outline.lessons[: persona.lessons]
    following = outline.lessons[len(read) : len(read) + 1]
    for number, lesson in enumerate(read, start=1):
        yield "study", lesson
        if number == outline.test_after and persona.tries and persona.ending is not Ending.OVERDUE:
            yield "sit", outline.test
    if following and persona.begins_next:
        yield "begin", following[0]
    if persona.takes_exam:
        yield from (("sit", exam) for exam in outline.exams)
    yield from (("revise", None) for _again in range(persona.tries - 1))
    if persona.ending is Ending.OVERDUE:
        yield "leave", outline.test
    if persona.ending is Ending.OPEN:
        tempting = [lesson for lesson in (*following, *reversed(read)) if lesson.pk in outline.quizzes]
        yield "read_and_leave", tempting[0]


def session_times(student: Student, count: int, last_seen: range, *, today: datetime) -> list[datetime]:
    """Mornings to evenings of as many different days, oldest first; the last of them was seen `last_seen` days ago."""
    if not count:
        return []
    last = student.chance.choice(last_seen)
    days = [*sorted(student.chance.sample(range(last + 1, DAYS - 1), count - 1), reverse=True), last]
    return [today - timedelta(days=day) + time_of_day(student) for day in days]


def time_of_day(student: Student) -> timedelta:
    return timedelta(hours=student.chance.randint(9, 19), seconds=student.chance.randrange(3600))


class Walker:
    """The sessions of one learner. Each method takes what the session is about and when it begins."""

    def __init__(self, student: Student, persona: Persona, outline: Outline) -> None:
        self.student, self.persona, self.outline = student, persona, outline
        self.to_repeat: list[Quiz] = []

    def study(self, lesson: Lesson, begin: datetime) -> None:
        """What went badly last time, then a lesson to its end, and its quiz."""
        end = self.read(lesson, self.revise(None, begin))
        self.sit(self.outline.quizzes.get(lesson.pk), end + PAUSE)

    def read(self, lesson: Lesson, begin: datetime) -> datetime:
        self.begin(lesson, begin)
        end = begin + timedelta(minutes=lesson.minutes * self.student.chance.uniform(0.7, 1.6))
        if passages := self.outline.passages[lesson.pk]:
            record_position(user=self.student.user, lesson=lesson, passage=passages[-1], now=end)
        complete_lesson(user=self.student.user, lesson=lesson, now=end)
        return end

    def begin(self, lesson: Lesson, begin: datetime) -> None:
        """Somewhere in the first half of a lesson."""
        passages = self.outline.passages[lesson.pk]
        early = passages[: (len(passages) + 1) // 2]
        passage = self.student.chance.choice(early) if early else ""
        record_position(user=self.student.user, lesson=lesson, passage=passage, now=begin + PAUSE)

    def sit(self, quiz: Quiz | None, begin: datetime) -> datetime:
        """One attempt, if the rules of the quiz allow it; she repeats it another day when she isn't content."""
        if quiz is None or not self.persona.tries:
            return begin
        try:
            attempt = take(self.student, quiz, begin=begin)
        except StartRefused:
            return begin
        if attempt.number < self.persona.tries and attempt.score < CONTENT_AT * attempt.max_score:
            self.to_repeat.append(quiz)
        return attempt.finished_at + PAUSE

    def revise(self, _subject: None, begin: datetime) -> datetime:
        """The quizzes that went badly once more; some practise what they missed first."""
        again, self.to_repeat = self.to_repeat, []
        for quiz in again:
            begin = self.sit(quiz, self.practise(quiz, begin))
        return begin

    def practise(self, quiz: Quiz, begin: datetime) -> datetime:
        if not self.persona.practises:
            return begin
        try:
            return practise(self.student, quiz, begin=begin).finished_at + PAUSE
        except StartRefused:
            return begin

    def leave(self, quiz: Quiz | None, begin: datetime) -> None:
        if quiz:
            take(self.student, quiz, begin=begin, leaves=True)

    def read_and_leave(self, lesson: Lesson, begin: datetime) -> None:
        self.leave(self.outline.quizzes[lesson.pk], self.read(lesson, begin) + PAUSE)
