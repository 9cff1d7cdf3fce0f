"""A quiz in another course: what comes with it, what becomes a draft, what is told."""

import pytest
from django.utils import timezone

from lessons.models import Course, CourseMember, Figure, Picture, Source
from lessons.services import collect_course
from quizzes.models import Evidence, Misconception, Question, Quiz
from securityedu.courses import STORES, messages
from securityedu.studio import services
from securityedu.studio.question_copies import NoLesson
from securityedu.studio.quiz_copies import copy_quiz
from tests.factories import CourseFactory, LessonFactory, UserFactory
from tests.samples import FILES, PICTURED, WITH_TEXTS, load_sample

BANK = "questions/first.yaml"
URL = "/teach/courses/sample/quizzes/first-quiz/copy/"


def copied(source, target, key="first-quiz"):
    return copy_quiz(source=source, key=key, target=target, by=None, now=timezone.now())


@pytest.fixture
def twin(course):
    """A copy of the sample course: all that its quizzes name is there."""
    return services.duplicate_course(course=course, title="Twin", by=UserFactory(), now=timezone.now())


@pytest.fixture
def bare(db):
    """A course with one lesson that has neither objectives nor passages."""
    course = CourseFactory(key="bare", summary="Little.")
    LessonFactory(course=course, key="only", title="The only lesson", body="Text.")
    return course


def test_what_is_there_already_is_used(course, twin):
    report = copied(course, twin)
    assert (report.key, report.notes) == ("first-quiz-2", [])
    made = Quiz.objects.get(course=twin, key="first-quiz-2")
    before = Quiz.objects.get(course=course, key="first-quiz").slots.values_list("question__key", "points")
    after = made.slots.values_list("question__course__key", "question__key", "points")
    assert list(after) == [("twin", key, points) for key, points in before]
    assert (made.lesson.course, made.listed, made.pass_percent) == (twin, False, 60)
    assert Question.objects.filter(course=twin).count() == Question.objects.filter(course=course).count()


def test_question_that_says_something_else_gets_a_key_of_its_own(course, twin):
    other = Question.objects.get(course=twin, key="zzsingle")
    other.current.content["prompt"] = "Another question?"
    other.current.save()
    report = copied(course, twin)
    assert report.notes == ["Question “zzsingle” is called “zzsingle-2” there: another has its key."]
    made = Question.objects.get(course=twin, key="zzsingle-2")
    assert (made.current.content["prompt"], made.draft) == ("What is an attack on one?", False)
    assert Quiz.objects.get(course=twin, key=report.key).slots.first().question == made
    assert Evidence.objects.get(question=made).is_stale  # as it is here: nobody has accepted the passage


def test_question_without_its_passages_is_a_draft_that_waits_in_a_draft(course, bare):
    report = copied(course, bare)
    made = Quiz.objects.get(course=bare, key=report.key)
    assert (made.listed, made.lesson, made.slots.count()) == (False, None, 8)
    assert set(Question.objects.filter(course=bare).values_list("draft", "lesson__key")) == {(True, "only")}
    assert report.notes[0] == "The quiz belongs to no lesson there: “first” is not in that course."
    assert "Question “zzsingle” is a draft there: it lacks its objective and passages that prove it." in report.notes
    assert Misconception.objects.get(course=bare).key == "troops"
    assert messages(collect_course(bare, STORES)) == []


def test_second_copy_brings_no_question_again(course, bare):
    copied(course, bare)
    report = copied(course, bare)
    assert report.key == "first-quiz-2" and Question.objects.filter(course=bare).count() == 8


def test_texts_bring_their_figures_and_questions_their_pictures(db, tmp_path, bare):
    shown = {BANK: WITH_TEXTS[BANK].replace("attack on one?", "attack on one? ![A flag](picture:zzflag)", 1)}
    load_sample(tmp_path, PICTURED | WITH_TEXTS | shown)
    report = copied(Course.objects.get(key="sample"), bare, "texts")
    assert Quiz.objects.get(course=bare, key=report.key).slots.count() == 4
    assert Question.objects.get(course=bare, key="zzabout-one").current.content["stimulus"] == "zzpicture"
    assert set(Figure.objects.filter(course=bare).values_list("key", flat=True)) == {"years"}
    assert set(Source.objects.filter(course=bare).values_list("key", flat=True)) == {"treaty"}
    assert set(Picture.objects.filter(course=bare).values_list("key", flat=True)) == {"zzflag"}


DRAWS = """\
title: Draws
behaviour: immediate
slots:
- draw: {lesson: second}
- question: zzsingle
  needs_previous: true
- draw: {lesson: first, objective: other}
  count: 4
"""


def test_draw_takes_what_is_there_and_is_left_out_where_nothing_is(course, twin, tmp_path):
    bank = """\
- key: zzlast
  type: true_false
  objective: goal
  prompt: True?
  answer: true
  explanation: True.
"""
    second = FILES["lessons/second.md"].replace("minutes: 3", "minutes: 3\nobjectives:\n- key: goal\n  text: Plan")
    changes = {"quizzes/first-quiz.yaml": DRAWS, "questions/second.yaml": bank, "lessons/second.md": second}
    load_sample(tmp_path / "draws", changes, theirs=True)
    Question.objects.filter(course=twin, key__in=("zzmatching", "zzordering")).update(archived=True)
    Quiz.objects.filter(course=twin).update(archived=True)
    report = copied(course, twin)
    assert report.notes == [
        "Slot 1 was left out: nothing matches what it draws there.",
        "Slot 3 draws 3: no more match there.",
    ]
    slots = Quiz.objects.get(course=twin, key=report.key).slots
    assert list(slots.values_list("question__key", "count", "needs_previous")) == [
        ("zzsingle", 1, False),
        (None, 3, False),
    ]


def test_course_without_a_lesson_gets_nothing(course):
    empty = CourseFactory(summary="Nothing.")
    with pytest.raises(NoLesson):
        copied(course, empty)
    assert not Question.objects.filter(course=empty).exists() and not Quiz.objects.filter(course=empty).exists()


def test_page_copies_and_tells(client, author, course, bare):
    assert "bare" not in client.get(URL).content.decode()
    assert client.post(URL, {"target": "bare"}).status_code == 404
    CourseMember.objects.create(course=bare, user=author, role="grader")
    assert client.post(URL, {"target": "bare"}).status_code == 404
    CourseMember.objects.filter(course=bare).update(role="editor")
    response = client.post(URL, {"target": "bare"}, follow=True)
    assert response.redirect_chain == [("/teach/courses/bare/quizzes/first-quiz/", 302)]
    html = response.content.decode()
    assert "Copied to" in html and "is a draft there" in html and "more changes." in html


def test_page_says_why_nothing_was_copied(client, author, course):
    empty = CourseFactory(key="empty", summary="Nothing.")
    CourseMember.objects.create(course=empty, user=author, role="owner")
    html = client.post(URL, {"target": "empty"}, follow=True).content.decode()
    assert "That course has no lesson yet" in html
