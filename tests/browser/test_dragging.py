"""Words into gaps and items into categories: by mouse, by touch, by keyboard and without JavaScript."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lessons.models import Course
from quizzes.services import start_attempt
from tests.browser.keyboard import Keyboard
from tests.browser.player import expect_saved, open_attempt, question, stored
from tests.browser.test_pages import dark_violations, too_wide_at_320, violations
from tests.samples import MORE, RIGHT_MORE, load_sample

pytestmark = pytest.mark.browser

WORDS, SORT = 9, 10
RIGHT = [RIGHT_MORE["zzwords"], RIGHT_MORE["zzsort"]]


@pytest.fixture
def attempt(transactional_db, tmp_path, learner):
    """A graded attempt with the types that are dragged at its end."""
    load_sample(tmp_path, MORE)
    quiz = Course.objects.get(key="sample").quiz_set.get(key="first-quiz")
    return start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]


def chip(page, text):
    return page.locator("[data-chip]").get_by_text(text, exact=True)


def place(page, text):
    """A gap by its number or a box by its title."""
    return page.locator(f"[data-drop='{text}']" if text.isdecimal() else f".bin:has(.bin__title:text-is('{text}'))")


def drag(page, source, target):
    page.set_viewport_size(page.viewport_size | {"height": 2000})  # both are to be seen: a drag doesn't scroll
    source.hover(position={"x": 5, "y": 15})  # waits until nothing moves it any more
    page.mouse.down()
    start, end = source.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + 30, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=5)
    page.mouse.up()


def word_in(page, gap):
    return question(page, WORDS).get_by_label(f"Gap {gap}").evaluate("each => each.selectedOptions[0].textContent")


def test_words_are_dragged_with_a_mouse_and_one_that_is_there_once_moves(page, attempt):
    open_attempt(page, attempt)
    drag(page, chip(page, "four"), place(page, "1"))
    drag(page, chip(page, "Allies"), place(page, "3"))
    expect_saved(page, WORDS)
    assert stored(attempt, WORDS) == {"1": "zzw-four", "3": "zzw-allies"}
    expect(page.locator(".chip.is-used:not([data-reuse])")).to_have_text(["four"])
    drag(page, chip(page, "four"), place(page, "2"))
    assert [word_in(page, gap) for gap in "123"] == ["…", "four", "Allies"]
    drag(page, chip(page, "four"), page.locator("h1"))
    drag(page, chip(page, "judges"), place(page, "1"))
    assert [word_in(page, gap) for gap in "123"] == ["…", "four", "Allies"]
    expect(page.locator(".is-picked")).to_have_count(0)
    expect_saved(page, WORDS)
    assert stored(attempt, WORDS) == {"2": "zzw-four", "3": "zzw-allies"}


def test_items_are_dragged_into_boxes_that_show_them(page, attempt):
    open_attempt(page, attempt)
    drag(page, chip(page, "Finland"), place(page, "Allies"))
    drag(page, chip(page, "Austria"), place(page, "Allies"))
    expect(place(page, "Allies").get_by_role("listitem", include_hidden=True)).to_have_count(2)
    drag(page, chip(page, "Austria"), place(page, "Partners"))
    expect(place(page, "Partners").locator("li")).to_have_text(["Austria"])
    expect_saved(page, SORT)
    assert stored(attempt, SORT) == {"zzi-fi": "zzk-in", "zzi-at": "zzk-out"}
    page.reload()
    expect(place(page, "Allies").locator("li")).to_have_text(["Finland"])


def test_tapping_a_word_and_then_a_gap_is_enough(new_context, learner, attempt):
    page = new_context(learner, has_touch=True, viewport={"width": 390, "height": 800}).new_page()
    open_attempt(page, attempt)
    for text, gap in (("four", "1"), ("five", "2"), ("Allies", "3")):
        chip(page, text).tap()
        expect(chip(page, text).locator("xpath=ancestor-or-self::*[@data-chip]")).to_have_class("chip is-picked")
        place(page, gap).tap()
    for text, box in (("Finland", "Allies"), ("Austria", "Partners"), ("Ireland", "Partners")):
        chip(page, text).tap()
        place(page, box).tap()
    expect_saved(page, WORDS)
    expect_saved(page, SORT)
    assert [stored(attempt, position) for position in (WORDS, SORT)] == RIGHT
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_keyboard_uses_the_lists_to_full_marks(page, attempt):
    keyboard = Keyboard(open_attempt(page, attempt))
    for gap, word in (("1", "four"), ("2", "five"), ("3", "Allies")):
        keyboard.select(question(page, WORDS).get_by_label(f"Gap {gap}"), word)
    places = {"Finland": "Allies", "Austria": "Partners", "Ireland": "Partners"}
    for select in question(page, SORT).get_by_role("combobox").all():
        name = select.evaluate("each => each.labels[0].textContent.trim()")
        if name in places:
            keyboard.select(select, places[name])
    expect_saved(page, SORT)
    assert [stored(attempt, position) for position in (WORDS, SORT)] == RIGHT
    page.get_by_role("button", name="Finish …").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("2 of 11 points")
    expect(page.get_by_role("main")).to_contain_text("Article [1] is for talks, Article [2] for defence")


def test_arrow_keys_that_pass_over_a_word_leave_it_where_it_is(page, attempt):
    keyboard = Keyboard(open_attempt(page, attempt))
    keyboard.select(question(page, WORDS).get_by_label("Gap 1"), "four")
    keyboard.go_to(question(page, WORDS).get_by_label("Gap 2"))
    for _ in range(3):
        keyboard.press("ArrowDown")
    assert word_in(page, "1") == "four"


def test_without_javascript_there_are_lists_only(new_context, learner, attempt):
    page = new_context(learner, java_script_enabled=False).new_page()
    page.goto(attempt.get_absolute_url())
    expect(page.locator(".bank")).to_have_count(2)
    assert [bank.is_visible() for bank in page.locator(".bank").all()] == [False, False]
    question(page, WORDS).get_by_label("Gap 2").select_option("five")
    question(page, SORT).get_by_label("Finland").select_option("Allies")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(question(page, SORT).get_by_label("Finland")).to_have_value(
        question(page, SORT).get_by_role("option", name="Allies").first.get_attribute("value")
    )
    assert (stored(attempt, WORDS), stored(attempt, SORT)) == ({"2": "zzw-five"}, {"zzi-fi": "zzk-in"})


def test_words_are_large_enough_to_touch(page, attempt):
    open_attempt(page, attempt)
    for each in page.locator(".chip").all():
        box = each.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44


def test_handed_in_attempt_of_a_closed_page_takes_no_more_words(page, attempt):
    open_attempt(page, attempt)
    page.locator("select").evaluate_all("all => all.forEach((each) => { each.disabled = true })")
    drag(page, chip(page, "four"), place(page, "1"))
    assert word_in(page, "1") == "…"


def test_page_and_review_are_accessible_and_fit_small_screens(new_context, learner, attempt):
    page = new_context(learner, reduced_motion="reduce").new_page()  # colours change at once
    open_attempt(page, attempt)
    drag(page, chip(page, "four"), place(page, "1"))
    drag(page, chip(page, "Finland"), place(page, "Allies"))
    chip(page, "five").click()
    expect_saved(page, WORDS)
    expect_saved(page, SORT)
    found = [violations(page), dark_violations(page), too_wide_at_320(page)]
    page.goto(f"{attempt.get_absolute_url()}submit/")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("Since 2023.")
    assert [*found, violations(page), too_wide_at_320(page)] == [[], [], None, [], None]
