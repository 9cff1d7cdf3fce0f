"""The pages of grading by hand, and what learners see of it."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from lessons.models import Course
from quizzes.hand_grading import grade_by_hand
from quizzes.models import Attempt, HandGrade
from quizzes.services import start_attempt, submit_attempt
from tests.factories import UserFactory, teacher_of
from tests.quizzes.requests import entry, post, url
from tests.samples import MORE, load_sample

QUEUE = "/teach/grading/"


@pytest.fixture
def quiz(db, tmp_path):
    load_sample(tmp_path, MORE)
    return Course.objects.get(key="sample").quiz_set.get(key="drawn-quiz")


@pytest.fixture
def learner(db):
    return UserFactory(username="mira", display_name="Mira")


@pytest.fixture
def attempt(client, quiz, learner):
    """Handed in with an essay that waits; the client is the grader's."""
    attempt = written(quiz, learner)
    client.force_login(teacher_of(quiz.course, "grader", username="grader"))
    return attempt


def written(quiz, learner, text="A promise\n<b>is</b> a promise.") -> Attempt:
    made, browser = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0], Client()
    browser.force_login(learner)
    assert post(browser, made, entry(1, text), path="submit/").status_code == 200
    made.refresh_from_db()
    return made


def page(client, address) -> str:
    return client.get(address).content.decode()


def address_of(attempt) -> str:
    return f"{QUEUE}{attempt.answers.get(position=1).pk}/"


def review(attempt) -> str:
    browser = Client()
    browser.force_login(attempt.user)
    return page(browser, url(attempt, "review/"))


def test_grader_is_led_from_the_queue_to_the_answer_and_on(client, attempt, quiz):
    assert "1 answer waits" in page(client, QUEUE)
    other = written(quiz, UserFactory())
    assert client.get(f"{QUEUE}sample/drawn-quiz/").url == address_of(attempt)
    response = client.post(address_of(attempt), {"points": "2,5", "comment": "Good."}, follow=True)
    assert [target for target, _status in response.redirect_chain][-1] == address_of(other)
    assert "2.5 of 4 points." in response.content.decode()
    response = client.post(address_of(other), {"points": "4"}, follow=True)
    assert response.redirect_chain[-1][0] == QUEUE
    assert "Nothing waits for grading." in response.content.decode()


def test_grader_sees_text_notes_and_length_but_no_name_unless_she_asks(client, attempt):
    shown = page(client, address_of(attempt))
    assert "A promise\n&lt;b&gt;is&lt;/b&gt; a promise." in shown
    assert "one for its limits." in shown
    assert "5 words" in shown
    assert "Mira" not in shown
    assert "Mira" in page(client, address_of(attempt) + "?name=1")


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("", "This field is required"),
        ("many", "This is not a number."),
        ("5", "Points lie between 0 and 4."),
        ("-1", "Points lie between 0 and 4."),
        ("1.005", "Points have two decimals at most."),
        ("1e99", "Points lie between 0 and 4."),
        ("1 point", "This is not a number."),
    ],
)
def test_wrong_points_are_told_and_what_was_typed_stays(client, attempt, points, said):
    shown = client.post(address_of(attempt), {"points": points, "comment": "My comment"}).content.decode()
    assert said in shown
    assert "My comment" in shown
    assert not HandGrade.objects.exists()


def test_second_grader_sees_the_first_ones_points_and_may_then_replace_them(client, attempt):
    answer = attempt.answers.get(position=1)
    grade_by_hand(answer=answer, points=Decimal(3), comment="Fine.", by=None, seen=None, now=timezone.now())
    shown = client.post(address_of(attempt), {"points": "1", "comment": "Short."}).content.decode()
    assert "Somebody graded this answer since you opened it: 3 points." in shown
    assert ("Fine." in shown, "Short." in shown) == (True, True)
    seen = re.search(r'name="seen" value="(\d+)"', shown)[1]
    client.post(address_of(attempt), {"points": "1", "comment": "Short.", "seen": seen})
    assert [grade.comment for grade in HandGrade.objects.all()] == ["Fine.", "Short."]


def test_grade_can_be_changed_from_its_page(client, attempt):
    client.post(address_of(attempt), {"points": "1", "comment": "Short."})
    shown = page(client, address_of(attempt))
    assert 'value="1"' in shown
    seen = re.search(r'name="seen" value="(\d+)"', shown)[1]
    client.post(address_of(attempt), {"points": "2", "seen": seen})
    attempt.refresh_from_db()
    assert attempt.score == 2


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "²", "0"])
def test_nonsense_for_the_answer_before_begins_at_the_first(client, attempt, after):
    assert client.get(f"{QUEUE}sample/drawn-quiz/", {"after": after}).url == address_of(attempt)


# --- what the learner sees -------------------------------------------------------------------------------------------


def test_result_is_provisional_until_it_is_graded(client, attempt, learner):
    browser = Client()
    browser.force_login(learner)
    words = "provisional: one answer waits for grading"
    pages = [url(attempt, "review/"), "/progress/", attempt.quiz.get_absolute_url()]
    attempt.quiz.course.quiz_set.update(listed=True)
    assert [words in page(browser, each) for each in pages] == [True, True, True]
    assert "not passed yet" not in review(attempt)
    client.post(address_of(attempt), {"points": "2"})
    assert [words in page(browser, each) for each in pages] == [False, False, False]
    assert "not passed yet" in review(attempt)


def test_review_shows_text_and_comment_and_never_the_marking_notes(client, attempt):
    waiting = review(attempt)
    assert "Waits for grading" in waiting
    assert "A promise\n&lt;b&gt;is&lt;/b&gt; a promise." in waiting
    client.post(address_of(attempt), {"points": "3", "comment": "Good.\n\n<i>Go on.</i>"})
    graded = review(attempt)
    assert "3 of 4" in graded
    assert "<p>Good.</p>\n\n<p>&lt;i&gt;Go on.&lt;/i&gt;</p>" in graded
    assert "one for its limits" not in waiting + graded


def test_comment_is_shown_when_explanations_are(client, attempt):
    client.post(address_of(attempt), {"points": "3", "comment": "Good."})
    type(attempt.quiz).objects.update(reveal="never")
    shown = review(attempt)
    assert ("3 of 4" in shown, "Good." in shown) == (True, False)


def test_marking_notes_are_on_no_page_of_an_open_attempt(client, quiz, learner):
    browser = Client()
    browser.force_login(learner)
    for kind in ("graded", "practice"):
        attempt = start_attempt(quiz=quiz, user=learner, kind=kind, now=timezone.now())[0]
        assert "one for its limits" not in page(browser, url(attempt))


def test_practice_says_that_nobody_grades_it(quiz, learner):
    browser = Client()
    browser.force_login(learner)
    attempt = start_attempt(quiz=quiz, user=learner, kind="practice", now=timezone.now())[0]
    form = {"q1-was": "null", "q1-flag-was": "0", "q1": "A\r\ntext.", "q1-template": "Because ", "action": "check:1"}
    browser.post(url(attempt, "check/"), form)
    shown = page(browser, url(attempt))
    assert "Nobody grades this text here" in shown
    assert attempt.answers.get(position=1).response == "A\ntext."
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    assert "provisional" not in page(browser, url(attempt, "review/"))


def test_plain_form_with_the_template_left_alone_saves_nothing(quiz, learner):
    browser = Client()
    browser.force_login(learner)
    attempt = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]
    shown = page(browser, url(attempt))
    assert 'name="q1-template" value="Because"' in shown
    form = {"q1-was": "null", "q1-flag-was": "0", "q1": "Because", "q1-template": "Because", "action": "save"}
    browser.post(url(attempt, "answers/"), form)
    assert attempt.answers.get(position=1).saved_at is None
