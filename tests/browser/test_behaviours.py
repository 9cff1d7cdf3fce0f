"""Tries, hints, certainty and the end of time in a real browser: the player and the plain form agree."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import Attempt
from quizzes.services import start_attempt
from tests.browser.player import expect_saved, open_attempt, question
from tests.quizzes.services.helpers import quiz_of
from tests.quizzes.services.test_behaviour import choice_quiz

pytestmark = pytest.mark.browser


def started(quiz, user) -> Attempt:
    return start_attempt(quiz=quiz, user=user, kind="graded", now=timezone.now())[0]


def assert_accessible(page):
    assert Axe().run(page).response["violations"] == []


def test_wrong_try_leads_to_a_hint_and_the_next_one_to_the_points(page, learner):
    attempt = started(choice_quiz(behaviour="interactive", reveal="at_once"), learner)
    open_attempt(page, attempt)
    question(page, 1).get_by_label("b", exact=True).check()
    page.get_by_role("button", name="Check this answer").click()
    expect(page.get_by_text("First.")).to_be_visible()
    expect(page.get_by_text("2 tries are left.")).to_be_visible()
    assert_accessible(page)
    question(page, 1).get_by_label("a", exact=True).check()
    page.get_by_role("button", name="Check this answer").click()
    page.get_by_text("How the points add up").click()
    expect(page.get_by_role("row", name="Tries before it: 1 −0.25")).to_be_visible()
    assert_accessible(page)
    assert attempt.answers.get().tries == ["b", "a"]


def test_certainty_is_saved_with_the_answer_by_itself(page, learner):
    attempt = started(choice_quiz(behaviour="certainty"), learner)
    open_attempt(page, attempt)
    question(page, 1).get_by_label("a", exact=True).check()
    expect_saved(page, 1)
    question(page, 1).get_by_label("Very sure").check()
    expect_saved(page, 1)
    page.wait_for_function("() => document.querySelector('[data-question-state]').dataset.questionState === 'saved'")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("You have not said how sure you are")).to_have_count(0)
    answer = attempt.answers.get()
    assert (answer.response, answer.certainty, answer.client != "form") == ("a", 3, True)


def test_certainty_that_was_chosen_first_comes_with_the_answer(page, learner):
    attempt = started(choice_quiz(behaviour="certainty"), learner)
    open_attempt(page, attempt)
    question(page, 1).get_by_label("Fairly sure").check()
    question(page, 1).get_by_label("b", exact=True).check()
    expect_saved(page, 1)
    answer = attempt.answers.get()
    assert (answer.response, answer.certainty) == ("b", 2)


def test_certainty_on_a_page_that_shows_an_old_answer_leaves_the_newer_one(page, learner, new_context):
    attempt = started(choice_quiz(behaviour="certainty"), learner)
    open_attempt(page, attempt)
    other = open_attempt(new_context(learner).new_page(), attempt)
    question(other, 1).get_by_label("a", exact=True).check()
    expect_saved(other, 1)
    question(page, 1).get_by_label("Very sure").check()
    expect_saved(page, 1)
    answer = attempt.answers.get()
    assert (answer.response, answer.certainty) == ("a", 3)
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(question(other, 1).get_by_label("Very sure")).to_be_checked()
    expect(question(other, 1).get_by_label("a", exact=True)).to_be_checked()


def test_end_of_time_saves_and_asks_where_the_quiz_wants_it_handed_in(page, learner):
    attempt = started(quiz_of(1, time_limit_minutes=1, at_end="grace", grace_minutes=5), learner)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=timezone.now() + timedelta(seconds=8))
    open_attempt(page, attempt)
    question(page, 1).get_by_label("True").check()
    expect(page.get_by_role("heading", name="Hand in your answers?")).to_be_visible()
    expect(page.get_by_text("Hand them in by")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("submitted", 1)


def test_pages_lead_forward_only(page, learner):
    attempt = started(quiz_of(2, questions_per_page=1, sequential=True), learner)
    open_attempt(page, attempt)
    question(page, 1).get_by_label("True").check()
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()
    assert attempt.answers.get(position=1).response is True
