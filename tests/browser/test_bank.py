"""Questions are pasted, looked at and imported by keyboard, and found in the bank; how these pages look."""

import pytest
from playwright.sync_api import expect

from lessons.models import Course
from quizzes.models import Question, Quiz, Report
from tests.browser.looks import dark_violations, small_controls, too_wide_at_320, violations, visit
from tests.factories import UserFactory, teacher_of
from tests.quizzes.services.helpers import start
from tests.samples import load_sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BANK = "/teach/courses/sample/questions/"
PASTED = "1. Which city is it?\na) Riga\nb) Oslo *\n\n2. Which year is it?\na) 1949 *\nb) 1950\n\n3. Who?\na) One\n"


@pytest.fixture
def page(transactional_db, tmp_path, new_context):
    load_sample(tmp_path)
    return new_context(teacher_of(Course.objects.get(key="sample"), username="vera")).new_page()


def looks_right(page) -> dict[str, object]:
    found = {"axe": violations(page), "dark": dark_violations(page), "small": small_controls(page)}
    found["wide"] = too_wide_at_320(page) or []
    page.set_viewport_size({"width": 1280, "height": 800})
    return {name: problems for name, problems in found.items() if problems}


def assert_rows_stay_whole(page):
    """Beside a long question short columns keep their words in one piece, and the tick box stands beside its words."""
    page.set_viewport_size({"width": 1100, "height": 800})
    link = page.locator(".bank tbody a").first
    link.evaluate("link => { link.textContent = 'Which of them is it? '.repeat(8) }")
    state = page.get_by_role("cell", name="ready").first
    lines = "cell => { const r = document.createRange(); r.selectNodeContents(cell); return r.getClientRects().length }"
    assert state.evaluate(lines) == 1
    tick = page.get_by_role("checkbox", name="Choose").first.bounding_box()
    assert tick["x"] + tick["width"] <= link.bounding_box()["x"]


def test_pasted_questions_are_looked_at_imported_and_found(page):
    visit(page, BANK)
    assert looks_right(page) == {}
    assert_rows_stay_whole(page)
    page.get_by_role("link", name="Bring questions in").press("Enter")
    page.get_by_label("Paste them").fill(PASTED)
    page.get_by_label("Lesson and objective").select_option("first#goal")
    assert looks_right(page) == {}
    page.get_by_role("button", name="Look at them").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the questions become")
    assert looks_right(page) == {}
    assert Question.objects.count() == 9
    page.get_by_role("button", name="Import the 2 that are right").press("Enter")
    expect(page.get_by_text("2 questions were imported.")).to_be_visible()
    page.get_by_label("Words or key").fill("CITY")
    page.get_by_label("Words or key").press("Enter")
    expect(page.get_by_role("table").get_by_role("link")).to_have_text(["Which city is it?"])


def test_question_is_reported_and_the_report_is_read(page, new_context):
    quiz, learner = Quiz.objects.get(key="first-quiz"), UserFactory(username="mira")
    attempt = start(quiz, learner)
    hers = new_context(learner).new_page()
    visit(hers, f"/attempts/{attempt.pk}/")
    link = hers.get_by_role("link", name="Something is wrong with this question (question 1, in a new tab)")
    assert link.bounding_box()["height"] >= 43.5
    assert (violations(hers), dark_violations(hers)) == ([], [])
    with hers.context.expect_page() as opened:
        link.press("Enter")
    form = opened.value
    form.get_by_label("What is wrong?").fill("Two are right.")
    assert looks_right(form) == {}
    form.get_by_role("button", name="Report it").press("Enter")
    expect(form.get_by_text("Thank you.")).to_be_visible()
    visit(page, f"{BANK}{Report.objects.get().question.key}/")
    expect(page.get_by_text("Two are right.")).to_be_visible()
    assert looks_right(page) == {}
    page.get_by_role("button", name="Done").press("Enter")
    expect(page.get_by_text("The reports on this question are done.")).to_be_visible()


def test_chosen_questions_get_points_and_are_copied_and_exported(page):
    """By keyboard. Of the fields for many questions only those are there that the deed needs."""
    visit(page, BANK)
    for key in ("zzsingle", "zzshort"):
        page.locator(f'input[value="{key}"]').press("Space")
    deed = page.get_by_label("With the chosen")
    deed.select_option("points")
    expect(page.get_by_label("Points", exact=True)).to_be_visible()
    expect(page.get_by_label("Tag", exact=True).last).to_be_hidden()
    assert looks_right(page) == {}
    page.get_by_label("Points", exact=True).fill("2.5")
    page.get_by_label("Points", exact=True).press("Enter")
    expect(page.get_by_text("Points changed in 2 slots of 1 quiz.")).to_be_visible()

    page.locator('input[value="zzsingle"]').press("Space")
    deed.select_option("copy")
    page.get_by_role("button", name="Do it").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Copy questions")
    assert looks_right(page) == {}
    page.get_by_label("To which lesson?").select_option("sample/second")
    page.get_by_role("button", name="Copy").press("Enter")
    expect(page.get_by_text("1 question copied to")).to_be_visible()
    page.get_by_text("Filters and order").press("Enter")
    page.get_by_label("Possible duplicates").press("Space")
    page.get_by_role("button", name="Show these").press("Enter")
    expect(page.get_by_text("looks like zzsingle-2")).to_be_visible()
    assert looks_right(page) == {}

    page.locator('input[value="zzsingle"]').press("Space")
    deed.select_option("export")
    page.get_by_role("button", name="Do it").press("Enter")
    page.get_by_label("Format").select_option("gift")
    page.get_by_role("button", name="Show what the file lacks").press("Enter")
    expect(page.get_by_role("link", name="Download the file")).to_be_visible()
    assert looks_right(page) == {}


def test_all_of_a_page_are_ticked_and_stay_so_when_nothing_is_changed(page):
    """By keyboard."""
    visit(page, BANK)
    everything = page.get_by_label("Choose all on this page")
    everything.press("Space")
    ticks = page.locator('input[name="chosen"]')
    assert [ticks.nth(each).is_checked() for each in range(ticks.count())] == [True] * 9
    ticks.first.press("Space")
    assert everything.evaluate("box => box.indeterminate")
    page.get_by_label("With the chosen").select_option("explain")
    page.get_by_role("button", name="Do it").press("Enter")
    words = page.get_by_label("Explanation", exact=True)
    expect(words).to_be_focused()
    expect(page.get_by_text("Which explanation?")).to_be_visible()
    assert ticks.first.is_checked() is False and ticks.last.is_checked()
    assert looks_right(page) == {}
    words.fill("See the lesson.")
    page.get_by_role("button", name="Do it").press("Enter")
    expect(page.get_by_text("0 questions changed.")).to_be_visible()
