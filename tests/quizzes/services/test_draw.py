from decimal import Decimal

import pytest

from tests.factories import CourseFactory, LessonFactory, QuestionFactory, SlotFactory, UserFactory
from tests.quizzes.services.helpers import at, edit, keys_of, quiz_that_draws, start, submit


@pytest.fixture
def lesson(db):
    return LessonFactory(course=CourseFactory())


def bank(lesson, count, **fields) -> set[str]:
    """Keys of so many new questions."""
    return {question.key for question in QuestionFactory.create_batch(count, lesson=lesson, **fields)}


def test_draw_takes_as_many_as_the_slot_says(lesson, learner):
    keys = bank(lesson, 8)
    attempt = start(quiz_that_draws(3, draw_lesson=lesson, points=Decimal("1.5")), learner)
    drawn = keys_of(attempt)
    assert len(drawn) == len(set(drawn)) == 3
    assert set(drawn) - keys == set()
    assert attempt.max_score == Decimal("4.5")
    assert set(attempt.answers.values_list("points", flat=True)) == {Decimal("1.5")}


def test_draw_from_a_small_bank_takes_what_there_is(lesson, learner):
    keys = bank(lesson, 2)
    attempt = start(quiz_that_draws(5, draw_lesson=lesson), learner)
    assert set(keys_of(attempt)) == keys
    assert attempt.max_score == 2


def test_draw_by_objective_takes_only_its_questions(lesson, learner):
    keys = bank(lesson, 3, objective="scope")
    bank(lesson, 3)
    quiz = quiz_that_draws(6, draw_lesson=lesson, draw_objective="scope")
    assert set(keys_of(start(quiz, learner))) == keys


def test_draw_takes_only_questions_for_its_use(lesson, learner):
    keys = {use: bank(lesson, 2, use=use) for use in ("quiz", "exam", "check")}
    for use, expected in keys.items():
        quiz = quiz_that_draws(6, draw_lesson=lesson, draw_use=use)
        assert set(keys_of(start(quiz, learner))) == expected


def test_draw_leaves_out_other_lessons_and_archived_questions(lesson, learner):
    keys = bank(lesson, 1)
    bank(lesson, 2, archived=True)
    bank(LessonFactory(course=lesson.course), 2)
    assert set(keys_of(start(quiz_that_draws(6, draw_lesson=lesson), learner))) == keys


def test_draw_pins_the_current_version(lesson, learner):
    question = QuestionFactory(lesson=lesson)
    edit(question, prompt="Edited")
    assert start(quiz_that_draws(1, draw_lesson=lesson), learner).answers.get().version == question.current


def test_draw_prefers_what_was_not_seen(lesson, learner):
    keys = bank(lesson, 6)
    quiz = quiz_that_draws(3, draw_lesson=lesson)
    first = start(quiz, learner)
    submit(first)
    second = start(quiz, learner, now=at(100))
    assert set(keys_of(first)) | set(keys_of(second)) == keys


def test_draw_prefers_what_was_seen_least_often(lesson, learner):
    keys = bank(lesson, 4)
    quiz = quiz_that_draws(3, draw_lesson=lesson)
    seen = dict.fromkeys(keys, 0)
    for number in range(4):
        attempt = start(quiz, learner, now=at(100 * number))
        for key in keys_of(attempt):
            seen[key] += 1
        submit(attempt, now=at(100 * number + 1))
    assert seen == dict.fromkeys(keys, 3)


def test_draw_counts_what_was_seen_in_practice(lesson, learner):
    keys = bank(lesson, 4)
    quiz = quiz_that_draws(2, draw_lesson=lesson)
    practice = start(quiz, learner, "practice")
    assert set(keys_of(start(quiz, learner))) == keys - set(keys_of(practice))


def test_draw_does_not_mind_what_others_saw(lesson, learner):
    bank(lesson, 2)
    quiz = quiz_that_draws(2, draw_lesson=lesson)
    assert set(keys_of(start(quiz, UserFactory()))) == set(keys_of(start(quiz, learner)))


def test_draws_of_two_slots_have_no_question_in_common(lesson, learner):
    keys = bank(lesson, 5)
    quiz = quiz_that_draws(3, draw_lesson=lesson)
    SlotFactory(quiz=quiz, draw_lesson=lesson, count=3)
    drawn = keys_of(start(quiz, learner))
    assert len(drawn) == 5
    assert set(drawn) == keys


def test_draw_never_takes_a_question_that_a_later_slot_names(lesson, learner):
    keys = bank(lesson, 2)
    named = QuestionFactory(lesson=lesson)
    quiz = quiz_that_draws(3, draw_lesson=lesson)
    SlotFactory(quiz=quiz, question=named)
    drawn = keys_of(start(quiz, learner))
    assert drawn[2:] == [named.key]
    assert set(drawn[:2]) == keys


def test_named_question_that_is_archived_is_left_out(lesson, learner):
    keys = bank(lesson, 1)
    quiz = quiz_that_draws(1, draw_lesson=lesson)
    SlotFactory(quiz=quiz, question=QuestionFactory(lesson=lesson, archived=True))
    assert keys_of(start(quiz, learner)) == list(keys)


def test_draw_differs_between_attempts_of_equal_learners(lesson):
    bank(lesson, 30)
    quiz = quiz_that_draws(10, draw_lesson=lesson)
    # The same ten of thirty, six times by chance: 1 in 10^37.
    assert len({frozenset(keys_of(start(quiz, UserFactory()))) for _ in range(6)}) > 1
