"""Checks inside lessons: graded and explained at once, for everybody who may read, and never counted."""

import re

import pytest
from django.utils import timezone

from quizzes.models import Answer
from quizzes.services import start_attempt
from tests.factories import UserFactory

CHECK = "/courses/sample/lessons/first/checks/zzcheck/"


@pytest.fixture
def learner(client, db):
    user = UserFactory()
    client.force_login(user)
    return user


def check_query(client, text: str = "Sends troops") -> dict:
    """The query string of the choice with this text, read off the lesson's page."""
    html = client.get("/courses/sample/lessons/first/").content.decode()
    return {"q1": re.search(r'value="([a-z0-9]+)"[^>]*> <span>' + text, html)[1]}


def test_check_is_graded_and_explained_to_a_guest_without_a_row(client, quiz):
    html = client.get(CHECK, check_query(client)).content.decode()
    assert "Not right" in html and "Troops are not prescribed." in html
    assert "/courses/sample/lessons/first/#p-each-chooses" in html
    assert not Answer.objects.exists()


def test_check_in_place_answers_with_the_form_only(client, quiz):
    html = client.get(CHECK, check_query(client), headers={"HX-Request": "true"}).content.decode()
    assert html.lstrip().startswith("<form") and "<html" not in html


def test_check_with_nothing_given_asks_for_an_answer(client, quiz):
    html = client.get(CHECK, {"q1-was": "null"}).content.decode()
    assert "Give an answer first." in html and "review__verdict" not in html


def test_check_with_a_forged_key_says_so(client, quiz):
    html = client.get(CHECK, {"q1": "zzchooses"}).content.decode()
    assert "names a choice that is not on this page" in html and "Not right" not in html


def test_check_that_is_no_check_is_404(client, quiz, learner):
    assert client.get("/courses/sample/lessons/first/checks/zzsingle/").status_code == 404


def test_check_in_the_lesson_hides_what_an_open_graded_attempt_asks(client, quiz, learner, tmp_path):
    slots = quiz.slots.all()
    slots.filter(position=0).update(question=quiz.course.question_set.get(key="zzcheck"))
    start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    html = client.get(CHECK, check_query(client)).content.decode()
    assert "not shown now" in html and "The treaty leaves the means open." not in html
