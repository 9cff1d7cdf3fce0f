from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from quizzes import selectors
from quizzes.models import Question
from tests.factories import AttemptFactory, LessonFactory, QuestionFactory, SlotFactory, UserFactory, teacher_of
from tests.queries import statements
from tests.quizzes.services.helpers import (
    all_right,
    all_true,
    at,
    check,
    edit,
    entry,
    quiz_of,
    quiz_that_draws,
    save,
    start,
    submit,
)

KEYS = ["zzsingle", "zzmultiple", "zztruefalse", "zzshort", "zznumber", "zzmatching", "zzordering", "zzcloze"]


def missed(learner, quiz) -> list[int]:
    """Positions in a `quiz_of` of what was missed, after proving that both selectors agree."""
    found = [question.pk for question in selectors.missed_questions(learner, quiz)]
    assert selectors.missed_counts(learner).get(quiz.pk, 0) == len(found)
    return [slot.position + 1 for slot in quiz.slots.all() if slot.question_id in found]


def sit(quiz, learner, *right, kind="graded", now=0):
    """An attempt that gets these positions right and the others wrong."""
    attempt = start(quiz, learner, kind, now=at(now))
    positions = attempt.answers.values_list("position", flat=True)
    submit(attempt, *[entry(attempt, n, n in right, typed=now) for n in positions], now=at(now + 60))
    return attempt


# --- own things only -------------------------------------------------------------------------------------------------


def test_attempt_of_another_learner_is_not_found(quiz, learner):
    attempt = start(quiz, UserFactory())
    assert selectors.attempt_for(learner, attempt.pk) is None
    assert selectors.attempt_for(attempt.user, attempt.pk) == attempt


def test_attempts_of_a_quiz_are_the_learners_own_oldest_first(learner):
    quiz = quiz_of()
    attempts = [start(quiz, learner, "practice"), sit(quiz, learner, 1, now=100), sit(quiz, learner, now=200)]
    start(quiz, UserFactory())
    start(quiz_of(), learner)
    assert selectors.attempts_of(learner, quiz) == attempts


@pytest.mark.parametrize(
    ("listed", "archived", "published", "seen"),
    [
        (True, False, True, ("learner", "instructor", "colleague", "staff")),
        (False, False, True, ("instructor", "staff")),
        (True, True, True, ()),
        (True, False, False, ("instructor", "staff")),
    ],
)
def test_quiz_is_found_by_who_may_see_it(db, listed, archived, published, seen):
    quiz = quiz_of(listed=listed, archived=archived)
    quiz.course.published = published
    quiz.course.save()
    people = {
        "guest": AnonymousUser(),
        "learner": UserFactory(),
        "instructor": teacher_of(quiz.course),
        "colleague": UserFactory(role="instructor"),
        "staff": UserFactory(is_staff=True),
    }
    found = {name: selectors.quiz_for(user, quiz.course.key, quiz.key) for name, user in people.items()}
    assert found == {name: quiz if name in seen else None for name in people}


def test_quiz_of_another_course_is_not_found(learner):
    quiz, other = quiz_of(), quiz_of()
    assert selectors.quiz_for(learner, other.course.key, quiz.key) is None


# --- what was missed -------------------------------------------------------------------------------------------------


def test_missed_is_what_was_wrong_or_left_out(learner):
    quiz = quiz_of(4)
    attempt = start(quiz, learner)
    submit(attempt, entry(attempt, 1, True), entry(attempt, 2, False))
    assert missed(learner, quiz) == [2, 3, 4]


def test_nothing_is_missed_where_nothing_may_be_practised(learner):
    quiz = quiz_of(2, practice=False)
    submit(start(quiz, learner))
    assert missed(learner, quiz) == []


def test_missed_is_what_was_half_right(quiz, learner):
    attempt = start(quiz, learner)
    submit(attempt, entry(attempt, "zzsingle", "zzhalf"), *all_right(attempt)[1:])
    assert [question.key for question in selectors.missed_questions(learner, quiz)] == ["zzsingle"]


def test_missed_is_decided_by_the_newest_answer(learner):
    quiz = quiz_of(4)
    sit(quiz, learner, 1, 2)
    assert missed(learner, quiz) == [3, 4]
    sit(quiz, learner, 2, 3, now=100)
    assert missed(learner, quiz) == [1, 4]


def test_missed_before_any_attempt_is_nothing(learner):
    assert missed(learner, quiz_of(2)) == []


def test_missed_in_an_open_attempt_is_not_told(learner):
    quiz = quiz_of(2)
    attempt = start(quiz, learner)
    save(attempt, entry(attempt, 1, False))
    assert missed(learner, quiz) == []


def test_open_attempt_hides_what_was_missed_before(learner):
    quiz = quiz_of(2)
    sit(quiz, learner, 1)
    again = start(quiz, learner, now=at(100))
    save(again, *all_true(again), now=at(120))
    assert missed(learner, quiz) == []
    submit(again, now=at(200))
    assert missed(learner, quiz) == []


def test_missed_counts_answers_that_were_checked_in_open_practice(learner):
    quiz = quiz_of(3)
    sit(quiz, learner, 1, 2)
    practice = start(quiz, learner, "practice", now=at(100))
    check(practice, 1, entry(practice, 1, False, typed=101), now=at(110))
    check(practice, 3, entry(practice, 3, True, typed=101), now=at(110))
    assert missed(learner, quiz) == [1]


def test_missed_in_an_abandoned_attempt_counts(learner):
    quiz = quiz_of(1)
    attempt = start(quiz, learner)
    attempt.state = "abandoned"
    attempt.save()
    assert missed(learner, quiz) == [1]


def test_missed_is_told_apart_by_learner_and_quiz(learner):
    first, second, other = quiz_of(2), quiz_of(3), UserFactory()
    sit(first, learner, 1)
    sit(second, learner, 3)
    sit(first, other, 2)
    assert (missed(learner, first), missed(learner, second)) == ([2], [1, 2])
    assert (missed(other, first), missed(other, second)) == ([1], [])
    assert selectors.missed_counts(learner) == {first.pk: 1, second.pk: 2}


def test_missed_leaves_out_archived_questions(learner):
    quiz = quiz_of(2)
    sit(quiz, learner)
    Question.objects.filter(slots__quiz=quiz, slots__position=0).update(archived=True)
    assert missed(learner, quiz) == [2]


def test_missed_holds_across_versions(learner):
    quiz = quiz_of(1)
    sit(quiz, learner)
    edit(quiz.slots.get().question, prompt="Put better")
    assert missed(learner, quiz) == [1]
    sit(quiz, learner, 1, now=100)
    assert missed(learner, quiz) == []


# --- what must stay hidden -------------------------------------------------------------------------------------------


def test_held_questions_are_those_of_open_graded_attempts(learner):
    quiz, done, practised = quiz_of(3), quiz_of(2), quiz_of(2)
    start(quiz, learner)
    sit(done, learner)
    start(practised, learner, "practice")
    start(done, UserFactory())
    assert selectors.held_questions(learner) == set(quiz.slots.values_list("question", flat=True))


def test_held_questions_are_let_go_with_the_attempt(learner):
    attempt = start(quiz_of(3), learner)
    submit(attempt)
    assert selectors.held_questions(learner) == set()


def test_held_questions_of_a_guest_ask_nothing(db):
    with statements(at_most=0):
        assert selectors.held_questions(AnonymousUser()) == set()


# --- drawing ---------------------------------------------------------------------------------------------------------


def test_seen_counts_every_attempt_of_the_learner_in_the_course(learner):
    quiz = quiz_of(2)
    keys = [slot.question.key for slot in quiz.slots.all()]
    sit(quiz, learner)
    start(quiz, learner, "practice")
    start(quiz, UserFactory())
    start(quiz_of(1), learner)
    assert selectors.seen_counts(learner, quiz.course_id) == dict.fromkeys(keys, 2)


def test_seen_counts_versions_as_one_question(learner):
    quiz = quiz_of(1)
    question = quiz.slots.get().question
    sit(quiz, learner)
    edit(question, prompt="Put better")
    sit(quiz, learner)
    assert selectors.seen_counts(learner, quiz.course_id) == {question.key: 2}


def test_pool_has_named_questions_and_what_may_be_drawn(db):
    lesson = LessonFactory()
    drawn = QuestionFactory.create_batch(2, lesson=lesson)
    QuestionFactory(lesson=lesson, use="check")
    QuestionFactory(lesson=lesson, archived=True)
    named = QuestionFactory(lesson=LessonFactory(course=lesson.course), use="exam")
    quiz = quiz_that_draws(9, draw_lesson=lesson)
    SlotFactory(quiz=quiz, question=named)
    slots = list(quiz.slots.all())
    with statements(at_most=1):
        pool = selectors.pool_of(slots)
        versions = {question.current.number for question in pool.values()}
    assert (set(pool), versions) == ({question.pk for question in [*drawn, named]}, {1})


def test_pool_of_no_slots_is_empty(db):
    assert selectors.pool_of([]) == {}


# --- pages -----------------------------------------------------------------------------------------------------------


def test_answers_come_by_position(quiz, learner):
    answers = selectors.answers_of(start(quiz, learner))
    assert [answer.version.question.key for answer in answers] == KEYS


def test_evidence_is_given_by_question_as_far_as_the_lesson_has_it(course):
    ids = {question.key: question.pk for question in Question.objects.filter(course=course)}
    with statements(at_most=1):
        found = selectors.evidence_of([ids["zzsingle"], ids["zztruefalse"]])
        passages = {key: [str(row.passage) for row in rows] for key, rows in found.items()}
    assert passages == {ids["zzsingle"]: ["first#one-for-all"], ids["zztruefalse"]: ["first#each-chooses"]}
    course.lesson_set.get(key="first").passages.filter(key="one-for-all").update(present=False)
    assert list(selectors.evidence_of([ids["zzsingle"], ids["zztruefalse"]])) == [ids["zztruefalse"]]


@pytest.mark.parametrize("fields", [{"listed": False}, {"archived": True}, {"opens_at": timezone.now() + timedelta(1)}])
def test_evidence_says_no_sentence_of_a_lesson_that_learners_cannot_read(course, fields):
    question = Question.objects.get(course=course, key="zzsingle")
    assert selectors.evidence_of([question.pk])
    course.lesson_set.filter(key="first").update(**fields)
    assert selectors.evidence_of([question.pk]) == {}


def test_lesson_has_its_quizzes_and_checks(course):
    first, second = course.lesson_set.get(key="first"), course.lesson_set.get(key="second")
    assert [quiz.key for quiz in selectors.quizzes_of(first)] == ["first-quiz"]
    assert list(selectors.checks_of(first)) == ["zzcheck"]
    assert (selectors.quizzes_of(second), selectors.checks_of(second)) == ([], {})


@pytest.mark.parametrize("quizzes", [1, 3])
def test_quizzes_with_attempts_take_two_queries(course, learner, quizzes):
    found = [quiz_of(1, course=course, position=number) for number in range(quizzes)]
    for quiz in found:
        for number in range(1, quizzes + 1):
            AttemptFactory(quiz=quiz, user=learner, number=number)
        AttemptFactory(quiz=quiz)
    course.quiz_set.filter(key="first-quiz").update(listed=False)
    with statements(at_most=2):
        rows = selectors.quizzes_with_attempts(learner, course=course)
        attempts = [[attempt.number for attempt in quiz.attempts_of_user] for quiz in rows]
    assert (rows, attempts) == (found, [list(range(1, quizzes + 1))] * quizzes)
