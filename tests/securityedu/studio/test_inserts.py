"""What the text tools offer: what the course has and what can stand in this kind of text."""

import pytest

from lessons.models import Term
from quizzes.models import Question
from securityedu.studio.editing import Place
from securityedu.studio.inserts import inserts_for, main_field

LESSON = "/teach/courses/sample/lessons/first/"


def options(place) -> dict[str, list[str]]:
    return {insert.name: [key for key, _words in insert.options] for insert in inserts_for(place)}


def test_lesson_may_name_what_the_course_has_and_its_own_checks(course):
    Term.objects.create(course=course, key="gone", term="Gone", definition="Old.", archived=True)
    found = options(Place(course, "lesson", "first"))
    assert list(found) == ["term", "citation", "figure", "picture", "recording", "check"]
    assert (found["term"], found["citation"], found["figure"]) == (["ally"], ["treaty"], ["years"])
    assert found["check"] == ["zzcheck"]
    assert options(Place(course, "lesson", "second"))["check"] == []


def test_draft_of_a_check_is_not_offered(course):
    Question.objects.filter(key="zzcheck").update(draft=True)
    assert options(Place(course, "lesson", "first"))["check"] == []


def test_other_kinds_offer_what_can_stand_in_them(course):
    assert list(options(Place(course, "page", "about"))) == ["term", "citation", "figure", "picture", "recording"]
    assert list(options(Place(course, "question", "zzsingle"))) == ["picture", "recording"]
    assert options(Place(course, "term", "ally")) == {}


@pytest.mark.parametrize(
    ("kind", "data", "name"),
    [("lesson", {}, "body"), ("question", {"type": "single_choice"}, "prompt"), ("source", {}, "")],
)
def test_tools_stand_over_the_main_text(course, kind, data, name):
    assert main_field(Place(course, kind), data) == name


@pytest.mark.parametrize("count", [1, 3])
def test_editor_takes_the_same_statements_for_one_and_three(client, author, course, django_assert_num_queries, count):
    for number in range(count - 1):
        Term.objects.create(course=course, key=f"term-{number}", term=f"Term {number}", definition="More.")
    with django_assert_num_queries(18):
        client.get(LESSON)
