"""Every page of the walk, with the course that ships: accessible, fit for a small screen, without a broken script."""

import pytest
from django.conf import settings
from django.utils import timezone

from lessons.models import Course, SitePage
from lessons.services import load_course, save_site_page
from quizzes.services import start_attempt, submit_attempt
from securityedu.courses import STORES, read_course
from tests.browser.looks import dark_violations, small_controls, too_wide_at_320, violations, visit
from tests.factories import UserFactory

pytestmark = pytest.mark.browser

LESSON = "/courses/european-security/lessons/collective-defence/"
QUIZ = "/courses/european-security/quizzes/collective-defence-quiz/"

MISSING = "/nothing/here/"


@pytest.fixture
def shipped(transactional_db):
    """The shipped course."""
    folder, _texts = read_course(settings.BASE_DIR / "content" / "european-security")
    load_course(folder, stores=STORES, now=timezone.now())
    return Course.objects.get(key="european-security")


@pytest.fixture
def addresses(shipped, learner):
    """Addresses of a learner who has handed in once, practises, and tries again.

    She has no password, so that no page asks for it; and the site has an imprint.
    """
    learner.set_unusable_password()
    learner.save()
    save_site_page(page=SitePage(key="imprint", title="Imprint", body="A school."), now=timezone.now())
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
        "/accounts/data/",
        "/accounts/delete/",
        "/search/?q=attack",
        "/courses/european-security/glossary/",
        "/courses/european-security/sources/",
        MISSING,
    ]


GUEST_ADDRESSES = ["/courses/european-security/", "/accounts/login/", "/accounts/signup/", LESSON, QUIZ]
GUEST_ADDRESSES += ["/privacy/", "/accessibility/", "/imprint/", "/accounts/goodbye/"]
WIDTHS = (1280, 390)


def test_pages_are_accessible_fit_small_screens_and_break_no_policy(addresses, new_context, learner, problems):
    """One test, because the shipped course takes a while to load; what was found says where."""
    found = {}
    staff = UserFactory(username="staff", is_staff=True)
    for user, pages in ((learner, addresses), (None, GUEST_ADDRESSES), (staff, ["/styleguide/"])):
        page = new_context(user, reduced_motion="reduce").new_page()
        for address in pages:
            visit(page, address, status=404 if address == MISSING else 200)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found[address, width] = violations(page)
                found[address, width, "dark"] = dark_violations(page)
                found[address, width, "small"] = small_controls(page)
            found[address, 320] = too_wide_at_320(page)
    assert {where: what for where, what in found.items() if what} == {}
    # A blocked style or script is an error in the console.
    assert [each for each in problems if "404" not in each] == []


def test_pages_fit_a_phone_with_the_largest_letters_and_spaces(addresses, new_context, learner):
    learner.text_size, learner.wide_spacing, learner.more_contrast = "larger", True, True
    learner.save()
    page = new_context(learner, reduced_motion="reduce").new_page()
    found = {}
    for address in addresses:
        visit(page, address, status=404 if address == MISSING else 200)
        found[address] = too_wide_at_320(page)
        found[address, "light"] = violations(page, runOnly=["color-contrast"])
        found[address, "dark"] = dark_violations(page)
    assert {where: what for where, what in found.items() if what} == {}
