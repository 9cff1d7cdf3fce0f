"""Pictures in a lesson and in a question, as a person meets them."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lessons.models import Course
from quizzes.models import Answer
from quizzes.services import start_attempt, submit_attempt
from tests.browser.player import open_attempt
from tests.browser.test_dragging import drag, place
from tests.browser.test_pages import dark_violations, too_wide_at_320, violations, visit
from tests.pictures import drawn, encoded
from tests.samples import ASKED, MORE, PICTURED, load_sample

pytestmark = pytest.mark.browser

LARGE = {"pictures/zzflag.png": encoded(drawn(size=(1600, 900)))}
HEIGHTS = "[...document.images].map(each => Math.round(each.getBoundingClientRect().height))"
LOADED = """Promise.all([...document.images].map(each => {
    each.loading = 'eager'
    return each.decode().catch(() => {})
}))"""
BROKEN = "[...document.images].filter(each => !each.complete || !each.naturalWidth).map(each => each.src)"


@pytest.fixture
def addresses(transactional_db, tmp_path, learner):
    """A lesson, an attempt and a review, with pictures wherever they can stand."""
    load_sample(tmp_path, PICTURED | ASKED | LARGE)
    quiz, now = Course.objects.get(key="sample").quiz_set.get(key="first-quiz"), timezone.now()
    done = start_attempt(quiz=quiz, user=learner, kind="graded", now=now)[0]
    submit_attempt(attempt_id=done.pk, now=now)
    tried = start_attempt(quiz=quiz, user=learner, kind="graded", now=now)[0]
    return ["/courses/sample/lessons/second/", f"/attempts/{tried.pk}/", f"/attempts/{done.pk}/review/"]


def test_pages_with_pictures_are_accessible_and_fit_small_screens(addresses, new_context, learner, problems):
    found = {}
    page = new_context(learner, reduced_motion="reduce").new_page()
    for address in addresses:
        visit(page, address)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found[address, width] = violations(page)
            found[address, width, "dark"] = dark_violations(page)
        found[address, 320] = too_wide_at_320(page)
        page.evaluate(LOADED)
        found[address, "broken"] = page.evaluate(BROKEN)
        assert page.locator("img.pictured").count() > 0
    assert {where: what for where, what in found.items() if what} == {}
    assert problems == []


@pytest.mark.parametrize("which", [0, 1])
def test_nothing_moves_when_a_picture_arrives(addresses, page, which):
    """Its place is held by its width and height."""
    waiting = []
    page.set_viewport_size({"width": 390, "height": 2400})
    page.route("**/media/**", lambda route: waiting.append(route))
    page.goto(addresses[which], wait_until="domcontentloaded")
    expect(page.locator("img.pictured").first).to_be_attached()
    before = page.evaluate(HEIGHTS)
    page.wait_for_timeout(200)
    for route in waiting:
        route.continue_()
    page.unroute("**/media/**")
    page.evaluate(LOADED)
    assert page.evaluate(HEIGHTS) == before and 0 not in before


def test_buttons_that_move_a_picture_say_what_it_shows(addresses, page):
    page.goto(addresses[1])
    page.locator("button[aria-label$='A flag with a red corner'][aria-disabled=false]").first.click()
    expect(page.locator("[data-live]")).to_contain_text("A flag with a red corner")


def test_item_that_is_a_picture_is_dragged_into_a_box_and_shown_there(transactional_db, tmp_path, learner, page):
    bank = MORE["questions/first.yaml"].replace("text: Finland", "text: '![](picture:zzflag)'")
    load_sample(tmp_path, PICTURED | MORE | {"questions/first.yaml": bank})
    quiz = Course.objects.get(key="sample").quiz_set.get(key="first-quiz")
    attempt = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]
    open_attempt(page, attempt)
    box = place(page, "Allies")
    drag(page, page.locator("label[data-chip]:has(img.pictured)"), box)
    expect(box.get_by_role("img", name="A flag with a red corner", include_hidden=True)).to_be_visible()
    expect(page.get_by_role("combobox", name="A flag with a red corner")).not_to_have_value("")


def test_choice_that_is_a_picture_has_a_name_and_is_taken_by_keyboard(addresses, page):
    page.goto(addresses[1])
    choice = page.get_by_role("radio", name="A map with a blue corner")
    choice.focus()
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")
    answer = Answer.objects.get(attempt__state="open", version__question__key="zzsingle")
    assert answer.response == "zznone"
