"""What the demo's instructor adds to the course: a test with a time limit and two attempts.

It is saved as an editor saves it, so that the admin's history has something to show.
"""

from datetime import datetime

from accounts.models import User
from lessons.course_files import Entry, Located
from lessons.models import Course, Lesson
from lessons.schema import CourseEntry
from lessons.services import save_object
from quizzes.models import Question
from quizzes.schema import QuizEntry
from securityedu.courses import STORES, store_of

KEY = "timed-test"
EACH = 3


def lesson_count(lessons: int) -> int:
    """It stands after the first third of the course."""
    return max(1, lessons // 3)


def add_timed_test(course: Course, *, by: User, now: datetime) -> None:
    """Does nothing where it stands already, or where the bank has no questions for it."""
    listed = list(Lesson.objects.listed().filter(course=course).values_list("key", flat=True))
    asked = listed[: lesson_count(len(listed))]
    slots = [slot for key in asked if (slot := slot_for(course, key))]
    if not slots or course.quiz_set.filter(key=KEY).exists():
        return
    save(course, "quiz", KEY, QuizEntry.model_validate(SETTINGS | {"slots": slots}), by=by, now=now)
    entry: CourseEntry = store_of("course").collect(course)["course"].entry
    contents = placed([item.model_dump(exclude_none=True) for item in entry.contents], asked[-1])
    changed = CourseEntry.model_validate(entry.model_dump() | {"contents": contents})
    save(course, "course", "course", changed, by=by, now=now)


SETTINGS = {
    "title": "Timed test: the first lessons",
    "introduction": "A short test of what the first lessons have in common. There are two attempts of 15 minutes each.",
    "attempts": 2,
    "pass_percent": 60,
    "time_limit_minutes": 15,
    "questions_per_page": EACH,
    "shuffle_questions": True,
    "practice": False,
}


def slot_for(course: Course, lesson: str) -> dict | None:
    there = Question.objects.filter(course=course, lesson__key=lesson, use="quiz", archived=False).count()
    return {"draw": {"lesson": lesson}, "count": min(EACH, there)} if there else None


def placed(contents: list[dict], lesson: str) -> list[dict]:
    """The course's order with the test before what follows the lesson and its quizzes."""
    after = contents.index({"lesson": lesson}) + 1
    place = next((index for index in range(after, len(contents)) if "lesson" in contents[index]), len(contents))
    return [*contents[:place], {"quiz": KEY}, *contents[place:]]


def save(course: Course, kind: str, key: str, entry: Entry, *, by: User, now: datetime) -> None:
    located = Located(entry, key, 1, 0)
    save_object(course, store_of(kind), key, located, stores=STORES, now=now, by=by)
