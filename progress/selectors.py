"""What one learner has done and what comes next: reads the apps below, keeps nothing of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lessons.models import Course, Lesson
from lessons.selectors import next_to_read, with_progress
from progress.charts import Share, shares
from quizzes.beliefs import Belief, beliefs_of
from quizzes.overview import AttemptLine, QuizOverview, quiz_overview
from quizzes.selectors import missed_counts, newest_answers, quizzes_with_attempts

NEWEST = 3


@dataclass(frozen=True)
class QuizProgress:
    overview: QuizOverview
    missed: int

    @property
    def newest(self) -> Sequence[AttemptLine]:
        return self.overview.lines[: -NEWEST - 1 : -1]

    @property
    def older(self) -> Sequence[AttemptLine]:
        return self.overview.lines[-NEWEST - 1 :: -1] if len(self.overview.lines) > NEWEST else []


@dataclass(frozen=True)
class CourseProgress:
    """One course on the dashboard.

    `next_step` is (kind, object): what to do now. `known` has the lessons whose questions were answered, `beliefs` are
    misconceptions that the answers show.
    """

    course: Course
    lessons: Sequence[Lesson]
    quizzes: Sequence[QuizProgress]
    completed: int
    next_step: tuple[str, Any]
    known: Sequence[tuple[Lesson, Share]]
    beliefs: Sequence[Belief] = ()

    @property
    def taken(self) -> list[QuizProgress]:
        return [quiz for quiz in self.quizzes if quiz.overview.lines]

    @property
    def untaken(self) -> list[QuizProgress]:
        return [quiz for quiz in self.quizzes if not quiz.overview.lines]


def dashboard(user: Any, *, now: datetime) -> list[CourseProgress]:
    """Every visible course with this learner's lessons and quizzes: six queries, however many there are, and three more
    for misconceptions if any are held.
    """
    lessons = _by_course(lessons_with_progress(user))
    missed, known = missed_counts(user), shares(newest_answers(user))
    quizzes: dict[int, list[QuizProgress]] = {}
    for quiz in quizzes_with_attempts(user):
        overview = quiz_overview(quiz, quiz.attempts_of_user, now=now)
        quizzes.setdefault(quiz.course_id, []).append(QuizProgress(overview, missed.get(quiz.pk, 0)))
    courses, beliefs = Course.objects.visible_to(user).published(), beliefs_of(user, now=now)
    return [
        course_progress(
            course, lessons.get(course.pk, []), quizzes.get(course.pk, []), known, beliefs.get(course.pk, [])
        )
        for course in courses
    ]


def lessons_with_progress(user: Any) -> list[Lesson]:
    return list(with_progress(Lesson.objects.visible_to(user).listed().select_related("course"), user))


def _by_course(lessons: Sequence[Lesson]) -> dict[int, list[Lesson]]:
    found: dict[int, list[Lesson]] = {}
    for lesson in lessons:
        found.setdefault(lesson.course_id, []).append(lesson)
    return found


def course_progress(
    course: Course,
    lessons: Sequence[Any],
    quizzes: Sequence[QuizProgress],
    known: Mapping[int, Share],
    beliefs: Sequence[Belief],
) -> CourseProgress:
    return CourseProgress(
        course=course,
        lessons=lessons,
        quizzes=quizzes,
        completed=sum(lesson.completed_at is not None for lesson in lessons),
        next_step=next_step(list(lessons), quizzes),
        known=[(lesson, known[lesson.pk]) for lesson in lessons if lesson.pk in known],
        beliefs=beliefs,
    )


def next_step(lessons: list[Any], quizzes: Sequence[QuizProgress]) -> tuple[str, Any]:
    """One thing to do now: an attempt in progress, a lesson, a quiz not taken, missed questions, or nothing."""
    overviews = [quiz.overview for quiz in quizzes]
    read = {lesson.pk for lesson in lessons if lesson.completed_at}
    if attempt := next((o.open_graded for o in overviews if o.open_graded), None):
        return "attempt", attempt
    untaken = [o for o in overviews if o.result is None and o.refusal is None]
    if quiz := next((o.quiz for o in untaken if o.quiz.lesson_id in read), None):
        return "quiz", quiz
    if lesson := next_to_read(lessons):
        return "lesson", lesson
    if untaken:
        return "quiz", untaken[0].quiz
    if missed := next((quiz.overview.quiz for quiz in quizzes if quiz.missed), None):
        return "missed", missed
    return "done", None
