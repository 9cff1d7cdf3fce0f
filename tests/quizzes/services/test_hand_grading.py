"""Essays: what waits for a person, what she gives for it, and what becomes of score and result."""

from decimal import Decimal
from functools import partial

import pytest
from django.db.models import F

from quizzes.hand_grading import CannotBeGraded, GradedMeanwhile, grade_by_hand
from quizzes.models import Answer, HandGrade, Question, Result
from quizzes.selectors import attempts_of, missed_counts, newest_answers, next_to_grade, waiting_quizzes
from tests.factories import (
    CourseFactory,
    LessonFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    UserFactory,
    teacher_of,
)
from tests.queries import statements
from tests.quizzes.services.helpers import answer_to, at, at_once, check, entry, start, submit


def quiz_of_essays(count: int = 1, points: int = 4, **settings):
    """Essays, and a true/false question of one point at the end."""
    course = CourseFactory()
    quiz, lesson = QuizFactory(course=course, pass_percent=60, **settings), LessonFactory(course=course)
    for number in range(count):
        essay = {"key": f"essay-{number}", "type": "essay", "objective": "goal", "prompt": "Why?", "explanation": "So."}
        SlotFactory(quiz=quiz, question=QuestionFactory(lesson=lesson, type="essay", content=essay), points=points)
    SlotFactory(quiz=quiz, question=QuestionFactory(lesson=lesson))
    return quiz


def handed_in(quiz, learner, text="A text.", *, now=None):
    attempt = start(quiz, learner)
    last = attempt.answers.count()
    entries = [entry(attempt, position, text) for position in range(1, last)]
    submit(attempt, *entries, entry(attempt, last, True), now=now or at(60))
    attempt.refresh_from_db()
    return attempt


def give(attempt, points, *, position=1, comment="", seen=None, by=None, now=None):
    answer = answer_to(attempt, position)
    given = {"points": Decimal(points), "comment": comment, "by": by, "seen": seen, "now": now or at(100)}
    return grade_by_hand(answer=answer, **given)


def result_of(learner):
    return Result.objects.values_list("score", "max_score", "updated_at").get(user=learner)


@pytest.fixture
def attempt(learner):
    return handed_in(quiz_of_essays(), learner)


def test_essay_counts_nothing_until_it_is_graded(attempt, learner):
    assert [answer.fraction for answer in attempt.answers.all()] == [None, 1]
    assert (attempt.score, result_of(learner)) == (1, (1, 5, at(60)))
    assert Answer.objects.waiting().get() == answer_to(attempt, 1)
    (seen,) = attempts_of(learner, attempt.quiz)
    assert seen.waiting == 1


def test_essay_without_an_answer_is_zero_and_waits_for_nobody(learner):
    attempt = handed_in(quiz_of_essays(), learner, None)
    assert [answer.fraction for answer in attempt.answers.all()] == [0, 1]
    assert not Answer.objects.waiting().exists()
    with pytest.raises(CannotBeGraded):
        give(attempt, 1)


def test_grade_renews_score_and_result_and_says_who_and_when(attempt, learner):
    grader = UserFactory(role="instructor")
    give(attempt, "2.5", comment="Good.", by=grader)
    attempt.refresh_from_db()
    assert (attempt.score, result_of(learner)) == (Decimal("3.5"), (Decimal("3.5"), 5, at(100)))
    assert HandGrade.objects.values_list("fraction", "comment", "by", "at").get() == (
        *(Decimal("0.625"), "Good.", grader.pk, at(100)),
    )
    assert not Answer.objects.waiting().exists()


def test_third_of_the_points_is_shown_as_it_was_given(learner):
    attempt = handed_in(quiz_of_essays(points=3), learner)
    give(attempt, 1)
    attempt.refresh_from_db()
    assert round(attempt.score, 2) == 2


def test_essay_worth_nothing_can_have_a_comment(learner):
    attempt = handed_in(quiz_of_essays(points=0), learner)
    give(attempt, 0, comment="Thank you.")
    assert HandGrade.objects.get().comment == "Thank you."


@pytest.mark.parametrize("points", ["-0.01", "4.01"])
def test_points_beyond_the_answers_are_refused(attempt, points):
    with pytest.raises(ValueError, match="points"):
        give(attempt, points)


def test_second_grader_is_told_and_changes_nothing(attempt, learner):
    first = give(attempt, 3)
    with pytest.raises(GradedMeanwhile) as refused:
        give(attempt, 1)
    assert refused.value.newest == first
    assert result_of(learner)[0] == 4
    give(attempt, 1, seen=first.pk)
    assert (result_of(learner)[0], HandGrade.objects.count()) == (2, 2)


def test_question_that_grades_itself_is_not_graded_by_hand(attempt):
    with pytest.raises(CannotBeGraded):
        give(attempt, 1, position=2)


@pytest.mark.parametrize("kind", ["graded", "practice"])
def test_open_and_practice_attempts_are_not_graded(learner, kind):
    attempt = start(quiz_of_essays(), learner, kind)
    if kind == "practice":
        submit(attempt, entry(attempt, 1, "A text."))
    with pytest.raises(CannotBeGraded):
        give(attempt, 1)
    assert not Answer.objects.waiting().exists()


def test_essay_checked_in_practice_is_neither_missed_nor_known(learner):
    attempt = start(quiz_of_essays(), learner, "practice")
    check(attempt, 1, entry(attempt, 1, "A text."))
    assert (answer_to(attempt, 1).fraction, answer_to(attempt, 1).checked_at) == (None, at(30))
    assert (missed_counts(learner), newest_answers(learner)) == ({}, [])


def test_grade_decides_whether_a_question_was_missed(attempt, learner):
    assert (missed_counts(learner), [right for _lesson, right in newest_answers(learner)]) == ({}, [True])
    first = give(attempt, 1)
    assert missed_counts(learner) == {attempt.quiz_id: 1}
    give(attempt, 4, seen=first.pk)
    assert (missed_counts(learner), [right for _lesson, right in newest_answers(learner)]) == ({}, [True, True])


def test_queue_has_one_question_after_the_other_and_those_that_wait_longest_first(learner, django_assert_num_queries):
    later, sooner = quiz_of_essays(1), quiz_of_essays(2)
    mine = handed_in(later, learner, now=at(90))
    first, second = (handed_in(sooner, user, now=at(70)) for user in (learner, UserFactory()))
    Question.objects.update(position=1_000_000 - F("pk"))  # the order of a bank is another one
    with django_assert_num_queries(1):
        found = waiting_quizzes(UserFactory.build(is_staff=True, pk=1))
    assert [(row["title"], row["count"], row["oldest"]) for row in found] == [
        (sooner.title, 4, at(70)),
        (later.title, 1, at(90)),
    ]
    order = [answer_to(each, position) for position in (1, 2) for each in (first, second)]
    assert next_to_grade(sooner) == order[0].pk
    assert [next_to_grade(sooner, after=each) for each in order] == [each.pk for each in (*order[1:], order[0])]
    assert next_to_grade(later, after=answer_to(mine, 1)) is None


def test_learners_and_who_teaches_other_courses_have_no_queue(attempt, learner):
    assert waiting_quizzes(learner) == waiting_quizzes(teacher_of(CourseFactory())) == []
    assert len(waiting_quizzes(teacher_of(attempt.quiz.course, "grader"))) == 1


def test_grading_costs_the_same_for_long_attempts(learner):
    attempt = handed_in(quiz_of_essays(6), learner)
    answer = answer_to(attempt, 3)
    with statements(at_most=9):
        grade_by_hand(answer=answer, points=Decimal(1), comment="", by=None, seen=None, now=at(100))


@pytest.mark.django_db(transaction=True)
def test_two_graders_at_once_give_one_grade_and_one_refusal():
    for _ in range(3):
        attempt = handed_in(quiz_of_essays(), UserFactory())
        outcomes = at_once(*[partial(give, attempt, points) for points in (1, 3)])
        assert sorted(type(each).__name__ for each in outcomes) == ["GradedMeanwhile", "HandGrade"]
        held = next(each for each in outcomes if isinstance(each, HandGrade))
        attempt.refresh_from_db()
        assert attempt.score == 1 + held.fraction * 4
