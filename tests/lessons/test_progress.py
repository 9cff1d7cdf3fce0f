from datetime import UTC, datetime, timedelta

import pytest

from lessons.models import ReadingProgress
from lessons.services import complete_lesson, record_position, undo_completion
from tests.factories import LessonFactory, UserFactory

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def learner(db):
    return UserFactory()


@pytest.fixture
def lesson(db):
    return LessonFactory()


def progress_of(learner, lesson) -> tuple:
    found = ReadingProgress.objects.filter(user=learner, lesson=lesson)
    return found.values_list("passage", "read_at", "completed_at").get()


def test_position_is_remembered(learner, lesson):
    record_position(user=learner, lesson=lesson, passage="a5-means", now=NOW)
    assert progress_of(learner, lesson) == ("a5-means", NOW, None)


def test_position_is_the_last_one(learner, lesson):
    for passage, now in [("a5-means", NOW), ("a5-once", LATER)]:
        record_position(user=learner, lesson=lesson, passage=passage, now=now)
    assert progress_of(learner, lesson) == ("a5-once", LATER, None)


def test_position_again_changes_only_the_time(learner, lesson):
    for now in (NOW, LATER):
        record_position(user=learner, lesson=lesson, passage="a5-means", now=now)
    assert progress_of(learner, lesson) == ("a5-means", LATER, None)


def test_position_keeps_completion(learner, lesson):
    complete_lesson(user=learner, lesson=lesson, now=NOW)
    record_position(user=learner, lesson=lesson, passage="a5-means", now=LATER)
    assert progress_of(learner, lesson) == ("a5-means", LATER, NOW)


def test_completion_of_a_lesson_that_was_not_opened(learner, lesson):
    complete_lesson(user=learner, lesson=lesson, now=NOW)
    assert progress_of(learner, lesson) == ("", NOW, NOW)


def test_completion_keeps_the_position(learner, lesson):
    record_position(user=learner, lesson=lesson, passage="a5-means", now=NOW)
    complete_lesson(user=learner, lesson=lesson, now=LATER)
    assert progress_of(learner, lesson) == ("a5-means", NOW, LATER)


def test_completion_again_keeps_the_first_time(learner, lesson):
    for now in (NOW, LATER):
        complete_lesson(user=learner, lesson=lesson, now=now)
    assert progress_of(learner, lesson) == ("", NOW, NOW)


def test_undo_takes_completion_back_and_keeps_the_position(learner, lesson):
    record_position(user=learner, lesson=lesson, passage="a5-means", now=NOW)
    complete_lesson(user=learner, lesson=lesson, now=NOW)
    undo_completion(user=learner, lesson=lesson)
    assert progress_of(learner, lesson) == ("a5-means", NOW, None)


def test_undo_of_what_was_not_completed_changes_nothing(learner, lesson):
    undo_completion(user=learner, lesson=lesson)
    assert ReadingProgress.objects.count() == 0


def test_completion_after_undo_has_the_new_time(learner, lesson):
    complete_lesson(user=learner, lesson=lesson, now=NOW)
    undo_completion(user=learner, lesson=lesson)
    complete_lesson(user=learner, lesson=lesson, now=LATER)
    assert progress_of(learner, lesson) == ("", NOW, LATER)


def test_progress_is_told_apart_by_learner_and_lesson(learner, lesson):
    other_learner, other_lesson = UserFactory(), LessonFactory()
    for user, where in [(learner, lesson), (learner, other_lesson), (other_learner, lesson)]:
        record_position(user=user, lesson=where, passage="start", now=NOW)
    complete_lesson(user=learner, lesson=lesson, now=LATER)
    undo_completion(user=learner, lesson=other_lesson)
    assert progress_of(learner, lesson) == ("start", NOW, LATER)
    assert progress_of(learner, other_lesson) == ("start", NOW, None)
    assert progress_of(other_learner, lesson) == ("start", NOW, None)
