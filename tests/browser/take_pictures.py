"""Takes the pictures of docs/ anew: `make pictures`. The suite, which collects test_*.py, leaves it alone."""

from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from accounts.models import User
from quizzes.behaviours import BEHAVIOURS
from quizzes.services import start_attempt
from securityedu.demo.people import INSTRUCTOR
from securityedu.demo.site import create_demo
from tests.browser.player import open_attempt, question
from tests.factories import AdminFactory, teacher_of
from tests.quizzes.services.test_behaviour import choice_quiz

FOLDER = Path(__file__).parents[2] / "docs/pictures"
COLOURS = 32

GIFT = """\
When was the North Atlantic Treaty signed? {=4 April 1949 ~4 May 1949 ~9 May 1950}

Which article speaks of an armed attack? {=5 =five =Article 5}

Finland has been an Ally since 2023. {TRUE}

Which of these is an Ally? {~Norway ~Austria}
"""
STUDIO = {
    "course": "",
    "lesson": "lessons/collective-defence/",
    "question": "questions/attacked-country/",
    "bank": "questions/",
    "quiz": "quizzes/collective-defence-quiz/",
    "results": "quizzes/final-exam/results/",
    "paper": "quizzes/collective-defence-quiz/print/",
}

pytestmark = pytest.mark.browser


def keep(name: str, png: bytes) -> None:
    """A picture in few colours: screens are mostly one."""
    picture = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS)
    picture.save(FOLDER / f"{name}.png", optimize=True)


def test_types(new_context, transactional_db):
    page = new_context(AdminFactory(), viewport={"width": 800, "height": 900}).new_page()
    page.goto("/styleguide/")
    questions = page.locator("#questions")
    for heading in questions.locator("h3").all()[:-2]:
        states = heading.locator("xpath=following-sibling::div[1]").locator("> div")
        name = heading.inner_text()
        keep(f"type-{name}", states.nth(0).screenshot())
        keep(f"review-{name}", states.filter(has_text="review").first.screenshot())
    for number, text in enumerate(
        questions.locator("h3:nth-last-of-type(2) ~ section, h3:nth-last-of-type(2) ~ div").all()[:2]
    ):
        keep(f"text-{number + 1}", text.screenshot())


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_behaviours(new_context, learner, behaviour):
    """A question as its learner has it after one wrong answer."""
    quiz = choice_quiz(behaviour=behaviour, reveal="at_once")
    attempt = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]
    page = open_attempt(new_context(learner, viewport={"width": 800, "height": 900}).new_page(), attempt)
    question(page, 1).get_by_label("b", exact=True).check()
    check = page.get_by_role("button", name="Check this answer")
    if BEHAVIOURS[behaviour].checks:
        with page.expect_navigation():
            check.click()
    keep(f"behaviour-{behaviour}", question(page, 1).screenshot())


def test_settings(new_context, course):
    page = new_context(teacher_of(course, "owner"), viewport={"width": 1000, "height": 900}).new_page()
    page.goto("/teach/courses/sample/quizzes/first-quiz/")
    for more in page.locator("#editor details").all():
        more.evaluate("each => { each.open = true; }")
    keep("settings", page.locator(".studio-editor__form").screenshot())


def test_studio(new_context, transactional_db):
    """The shipped course with the demo's people, as its instructor has it before her."""
    create_demo(now=timezone.now())
    page = new_context(User.objects.get(username=INSTRUCTOR), viewport={"width": 1280, "height": 1000}).new_page()
    for name, path in STUDIO.items():
        page.goto(f"/teach/courses/european-security/{path}")
        page.wait_for_load_state("networkidle")
        keep(f"studio-{name}", page.screenshot())
    page.goto("/teach/courses/european-security/import/")
    page.get_by_label("Paste them").fill(GIFT)
    page.get_by_role("button", name="Look at them").click()
    page.wait_for_load_state("networkidle")
    keep("studio-import", page.screenshot())
