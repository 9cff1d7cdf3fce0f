"""The results of a quiz in a browser: readable on all screens, and up to date only for who wants that."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import Attempt
from quizzes.services import start_attempt, submit_attempt
from tests.browser.looks import dark_violations, small_controls, too_wide_at_320, violations, visit
from tests.factories import UserFactory, teacher_of

pytestmark = pytest.mark.browser

RESULTS = "/teach/courses/sample/quizzes/first-quiz/results/"


@pytest.fixture
def teacher(quiz):
    return teacher_of(quiz.course, "editor", username="editor")


@pytest.fixture
def done(quiz, attempt):
    """Handed in by one learner; Mira's `attempt` is open."""
    now, other = timezone.now(), UserFactory(username="anton", display_name="Anton Vukotić-Hohenberg")
    found = start_attempt(quiz=quiz, user=other, kind="graded", now=now)[0]
    submit_attempt(attempt_id=found.pk, now=now)
    return found


def test_pages_are_accessible_on_all_screens(new_context, teacher, attempt, done):
    page = new_context(teacher).new_page()
    found = {}
    addresses = ["", "?sort=-score&state=open", "questions/", "link/"]
    addresses += [f"attempts/{done.pk}/", f"attempts/{done.pk}/?as=learner", f"attempts/{attempt.pk}/"]
    for address in addresses:
        visit(page, RESULTS + address)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found[address, width] = [*violations(page), *dark_violations(page), *small_controls(page)]
        found[address, 320] = too_wide_at_320(page)
    assert {where: what for where, what in found.items() if what} == {}


def test_list_follows_what_happens_only_once_it_is_ticked(new_context, quiz, teacher, attempt, done):
    page = new_context(teacher).new_page()
    page.clock.install()
    visit(page, RESULTS)
    rows = page.get_by_role("row")
    expect(rows).to_have_count(3)
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    page.clock.run_for(40_000)
    expect(page.get_by_text("0 of 8 answered")).to_be_visible()
    page.get_by_label("Keep up to date").check()
    expect(page.get_by_text("0 of 8 answered")).to_have_count(0)
    page.get_by_role("link", name="mira").focus()
    start_attempt(quiz=quiz, user=UserFactory(username="zora"), kind="graded", now=timezone.now())
    expect(rows).to_have_count(3)
    page.clock.run_for(16_000)
    expect(rows).to_have_count(4)
    expect(page.get_by_role("link", name="mira")).to_be_focused()
    page.get_by_label("Keep up to date").uncheck()
    expect(page.get_by_text("Comes anew")).to_have_count(0)


def test_list_is_narrowed_at_once_with_scripts_and_by_a_button_without(new_context, teacher, attempt, done):
    for scripts in (True, False):
        page = new_context(teacher, java_script_enabled=scripts).new_page()
        page.goto(RESULTS)
        page.get_by_label("State").select_option("finished")
        if not scripts:
            page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("link", name="mira")).to_have_count(0)
        expect(page.get_by_role("link", name="Anton")).to_be_visible()
        page.get_by_role("link", name="Result", exact=True).click()
        expect(page.get_by_label("State")).to_have_value("finished")
    assert Attempt.objects.count() == 2
