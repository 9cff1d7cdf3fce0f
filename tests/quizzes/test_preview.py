"""Previews: an author takes a quiz as learners do, and nothing of it is anywhere else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes import selectors
from quizzes.models import Answer, Attempt
from tests.factories import QuestionFactory, QuizFactory, SlotFactory, UserFactory, teacher_of
from tests.quizzes.requests import url
from tests.quizzes.services.helpers import quiz_of
from tests.quizzes.services.test_behaviour import choice_quiz


@pytest.fixture
def author(client, db):
    person = UserFactory(is_staff=True)
    client.force_login(person)
    return person


def preview(client, quiz) -> Attempt:
    client.post(quiz.get_absolute_url() + "start/", {"kind": "preview"})
    return Attempt.objects.get(kind="preview")


def hand_in(client, attempt) -> None:
    client.post(url(attempt, "submit/"))


@pytest.mark.parametrize(
    "rules",
    [
        {"listed": False},
        {"closes_at": timezone.now() - timedelta(days=1)},
        {"opens_at": timezone.now() + timedelta(days=1)},
        {"password": "open sesame", "networks": ["10.0.0.0/8"]},
        {"graded": False},
        {"attempts": 1},
    ],
    ids=lambda rules: next(iter(rules)),
)
def test_author_previews_any_quiz_as_often_as_she_likes(client, author, rules):
    quiz = quiz_of(2, **rules)
    assert "Preview it as a learner" in client.get(quiz.get_absolute_url()).content.decode()
    for _round in range(2):
        attempt = preview(client, quiz)
        assert "A preview:" in client.get(url(attempt)).content.decode()
        hand_in(client, attempt)
        assert "A preview." in client.get(url(attempt, "review/")).content.decode()
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_who_does_not_teach_the_course_gets_an_attempt_instead_of_a_preview(client, db, role):
    client.force_login(UserFactory(role=role))
    quiz = quiz_of(1)
    assert "Preview it" not in client.get(quiz.get_absolute_url()).content.decode()
    client.post(quiz.get_absolute_url() + "start/", {"kind": "preview"})
    assert Attempt.objects.get().kind == "graded"


def test_preview_shows_what_learners_see_at_each_time(client, author):
    quiz = choice_quiz(review={"just_after": ["maximum", "score"], "later": []}, reveal="after_close")
    attempt = preview(client, quiz)
    Answer.objects.update(response="b")
    hand_in(client, attempt)
    pages = {
        when: client.get(url(attempt, f"review/?as={when}")).content.decode()
        for when in ("just_after", "later", "closed", "x")
    }
    assert {when: "0 %" in page for when, page in pages.items()} == {
        "just_after": True,
        "later": False,
        "closed": True,
        "x": True,
    }
    assert {when: "right answer</span>" in page for when, page in pages.items()} == {
        "just_after": False,
        "later": False,
        "closed": True,
        "x": False,
    }


def test_learner_can_not_choose_the_time_of_her_review(client, db):
    client.force_login(UserFactory())
    quiz = choice_quiz(review={"just_after": [], "later": []})
    client.post(quiz.get_absolute_url() + "start/", {"kind": "graded"})
    attempt = Attempt.objects.get()
    hand_in(client, attempt)
    assert "does not show its questions" in client.get(url(attempt, "review/?as=closed")).content.decode()


def test_preview_is_in_no_list_result_or_statistic(client, author):
    quiz = quiz_of(2)
    attempt = preview(client, quiz)
    Answer.objects.update(response=False)
    hand_in(client, attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.receipt) == ("submitted", "")
    assert author.results.count() == 0
    assert selectors.attempts_of(author, quiz) == []
    assert selectors.missed_counts(author) == {}
    assert selectors.newest_answers(author) == []
    assert selectors.seen_counts(author, quiz.course_id) == {}
    assert "100 %" not in client.get("/progress/").content.decode()


def test_preview_of_an_open_quiz_hides_nothing_elsewhere(client, author):
    quiz = quiz_of(1)
    preview(client, quiz)
    assert selectors.held_questions(author) == set()


def test_essay_of_a_preview_waits_for_nobody(client, author):
    quiz = QuizFactory()
    question = QuestionFactory(lesson__course=quiz.course, type="essay", content={})
    SlotFactory(quiz=quiz, question=question)
    attempt = preview(client, quiz)
    Answer.objects.update(response="Because.")
    hand_in(client, attempt)
    assert quiz.title not in client.get("/teach/grading/").content.decode()


@pytest.mark.parametrize("lost", ["role", "place"])
def test_preview_is_gone_with_the_right_to_teach(client, quiz, lost):
    """It shows the key at any time that its address names: who lost the role may be asked the quiz now."""
    teacher = teacher_of(quiz.course, "grader")
    client.force_login(teacher)
    attempt = preview(client, quiz)
    hand_in(client, attempt)
    address = url(attempt, "review/") + "?as=closed"
    assert client.get(address).status_code == 200
    if lost == "role":
        type(teacher).objects.update(role="learner")
    else:
        quiz.course.members.filter(user=teacher).delete()
    assert [client.get(url(attempt, each)).status_code for each in ("", "review/?as=closed", "submit/")] == [404] * 3
