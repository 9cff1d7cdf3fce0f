"""The Django admin in our clothes: accessible, readable on a phone, without a blocked style or script.

Two findings are Django's own and left out: a column of an inline table may have no heading (a good practice, no
criterion), and where a superuser gives rights, the help beside the two lists is named on an element without a role.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Invitation
from quizzes.models import Attempt, Question, Quiz
from quizzes.services import start_attempt, submit_attempt
from tests.access.world import log_change
from tests.browser.looks import dark_violations, too_wide_at_320, violations, visit
from tests.factories import AdminFactory

pytestmark = pytest.mark.browser

OF_DJANGO = {"empty-table-header": {"enabled": False}}
LISTS = [
    "accounts/user",
    "accounts/invitation",
    "lessons/lesson",
    "quizzes/question",
    "quizzes/result",
    "quizzes/attempt",
]


@pytest.fixture
def addresses(quiz, learner):
    now = timezone.now()
    attempt = start_attempt(quiz=quiz, user=learner, kind="graded", now=now)[0]
    submit_attempt(attempt_id=attempt.pk, now=now)
    lesson = quiz.course.lesson_set.first()
    question = Question.objects.filter(course=quiz.course).first()
    log_change(learner, {"display_name": ["Mira", "Mira Sol"]})
    forms = [
        f"accounts/user/{learner.pk}/change",
        f"accounts/user/{learner.pk}/history",
        f"accounts/user/{learner.pk}/delete",
        "accounts/user/add",
        "accounts/user/import",
        f"accounts/invitation/{Invitation.objects.create(note='Class 4').pk}/change",
        f"lessons/lesson/{lesson.pk}/change",
        f"lessons/lesson/{lesson.pk}/history",
        "lessons/sitepage/add",
        f"quizzes/question/{question.pk}/change",
        "quizzes/question/add",
        f"quizzes/quiz/{Quiz.objects.get().pk}/change",
        f"quizzes/attempt/{Attempt.objects.get().pk}/change",
    ]
    return ["/admin/", *(f"/admin/{each}/" for each in LISTS + forms)]


def test_pages_of_the_admin_are_accessible_and_fit_small_screens(addresses, new_context, problems):
    found = {}
    page = new_context(AdminFactory(), reduced_motion="reduce").new_page()
    for address in addresses:
        visit(page, address)
        assert problems == [], address
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found[address, width] = violations(page, rules=OF_DJANGO | {"target-size": {"enabled": True}})
            found[address, width, "dark"] = dark_violations(page)
        found[address, 320] = too_wide_at_320(page)
        problems.clear()  # axe itself tries to set styles on Django's pages, which our policy refuses
    assert {where: what for where, what in found.items() if what} == {}


def test_a_phone_shows_what_is_wrong_in_a_list_of_people(transactional_db, new_context, problems):
    page = new_context(AdminFactory(), viewport={"width": 390, "height": 900}, reduced_motion="reduce").new_page()
    visit(page, "/admin/accounts/user/import/")
    page.get_by_label("Paste the list").fill("name;e-mail\nMira Sol;not an address\nTomas;tomas@example.org\n")
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_text("Wrong:", exact=True)).to_be_visible()
    found = page.get_by_role("region", name="What this list makes")
    assert found.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert violations(page) == []
    problems.clear()
    assert too_wide_at_320(page) is None
    assert found.evaluate("each => each.scrollWidth <= each.clientWidth")
