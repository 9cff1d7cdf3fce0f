"""Pages for those who write courses, by keyboard and as they look: previews of questions, stale evidence, beliefs."""

import pytest
from playwright.sync_api import expect

from lessons.models import Course
from quizzes.models import Attempt, Question
from securityedu.courses import read_course
from tests.browser.looks import dark_violations, small_controls, too_wide_at_320, violations, visit
from tests.factories import UserFactory, teacher_of
from tests.quizzes.services.helpers import entry, start, submit
from tests.quizzes.test_bank_checking import accepted
from tests.quizzes.test_stale import CHANGED
from tests.samples import DRAWN, load_sample, write_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PREVIEW = "/teach/courses/sample/questions/{}/preview/"


@pytest.fixture
def course(transactional_db, tmp_path):
    """All types; a passage with new words; a misconception that the learner holds."""
    bank = DRAWN["questions/first.yaml"].replace(
        "    text: No matter of others\n", "    text: No matter of others\n    misconception: troops\n"
    )
    files = DRAWN | {"questions/first.yaml": bank}
    files |= {"evidence.lock": accepted(*read_course(write_course(tmp_path / "before", files)))}
    load_sample(tmp_path, files)
    load_sample(tmp_path, files | CHANGED)
    return Course.objects.get(key="sample")


@pytest.fixture
def author(course):
    return teacher_of(course, username="vera")


@pytest.fixture
def mistaken(course):
    """Somebody who holds the misconception."""
    learner = UserFactory(username="mira")
    attempt = start(course.quiz_set.get(key="first-quiz"), learner)
    submit(attempt, entry(attempt, "zzsingle", "zznone"), entry(attempt, "zztruefalse", True))
    return learner


@pytest.fixture
def page(new_context, author):
    return new_context(author).new_page()


def pages_of(course) -> list[str]:
    stale = Question.objects.get(course=course, key="zzcheck").pk
    found = ["/teach/stale/", f"/teach/stale/{stale}/", "/teach/courses/sample/held-misconceptions/"]
    return [*found, PREVIEW.format("zzsingle"), PREVIEW.format("zzsingle") + "?as=closed"]


def looks_right(page) -> dict[str, object]:
    found = {"axe": violations(page), "dark": dark_violations(page), "small": small_controls(page)}
    found["wide"] = too_wide_at_320(page) or []
    page.set_viewport_size({"width": 1280, "height": 800})
    return {name: problems for name, problems in found.items() if problems}


def test_pages_pass_axe_in_both_colours_and_fit_narrow_windows(page, course, mistaken):
    for address in pages_of(course):
        visit(page, address)
        assert looks_right(page) == {}, address


def test_dashboard_with_beliefs_passes_too(new_context, course, mistaken):
    page = new_context(mistaken).new_page()
    visit(page, "/progress/")
    expect(page.get_by_role("heading", name="Worth another look")).to_be_visible()
    assert looks_right(page) == {}


def test_words_are_accepted_by_keyboard(page):
    visit(page, "/teach/stale/")
    expect(page.locator("article")).to_have_count(2)
    accept = page.get_by_role("button", name="Still right").first
    while not accept.evaluate("each => each === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Accepted: the passages prove “zzcheck”")).to_be_visible()
    expect(page.locator("article")).to_have_count(1)


def test_preview_goes_through_its_times_and_keeps_the_answer(page):
    visit(page, PREVIEW.format("zzsingle"))
    page.get_by_label("No matter of others").check()
    page.get_by_label("Seen").select_option("closed")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".review--wrong")).to_be_visible()
    page.get_by_label("Seen").select_option("during")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.get_by_label("No matter of others")).to_be_checked()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("key", ["zzordering", "zzwords", "zzspots"])
def test_preview_has_the_helpers_of_an_attempt(page, key):
    """Buttons to order, words to drag, and places on the map, as the player makes them."""
    visit(page, PREVIEW.format(key))
    helper = {"zzordering": "button[data-move], .ordering button", "zzwords": "[data-chip]", "zzspots": "[data-spot]"}[
        key
    ]
    expect(page.locator(helper).first).to_be_visible()


def test_preview_works_without_javascript(new_context, author):
    page = new_context(author, java_script_enabled=False).new_page()
    visit(page, PREVIEW.format("zzmatching") + "?behaviour=immediate")
    for select in page.locator("select[name^=q1]").all():
        select.select_option(index=1)
    page.get_by_role("button", name="Check this answer").click()
    expect(page.locator(".review__verdict")).to_be_visible()
