"""Slots that name a version of their question."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from lessons.course_files import parse_one
from lessons.merge import Change
from lessons.services import CourseInvalid
from quizzes.models import Question, Quiz
from quizzes.schema import QUIZ as QUIZ_KIND
from quizzes.services import start_attempt
from securityedu.courses import problems_with
from tests.factories import LessonFactory, QuestionFactory, QuizFactory, SlotFactory, UserFactory
from tests.lessons.helpers import changed
from tests.quizzes.services.helpers import all_true, edit, quiz_of, start, submit
from tests.samples import load_sample

pytestmark = pytest.mark.django_db
BANK, QUIZ = "questions/first.yaml", "quizzes/first-quiz.yaml"
NEW = changed(BANK, "explanation: Five times.", "explanation: Five.")
PINNED = changed(QUIZ, "- question: zzshort\n", "- question: zzshort\n  version: 1\n")


def asked(quiz, **changes) -> list[int]:
    """The versions that a new attempt of somebody gets."""
    attempt, _new = start_attempt(
        **{"quiz": quiz, "user": UserFactory(), "kind": "graded", "now": timezone.now()} | changes
    )
    return list(attempt.answers.values_list("version__number", flat=True))


def pinned_quiz() -> Quiz:
    """Of three questions that have two versions each; the second one stands with its first."""
    quiz = quiz_of(3)
    for slot in quiz.slots.all():
        edit(slot.question, prompt="Again?")
    slot = quiz.slots.get(position=1)
    slot.version = slot.question.versions.get(number=1)
    slot.save()
    return quiz


def test_attempt_gets_the_version_that_its_slot_names_and_else_the_newest():
    assert asked(pinned_quiz()) == [2, 1, 2]


def test_version_stays_as_the_question_goes_on():
    quiz = pinned_quiz()
    for slot in quiz.slots.all():
        edit(slot.question, prompt="And again?")
    assert asked(quiz) == [3, 1, 3]


def test_practice_of_what_was_missed_asks_the_version_of_the_quiz():
    quiz, user = pinned_quiz(), UserFactory()
    attempt = start(quiz, user)
    submit(attempt, *all_true(attempt)[:1])
    assert sorted(asked(quiz, user=user, kind="practice", missed=True)) == [1, 2]


def test_version_of_another_type_is_asked_as_it_was():
    """A recipe draws when the attempt starts; what it was before it became one has nothing to draw."""
    quiz = QuizFactory()
    question = QuestionFactory(lesson=LessonFactory(course=quiz.course))
    SlotFactory(quiz=quiz, question=question, version=question.current)
    edit(question, type="random_matching", count=3)
    Question.objects.update(type="random_matching")
    assert asked(quiz) == [1]


def test_draw_has_no_version():
    question = QuestionFactory()
    with pytest.raises(IntegrityError):
        SlotFactory(draw_lesson=question.lesson, version=question.current)


# --- files -----------------------------------------------------------------------------------------------------------


def test_version_is_loaded_dumped_and_loaded_again_without_a_change(course, tmp_path):
    load_sample(tmp_path, NEW)
    plan = load_sample(tmp_path, NEW | PINNED)
    assert plan.of(Change.TAKE) == [("quiz", "first-quiz")]
    slot = course.quiz_set.get(key="first-quiz").slots.get(question__key="zzshort")
    assert (slot.version.number, slot.question.current.number) == (1, 2)
    assert set(load_sample(tmp_path, NEW | PINNED).changes.values()) == {Change.KEEP}


def test_version_that_the_site_does_not_have_is_refused(tmp_path):
    changes = changed(QUIZ, "- question: zzshort\n", "- question: zzshort\n  version: 2\n")
    with pytest.raises(CourseInvalid) as caught:
        load_sample(tmp_path, changes)
    assert [str(problem) for problem in caught.value.problems] == [
        f"{QUIZ}:1: slot 4: question 'zzshort' has no version 2 on this site"
    ]
    assert Quiz.objects.count() == 0


@pytest.mark.parametrize(
    ("version", "problems"), [(1, []), (2, ["slot 1: question 'zzshort' has no version 2 on this site"])]
)
def test_editor_checks_the_version_against_the_site(course, version, problems):
    text = f"title: T\nslots:\n- question: zzshort\n  version: {version}\n"
    located, found = parse_one(QUIZ_KIND, text, "new")
    assert found == []
    assert problems_with(course, "quiz", "new", located) == problems


def test_version_that_was_a_draft_is_asked_of_nobody(course):
    version = Question.objects.get(key="zzshort").versions.get()
    version.content |= {"draft": True}
    version.save()
    question = Question.objects.get(key="zzshort")
    content = {name: value for name, value in version.content.items() if name != "draft"}
    question.current = question.versions.create(number=2, content=content)
    question.save()
    located, _problems = parse_one(QUIZ_KIND, "title: T\nslots:\n- question: zzshort\n  version: 1\n", "new")
    assert problems_with(course, "quiz", "new", located) == ["slot 1: question 'zzshort' has no version 1 on this site"]


def test_draw_with_a_version_is_refused():
    text = "title: T\nslots:\n- draw: {lesson: first}\n  version: 1\n"
    _located, problems = parse_one(QUIZ_KIND, text, "new")
    assert [problem.message for problem in problems] == ["slots.0: only a slot with a 'question' has a 'version'"]
