"""What an author is told rests on a question before she saves it."""

import pytest

from quizzes.impact import QuizUse, VersionUse, impact_of
from quizzes.models import Question
from tests.factories import LessonFactory, QuestionFactory, QuizFactory, SlotFactory, UserFactory
from tests.queries import count_statements
from tests.quizzes.services.helpers import edit, quiz_of, start, submit

pytestmark = pytest.mark.django_db


def question_of(quiz) -> Question:
    return Question.objects.get(slots__quiz=quiz)


def finished(quiz, kind: str = "graded") -> None:
    submit(start(quiz, UserFactory(), kind))


def test_nothing_rests_on_a_new_question():
    found = impact_of(QuestionFactory())
    assert (found.newest, found.versions, found.quizzes) == (1, [], [])
    assert found.sentences() == ["No attempt and no quiz rests on it yet."]


def test_attempts_are_counted_by_version_state_and_kind():
    quiz = quiz_of(1, title="Pacts")
    for kind in ("graded", "graded", "practice"):
        finished(quiz, kind)
    start(quiz, UserFactory())
    edit(question_of(quiz), prompt="Again?")
    for _ in range(3):
        start(quiz, UserFactory(), "practice")
    finished(quiz)
    start(quiz, UserFactory(), "preview")
    found = impact_of(question_of(quiz))
    assert (found.newest, found.versions) == (2, [VersionUse(1, 1, 2, 1), VersionUse(2, 3, 1, 0)])
    assert found.sentences() == [
        "1 open attempt keeps version 1.",
        "3 open attempts keep version 2.",
        "The results of 4 finished attempts stay (3 graded, 1 for practice).",
        "A regrade is a separate step.",
        "The next attempt at “Pacts” gets the new version.",
    ]


def test_what_is_told_happens():
    """The sentences promise something; this holds them to it."""
    quiz = quiz_of(1)
    begun, done = start(quiz, UserFactory()), start(quiz, UserFactory())
    submit(done)
    edit(question_of(quiz), prompt="Again?")
    begun_later = start(quiz, UserFactory())
    versions = [attempt.answers.get().version.number for attempt in (begun, done, begun_later)]
    assert versions == [1, 1, 2]


def test_quizzes_that_ask_it_name_it_pin_it_or_may_draw_it():
    lesson = LessonFactory()
    question = QuestionFactory(lesson=lesson, tags=["pact"])
    quizzes = {name: QuizFactory(course=lesson.course, title=name) for name in ("Draws", "Names", "Other", "Pins", "Z")}
    SlotFactory(quiz=quizzes["Names"], question=question)
    SlotFactory(quiz=quizzes["Names"], draw_lesson=lesson)
    SlotFactory(quiz=quizzes["Pins"], question=question, version=question.current)
    SlotFactory(quiz=quizzes["Draws"], draw_lesson=lesson, draw_tag="pact")
    SlotFactory(quiz=quizzes["Draws"], draw_lesson=lesson)
    SlotFactory(quiz=quizzes["Other"], draw_lesson=lesson, draw_tag="other")
    SlotFactory(quiz=quizzes["Other"], draw_lesson=lesson, draw_use="exam")
    gone = QuizFactory(course=lesson.course, archived=True)
    SlotFactory(quiz=gone, question=question)
    found = impact_of(question)
    assert found.quizzes == [
        QuizUse(quizzes["Draws"], drawn=True),
        QuizUse(quizzes["Names"]),
        QuizUse(quizzes["Pins"], version=1),
    ]
    assert found.sentences() == [
        "The next attempt at “Draws” and “Names” gets the new version.",
        "“Pins” goes on asking version 1.",
    ]


def test_many_quizzes_are_counted():
    question = QuestionFactory()
    for number in range(5):
        SlotFactory(quiz=QuizFactory(course=question.course, title=f"Q{number}"), question=question)
    assert impact_of(question).sentences() == [
        "The next attempt at “Q0”, “Q1”, “Q2” and 2 more quizzes gets the new version."
    ]


def test_draft_is_drawn_by_no_quiz():
    question = QuestionFactory(draft=True)
    SlotFactory(quiz=QuizFactory(course=question.course), draw_lesson=question.lesson)
    assert impact_of(question).sentences() == ["No attempt and no quiz rests on it yet."]


def test_check_changes_at_once():
    assert impact_of(QuestionFactory(use="check")).sentences() == ["Its lesson shows the new version at once."]


@pytest.mark.parametrize("count", [1, 3])
def test_impact_takes_two_statements(count):
    question = QuestionFactory()
    for _ in range(count):
        quiz = QuizFactory(course=question.course)
        SlotFactory(quiz=quiz, question=question, version=question.current)
        finished(quiz)
    question = Question.objects.select_related("current").get()
    with count_statements() as found:
        impact_of(question).sentences()
    assert len(found) == 2
