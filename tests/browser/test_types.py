"""Every question type through the browser: answered, saved in its shape, shown again, graded."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lessons.models import Course
from quizzes.models import Question
from quizzes.services import start_attempt
from tests.browser.keyboard import Keyboard, fill_in_all
from tests.browser.player import ORDERING, SAVED, expect_saved, open_attempt, question, stored, whole_state
from tests.browser.test_pages import dark_violations, too_wide_at_320, violations
from tests.factories import QuizFactory, SlotFactory
from tests.samples import RIGHT, WITH_TEXTS, load_sample

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


# --- questions and texts of each attempt -----------------------------------------------------------------------------


@pytest.fixture
def drawn_attempt(transactional_db, tmp_path, learner):
    """An attempt with a stimulus of two questions, a description, a calculated question and a random matching."""
    load_sample(tmp_path, WITH_TEXTS)
    course = Course.objects.get(key="sample")
    quiz = QuizFactory(course=course, reveal="at_once")
    for key in ("zzabout-one", "zzabout-two", "zzintro", "zzcalc", "zzmix"):
        SlotFactory(quiz=quiz, question=Question.objects.get(key=key))
    return start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]


def test_drawn_questions_to_full_marks_with_the_keyboard(page, drawn_attempt, live_server):
    open_attempt(page, drawn_attempt)
    keyboard = Keyboard(page)
    keyboard.choose(question(page, 1), "True")
    keyboard.write(question(page, 2).get_by_role("textbox"), "2")
    whole, part = drawn(drawn_attempt, 3)["all"], drawn(drawn_attempt, 3)["some"]
    expect(question(page, 3)).to_contain_text(f"Of {whole} Allies, {part} agree.")
    keyboard.write(question(page, 3).get_by_role("textbox"), f"{int(part) / int(whole) * 100:.1f}")
    for pair in drawn(drawn_attempt, 4):
        keyboard.select(question(page, 4).get_by_label(pair["left"]), pair["right"])
    expect(whole_state(page)).to_have_text(SAVED)
    page.get_by_role("button", name="Finish …").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page).to_have_url(f"{live_server.url}/attempts/{drawn_attempt.pk}/review/")
    expect(page.get_by_role("main")).to_contain_text("4 of 4 points")
    expect(page.get_by_role("main")).to_contain_text(f"It is {part} / {whole} × 100.")


def drawn(attempt, position: int):
    return attempt.answers.get(position=position).layout["drawn"]


def test_texts_stand_above_their_questions_and_fit_a_phone(page, drawn_attempt):
    open_attempt(page, drawn_attempt)
    texts = page.locator(".between")
    expect(texts).to_have_count(2)
    expect(texts.nth(0)).to_contain_text("Questions 1 to 2 are about this:")
    expect(texts.nth(0).get_by_role("figure")).to_contain_text("Two years")
    expect(texts.nth(1).get_by_role("table")).to_contain_text("Treaty")
    order = (texts.nth(0), question(page, 1), question(page, 2), texts.nth(1), question(page, 3))
    tops = [each.bounding_box()["y"] for each in order]
    assert tops == sorted(tops)
    assert not violations(page)
    assert not too_wide_at_320(page)
    assert not dark_violations(page)
