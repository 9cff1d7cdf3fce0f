"""Essays and maps: typed, clicked, dragged, tapped, with the keyboard, without JavaScript; and grading by hand."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lessons.models import Course
from quizzes.services import start_attempt
from tests.browser.keyboard import Keyboard
from tests.browser.player import expect_saved, open_attempt, question, stored
from tests.browser.test_dragging import chip, drag
from tests.browser.test_pages import dark_violations, too_wide_at_320, violations
from tests.factories import teacher_of
from tests.samples import MORE, RIGHT_MORE, load_sample

pytestmark = pytest.mark.browser

SPOTS, LABELS = 1, 2
ESSAY = 1


def start(learner, tmp_path, key):
    load_sample(tmp_path, MORE)
    quiz = Course.objects.get(key="sample").quiz_set.get(key=key)
    return start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]


@pytest.fixture
def attempt(transactional_db, tmp_path, learner):
    """One hotspot and one drag image."""
    return start(learner, tmp_path, "map-quiz")


@pytest.fixture
def written(transactional_db, tmp_path, learner):
    """An essay."""
    return start(learner, tmp_path, "drawn-quiz")


def tile(page, position, mark):
    return question(page, position).locator(f".spot:has(text:text-is('{mark}'))")


def region(page, number):
    return question(page, LABELS).get_by_label(f"Region {number}")


def marked(page, position):
    return sorted(question(page, position).locator(".spot.is-marked").all_text_contents())


# --- maps ------------------------------------------------------------------------------------------------------------


def test_tiles_are_marked_with_a_click_and_unmarked_with_another(page, attempt):
    open_attempt(page, attempt)
    for code in ("FI", "NO", "SE", "NO"):
        tile(page, SPOTS, code).click()
    expect(question(page, SPOTS).get_by_label("Finland")).to_be_checked()
    expect(question(page, SPOTS).get_by_label("Norway")).not_to_be_checked()
    assert marked(page, SPOTS) == ["FI", "SE"]
    expect_saved(page, SPOTS)
    assert stored(attempt, SPOTS) == RIGHT_MORE["zzspots"]
    page.reload()
    assert marked(page, SPOTS) == ["FI", "SE"]


def test_boxes_mark_the_tiles_with_the_keyboard(page, attempt):
    keyboard = Keyboard(open_attempt(page, attempt))
    for name in ("Finland", "Sweden"):
        keyboard.go_to(question(page, SPOTS).get_by_label(name))
        keyboard.press("Space")
    assert marked(page, SPOTS) == ["FI", "SE"]
    for number, label in ((1, "in 1949"), (2, "in 2023"), (3, "in 1949")):
        keyboard.select(region(page, number), label)
    expect_saved(page, SPOTS)
    expect_saved(page, LABELS)
    assert [stored(attempt, position) for position in (SPOTS, LABELS)] == [
        RIGHT_MORE["zzspots"],
        RIGHT_MORE["zzlabels"],
    ]
    page.get_by_role("button", name="Finish …").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("2 of 2 points")
    assert marked(page, SPOTS) == ["FI", "SE"]


def test_labels_are_dragged_onto_tiles_and_one_that_is_there_once_moves(page, attempt):
    open_attempt(page, attempt)
    drag(page, chip(page, "in 1949"), tile(page, LABELS, "1"))
    drag(page, chip(page, "in 1949"), tile(page, LABELS, "3"))
    drag(page, chip(page, "in 2023"), tile(page, LABELS, "3"))
    drag(page, chip(page, "in 1949"), tile(page, LABELS, "3"))
    drag(page, chip(page, "in 2023"), tile(page, LABELS, "2"))
    assert marked(page, LABELS) == ["1", "2", "3"]
    expect_saved(page, LABELS)
    assert stored(attempt, LABELS) == RIGHT_MORE["zzlabels"]


def test_tapping_a_label_and_then_a_tile_is_enough(new_context, learner, attempt):
    page = new_context(learner, has_touch=True, viewport={"width": 390, "height": 800}).new_page()
    open_attempt(page, attempt)
    for text, number in (("in 1949", "1"), ("in 2023", "2"), ("in 1949", "3")):
        chip(page, text).tap()
        tile(page, LABELS, number).tap()
    tile(page, SPOTS, "FI").tap()
    expect_saved(page, LABELS)
    assert stored(attempt, LABELS) == RIGHT_MORE["zzlabels"]
    expect_saved(page, SPOTS)
    assert stored(attempt, SPOTS) == ["zzr-fi"]


def test_what_another_tab_answers_is_drawn(page, attempt):
    open_attempt(page, attempt)
    other = open_attempt(page.context.new_page(), attempt)
    tile(page, SPOTS, "FI").click()
    region(page, 2).select_option("in 2023")
    expect(tile(other, SPOTS, "FI")).to_have_class("tile spot is-marked")
    expect(tile(other, LABELS, "2")).to_have_class("tile spot is-marked")


def test_without_javascript_boxes_and_lists_answer(new_context, learner, attempt):
    page = new_context(learner, java_script_enabled=False).new_page()
    page.goto(attempt.get_absolute_url())
    question(page, SPOTS).get_by_label("Finland").check()
    region(page, 2).select_option("in 2023")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(tile(page, SPOTS, "FI")).to_have_class("tile spot is-marked")
    assert (stored(attempt, SPOTS), stored(attempt, LABELS)) == (["zzr-fi"], {"zzr-fi": "zzb-last"})


def test_maps_and_their_review_are_accessible_and_fit_small_screens(new_context, learner, attempt):
    page = new_context(learner, reduced_motion="reduce").new_page()
    open_attempt(page, attempt)
    tile(page, SPOTS, "FI").click()
    tile(page, SPOTS, "NO").click()
    drag(page, chip(page, "in 2023"), tile(page, LABELS, "2"))
    expect_saved(page, LABELS)
    found = [violations(page), dark_violations(page), too_wide_at_320(page)]
    page.goto(f"{attempt.get_absolute_url()}submit/")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("From the first day.")
    assert [*found, violations(page), dark_violations(page), too_wide_at_320(page)] == [[], [], None, [], [], None]


# --- essays ----------------------------------------------------------------------------------------------------------


def text(page):
    return question(page, ESSAY).get_by_label("Your text")


def test_essay_begins_with_its_template_which_is_no_answer(page, written):
    open_attempt(page, written)
    expect(text(page)).to_have_value("Because")
    expect(page.locator("[data-map='1']")).to_have_text("Question 1")
    expect(question(page, ESSAY)).to_contain_text("3 to 8 words.")


def test_essay_is_counted_and_saved_with_its_lines_while_one_types(page, written):
    open_attempt(page, written)
    text(page).fill("Two words\nand more.")
    expect(question(page, ESSAY).locator("[data-words]")).to_have_text("4 words")
    expect_saved(page, ESSAY)
    assert stored(written, ESSAY) == "Two words\nand more."
    page.reload()
    expect(text(page)).to_have_value("Two words\nand more.")
    text(page).fill("Because")
    expect_saved(page, ESSAY)
    assert stored(written, ESSAY) is None


def test_essay_from_another_tab_is_taken_and_counted(page, written):
    open_attempt(page, written)
    other = open_attempt(page.context.new_page(), written)
    text(page).fill("One two three.")
    expect(text(other)).to_have_value("One two three.")
    expect(question(other, ESSAY).locator("[data-words]")).to_have_text("3 words")


def test_essay_is_graded_by_keyboard_and_its_learner_sees_it(new_context, page, written):
    open_attempt(page, written)
    text(page).fill("A promise\nis a promise.")
    expect_saved(page, ESSAY)
    page.goto(f"{written.get_absolute_url()}submit/")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("provisional: one answer waits for grading")
    grader = new_context(teacher_of(Course.objects.get(key="sample"), "grader"), reduced_motion="reduce").new_page()
    grader.goto("/teach/grading/")
    found = [violations(grader), too_wide_at_320(grader)]
    grader.get_by_role("link", name="The drawn quiz").press("Enter")
    found += [violations(grader), dark_violations(grader), too_wide_at_320(grader)]
    grader.get_by_label("Points").fill("3,5")
    grader.get_by_label("Comment").fill("Good.")
    grader.get_by_label("Points").press("Enter")
    expect(grader.get_by_role("main")).to_contain_text("Nothing waits for grading.")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Comment on your answer")
    expect(page.get_by_role("main")).to_contain_text("3.5 of 4")
    assert [*found, violations(page), too_wide_at_320(page)] == [[], None, [], [], None, [], None]
