"""The learner's walk from the front page to the dashboard, with the keyboard alone: with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from quizzes.models import Attempt
from tests.browser.keyboard import Keyboard, fill_in_all
from tests.browser.player import SAVED, whole_state

pytestmark = pytest.mark.browser

NAME, SECRET = "walker", "a long walk in the rain"


def test_walk_with_the_keyboard(course, new_context, problems):
    page = new_context(reduced_motion="reduce").new_page()
    walk = Walk(page)
    walk.read_as_guest()
    walk.answer_the_check()
    assert page.url.endswith("/courses/sample/lessons/first/")
    walk.sign_up_on_the_way_to_the_quiz()
    fill_in_all(walk.keyboard)
    expect(whole_state(page)).to_have_text(SAVED)
    walk.hand_in()
    walk.see_the_evidence()
    expect(page.locator("#p-one-for-all")).to_be_focused()
    walk.see_the_progress()
    assert problems == []


def test_walk_without_scripts(course, new_context):
    page = new_context(java_script_enabled=False).new_page()
    walk = Walk(page)
    walk.read_as_guest()
    walk.answer_the_check()
    assert "/checks/zzcheck/?" in page.url
    page.go_back()
    walk.sign_up_on_the_way_to_the_quiz()
    expect(whole_state(page)).to_be_hidden()
    fill_in_all(walk.keyboard)
    walk.keyboard.follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_label("Gap 2")).to_have_value("51")
    walk.hand_in()
    walk.see_the_evidence()
    walk.see_the_progress()


class Walk:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_role("main")
        self.keyboard = Keyboard(page)

    def heading(self, text: str) -> None:
        expect(self.main.get_by_role("heading", level=1)).to_have_text(text)

    def read_as_guest(self) -> None:
        self.page.goto("/")
        self.heading("Sample course")
        self.keyboard.press("Tab")
        expect(self.page.get_by_role("link", name="Skip to the content")).to_be_focused()
        self.keyboard.press("Enter")
        self.keyboard.follow(self.main.get_by_role("link", name="Start the first lesson"))
        self.heading("The first lesson")

    def answer_the_check(self) -> None:
        check = self.page.locator("#check-zzcheck")
        self.keyboard.choose(check, "Chooses its action")
        self.keyboard.follow(check.get_by_role("button", name="Check my answer"))
        expect(check).to_contain_text("Yes, it chooses.")

    def sign_up_on_the_way_to_the_quiz(self) -> None:
        self.keyboard.follow(self.main.get_by_role("link", name="Take the quiz"))
        self.heading("The first quiz")
        self.keyboard.follow(self.main.get_by_role("link", name="Sign up and start"))
        self.heading("Make an account")
        self.keyboard.write(self.main.get_by_label("Username"), NAME)
        self.keyboard.write(self.main.get_by_label("Password"), SECRET)
        self.keyboard.press("Enter")
        self.heading("The first quiz")
        assert User.objects.filter(username=NAME).exists()
        self.keyboard.follow(self.main.get_by_role("button", name="Start the quiz"))
        expect(self.page.get_by_role("button", name="Finish …")).to_be_visible()

    def hand_in(self) -> None:
        self.keyboard.follow(self.page.get_by_role("button", name="Finish …"))
        expect(self.main).to_contain_text("All 8 questions have an answer.")
        self.keyboard.follow(self.page.get_by_role("button", name="Hand in"))
        self.heading("Your result")
        expect(self.main).to_contain_text("9 of 9 points")
        assert Attempt.objects.get().state == "submitted"

    def see_the_evidence(self) -> None:
        link = self.page.locator("#q1").get_by_role("link", name="An attack on one is an attack on all.")
        self.keyboard.follow(link)
        self.heading("The first lesson")
        expect(self.page.locator("#p-one-for-all")).to_be_in_viewport()

    def see_the_progress(self) -> None:
        self.keyboard.follow(self.page.get_by_role("link", name="My progress"))
        self.heading("My progress")
        expect(self.main).to_contain_text("100 %")
