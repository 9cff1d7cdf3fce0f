"""An instructor, for the first time: from an empty course to a published lesson with a quiz of ten, keyboard alone."""

import pytest
from playwright.sync_api import expect

from lessons.models import Course
from quizzes.models import Question
from tests.browser.keyboard import Keyboard
from tests.factories import UserFactory

pytestmark = pytest.mark.browser

TEN = [f"Statement {number} of ten is true." for number in range(1, 11)]
LESSON = "[An Ally helps the one that is attacked.]{#help}\n\n## How\n\nEach Ally chooses."


def test_first_course_is_written_by_keyboard(transactional_db, new_context, learner):
    teacher = UserFactory(role="instructor")
    page = new_context(teacher, viewport={"width": 1280, "height": 900}, reduced_motion="reduce").new_page()
    page.goto("/")
    keyboard = Keyboard(page)
    keyboard.follow(page.get_by_role("link", name="Teaching"))
    make_course(page, keyboard)
    write_lesson(page, keyboard)
    write_questions(page, keyboard)
    build_quiz(page, keyboard)
    publish(page, keyboard)

    reader = new_context(learner).new_page()
    reader.goto("/courses/my-first-course/")
    reader.get_by_role("link", name="Helping each other").first.click()
    expect(reader.get_by_text("An Ally helps the one that is attacked.")).to_be_visible()
    reader.get_by_role("link", name="Take the quiz").click()
    reader.get_by_role("button", name="Start").click()
    expect(reader.get_by_role("heading", name="Question 10 of 10")).to_be_visible()


def make_course(page, keyboard):
    keyboard.follow(page.get_by_role("link", name="New course"))
    keyboard.write(page.get_by_label("Title"), "My first course")
    keyboard.write(page.get_by_label("Summary"), "Who helps whom.")
    keyboard.follow(page.get_by_role("button", name="Make the course"))
    expect(page.get_by_text("Your course is here, as a draft.")).to_be_visible()


def write_lesson(page, keyboard):
    keyboard.follow(page.get_by_role("link", name="Write a lesson"))
    keyboard.write(page.locator("#f-title"), "Helping each other")
    keyboard.follow(page.locator("#add-objectives"))
    keyboard.write(page.locator("#f-objectives-0-text"), "Say who helps whom")
    keyboard.write(page.locator("#f-body"), LESSON)
    expect(page.locator("#preview")).to_contain_text("Each Ally chooses.")
    save(page, keyboard)


def write_questions(page, keyboard):
    keyboard.follow(page.get_by_role("link", name="My first course"))
    keyboard.follow(page.get_by_role("link", name="Write a question"))
    keyboard.follow(page.get_by_role("button", name="True or false"))
    for number, words in enumerate(TEN, start=1):
        keyboard.write(page.locator("#f-prompt"), words)
        keyboard.tick(page.get_by_label("It is true", exact=True))
        keyboard.write(page.get_by_label("Why it is right"), "The lesson says so.")
        keyboard.tick(page.get_by_label("An Ally helps the one that is attacked."))
        keyboard.follow(page.get_by_role("button", name="Save and write the next"))
        expect(page.get_by_text("Saved.")).to_be_visible()
        assert Question.objects.askable().count() == number


def build_quiz(page, keyboard):
    keyboard.follow(page.get_by_role("link", name="My first course"))
    keyboard.follow(page.get_by_role("link", name="Build a quiz"))
    keyboard.write(page.locator("#f-title"), "Do you know it?")
    keyboard.select(page.locator("#f-lesson"), "Helping each other")
    for key in Question.objects.order_by("position").values_list("key", flat=True):
        keyboard.tick(page.locator(f"#choose-{key}"))
    keyboard.follow(page.get_by_role("button", name="Add the chosen"))
    expect(page.locator(".slot")).to_have_count(10)
    keyboard.follow(page.locator("#quiz-totals").get_by_role("button", name="Save"))
    expect(page.get_by_text("Saved.")).to_be_visible()


def publish(page, keyboard):
    keyboard.follow(page.get_by_role("link", name="My first course"))
    for name in ("Put into the course Helping each other", "Put into the course Do you know it?"):
        keyboard.follow(page.get_by_role("button", name=name))
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    keyboard.follow(page.get_by_role("link", name="Settings"))
    keyboard.tick(page.get_by_label("Published"))
    keyboard.follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Course.objects.get().published


def save(page, keyboard):
    keyboard.follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("Saved.")).to_be_visible()
