"""Two make a course of one title at the same instant: both have one."""

from functools import partial

import pytest
from django.utils import timezone

from lessons.models import Course
from lessons.schema import CourseEntry
from securityedu.studio import services
from tests.factories import UserFactory
from tests.quizzes.services.helpers import at_once
from tests.samples import load_sample

pytestmark = pytest.mark.django_db(transaction=True)


def owners_of(title: str) -> dict:
    return dict(Course.objects.filter(title=title).values_list("key", "members__user__username"))


def test_courses_of_one_title_get_keys_of_their_own():
    entry = CourseEntry(title="Sea law", summary="Of the sea.")
    people = [UserFactory(username=name) for name in ("ada", "ben", "cleo")]
    made = at_once(*(partial(services.create_course, entry=entry, by=person, now=timezone.now()) for person in people))
    assert sorted(course.key for course in made) == ["sea-law", "sea-law-2", "sea-law-3"]
    assert owners_of("Sea law") == {course.key: person.username for course, person in zip(made, people, strict=True)}


def test_copies_of_one_title_are_two_courses(tmp_path):
    load_sample(tmp_path)
    about = {"course": Course.objects.get(), "title": "Twin", "now": timezone.now()}
    people = [UserFactory(username=name) for name in ("ada", "ben")]
    made = at_once(*(partial(services.duplicate_course, by=person, **about) for person in people))
    assert sorted(course.key for course in made) == ["twin", "twin-2"]
    assert [course.question_set.count() for course in made] == [9, 9]
    assert owners_of("Twin") == {course.key: person.username for course, person in zip(made, people, strict=True)}
