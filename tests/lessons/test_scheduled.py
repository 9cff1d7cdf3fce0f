"""Lessons and courses that open at a time: until then they are drafts for everybody but those who teach them."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from lessons.models import Course, Lesson
from securityedu.courses import read_course
from tests.factories import CourseFactory, UserFactory, teacher_of
from tests.samples import FILES, load_sample, write_course

OPENS = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
CONTENTS = FILES["course.yaml"].replace(
    "- lesson: second\n", "- lesson: second\n  opens_at: 2027-03-01T08:00:00+01:00\n"
)


@pytest.fixture
def scheduled(db, tmp_path):
    load_sample(tmp_path, {"course.yaml": CONTENTS})
    return Course.objects.get(key="sample")


def test_lesson_of_the_contents_opens_at_its_time(scheduled):
    lesson, learner = Lesson.objects.get(key="second"), UserFactory()
    assert (lesson.listed, lesson.opens_at) == (True, OPENS)
    found = {at: lesson in Lesson.objects.visible_to(learner, at) for at in (OPENS - timedelta(seconds=1), OPENS)}
    assert list(found.values()) == [False, True]
    assert lesson in Lesson.objects.visible_to(teacher_of(scheduled, "grader"), OPENS - timedelta(days=1))


def test_scheduled_lesson_is_in_no_list_and_not_found(client, scheduled):
    client.force_login(UserFactory())
    Lesson.objects.filter(key="second").update(opens_at=timezone.now() + timedelta(hours=1))
    assert "second" not in client.get("/courses/sample/").content.decode()
    assert client.get("/courses/sample/lessons/second/").status_code == 404
    Lesson.objects.filter(key="second").update(opens_at=timezone.now() - timedelta(hours=1))
    assert client.get("/courses/sample/lessons/second/").status_code == 200


def test_time_of_a_lesson_is_dumped_and_taken_back(scheduled, tmp_path):
    call_command("dump_course", "sample", tmp_path / "out", stdout=StringIO())
    assert "  opens_at: 2027-03-01T07:00:00Z\n" in (tmp_path / "out/course.yaml").read_text()
    load_sample(tmp_path / "again")
    assert Lesson.objects.get(key="second").opens_at is None


def test_quiz_in_the_contents_has_no_time_of_its_own_there(db, tmp_path):
    contents = FILES["course.yaml"].replace(
        "- quiz: first-quiz\n", "- quiz: first-quiz\n  opens_at: 2027-03-01T08:00:00Z\n"
    )
    folder, _texts = read_course(write_course(tmp_path, {"course.yaml": contents}))
    assert [(each.line, each.message) for each in folder.problems] == [
        (7, "contents.1: a quiz says itself when it opens")
    ]


def test_course_opens_at_its_time(db):
    course = CourseFactory(publish_at=OPENS, open_to_guests=True)
    found = {at: course in Course.objects.visible_to(UserFactory(), at) for at in (OPENS - timedelta(seconds=1), OPENS)}
    assert list(found.values()) == [False, True]
    assert not Course.objects.published(OPENS - timedelta(seconds=1)).exists()
