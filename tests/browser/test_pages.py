"""Every page of the walk, with the course that ships: accessible, fit for a small screen, without a broken script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from lessons.models import Course
from lessons.services import load_course
from quizzes.services import start_attempt, submit_attempt
from securityedu.courses import STORES, read_course

pytestmark = pytest.mark.browser

LESSON = "/courses/european-security/lessons/collective-defence/"
QUIZ = "/courses/european-security/quizzes/collective-defence-quiz/"


@pytest.fixture
def shipped(transactional_db):
    """The shipped course."""
    folder, _texts = read_course(settings.BASE_DIR / "content" / "european-security")
    load_course(folder, stores=STORES, now=timezone.now())
    return Course.objects.get(key="european-security")


@pytest.fixture
def addresses(shipped, learner):
    """Addresses of a learner who has handed in once, practises, and tries again."""
    quiz, now = shipped.quiz_set.get(key="collective-defence-quiz"), timezone.now()
    done = start_attempt(quiz=quiz, user=learner, kind="graded", now=now)[0]
    submit_attempt(attempt_id=done.pk, now=now)
    tried = start_attempt(quiz=quiz, user=learner, kind="graded", now=now)[0]
    return [
        "/courses/european-security/",
        LESSON,
        QUIZ,
        f"/attempts/{tried.pk}/",
        f"/attempts/{tried.pk}/submit/",
        f"/attempts/{done.pk}/review/",
        "/progress/",
        "/accounts/profile/",
        "/search/?q=attack",
        "/courses/european-security/glossary/",
        "/courses/european-security/sources/",
        "/nothing/here/",
    ]


GUEST_ADDRESSES = ["/accounts/login/", "/accounts/signup/", LESSON, QUIZ]
VIEWS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_nothing(addresses, new_context, learner, width, scheme):
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "reduced_motion": "reduce"}
    found = {}
    for user, pages in ((learner, addresses), (None, GUEST_ADDRESSES)):
        page = new_context(user, **options).new_page()
        for address in pages:
            page.goto(address)
            found[address] = violations(page)
    assert {address: each for address, each in found.items() if each} == {}


def violations(page):
    result = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']][:5]}"
        for violation in result.response["violations"]
    ]


def test_pages_at_320_pixels_do_not_scroll_sideways_and_break_no_policy(addresses, new_context, learner, problems):
    """320 pixels are 400 % zoom of a 1280 pixel window. A blocked style or script would be an error in the console."""
    wide = {}
    for user, pages in ((learner, addresses), (None, GUEST_ADDRESSES)):
        page = new_context(user, viewport={"width": 320, "height": 640}).new_page()
        for address in pages:
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            wide[address] = page.evaluate(TOO_WIDE)
    assert {address: each for address, each in wide.items() if each} == {}
    assert [each for each in problems if "404" not in each] == []


TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? null :
    [...document.querySelectorAll('main *, header *, footer *')]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 4).map(each => `${each.tagName}.${each.className}`)"""
