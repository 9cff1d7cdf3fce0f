"""Every question type through the browser: answered, saved in its shape, shown again, graded."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard, fill_in_all
from tests.browser.player import ORDERING, SAVED, expect_saved, open_attempt, question, stored, whole_state
from tests.samples import RIGHT

pytestmark = pytest.mark.browser

QUESTIONS = ["zzsingle", "zzmultiple", "zztruefalse", "zzshort", "zznumber", "zzmatching", "zzordering", "zzcloze"]


def responses(attempt):
    return list(attempt.answers.order_by("position").values_list("response", flat=True))


def test_all_types_to_full_marks(page, attempt, live_server):
    open_attempt(page, attempt)
    fill_in_all(Keyboard(page))
    expect(whole_state(page)).to_have_text(SAVED)
    assert responses(attempt) == [RIGHT[key] for key in QUESTIONS]
    shown = page.locator("#attempt-form").evaluate(ANSWERS)
    page.reload()
    assert page.locator("#attempt-form").evaluate(ANSWERS) == shown
    page.get_by_role("button", name="Finish …").click()
    expect(page.get_by_role("main")).to_contain_text("All 8 questions have an answer.")
    page.get_by_role("button", name="Hand in").click()
    expect(page).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/review/")
    expect(page.get_by_role("main")).to_contain_text("9 of 9 points")
    attempt.refresh_from_db()
    assert attempt.score == Decimal(9)


# What the form's own fields would send.
ANSWERS = """form => [...new FormData(form)].filter(([name]) => /^q\\d+(-|$)/.test(name) && !name.endsWith('-was'))"""


def test_adopted_answers_of_all_types_fill_the_fields(page, attempt, learner, new_context):
    """What comes from another tab is put into the fields of every type."""
    open_attempt(page, attempt)
    other = open_attempt(page.context.new_page(), attempt)
    fill_in_all(Keyboard(page))
    expect(whole_state(page)).to_have_text(SAVED)
    shown = sorted(page.locator("#attempt-form").evaluate(ANSWERS))
    expect(other.get_by_label("Gap 2")).to_have_value("51")
    assert sorted(other.locator("#attempt-form").evaluate(ANSWERS)) == shown
    assert question(other, ORDERING).locator(".ordering__text").all_inner_texts() == [
        "Treaty",
        "Campaign",
        "Decision",
        "Pledge",
    ]


# --- ordering --------------------------------------------------------------------------------------------------------


def order(page):
    return question(page, ORDERING).locator(".ordering__text").all_inner_texts()


def test_ordering_untouched_is_no_answer(page, attempt):
    open_attempt(page, attempt)
    expect(question(page, ORDERING).get_by_role("combobox")).to_have_count(0)
    question(page, ORDERING).get_by_label("Flag").check()
    expect_saved(page, ORDERING)
    assert stored(attempt, ORDERING) is None


def test_ordering_can_be_kept_as_it_stands_and_cleared(page, attempt):
    open_attempt(page, attempt)
    shown = order(page)
    keep = question(page, ORDERING).get_by_role("button", name="Keep this order")
    keep.press("Enter")
    expect(keep).to_be_hidden()
    expect_saved(page, ORDERING)
    texts = {"zzo-1": "Treaty", "zzo-2": "Campaign", "zzo-3": "Decision", "zzo-4": "Pledge"}
    assert [texts[key] for key in stored(attempt, ORDERING)] == shown
    question(page, ORDERING).get_by_role("button", name="Clear my answer").press("Enter")
    expect(keep).to_be_visible()
    expect(page.locator(f"[data-map='{ORDERING}']")).to_have_text("Question 7")
    page.get_by_role("button", name="Finish …").click()
    expect(page.get_by_role("main")).to_contain_text("8 questions have no answer yet")
    assert stored(attempt, ORDERING) is None


def test_ordering_moves_keep_the_focus_and_are_spoken(page, attempt):
    open_attempt(page, attempt)
    first, second, *rest = order(page)
    down = question(page, ORDERING).get_by_role("button", name=f"Move down: {first}")
    down.press("Enter")
    expect(down).to_be_focused()
    assert order(page) == [second, first, *rest]
    expect(page.locator("[data-live]")).to_have_text(f"{first} is now at place 2")
    down.press("Space")
    down.press("Enter")
    assert order(page) == [second, *rest, first]
    expect(down).to_have_attribute("aria-disabled", "true")
    down.press("Enter")
    expect(down).to_be_focused()
    assert order(page) == [second, *rest, first]


def test_ordering_buttons_are_large_enough(page, attempt):
    open_attempt(page, attempt)
    for button in question(page, ORDERING).get_by_role("button", name="Move").all():
        box = button.bounding_box()
        assert box["width"] >= 44
        assert box["height"] >= 44
