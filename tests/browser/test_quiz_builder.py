"""An instructor builds a quiz of ten questions with the keyboard alone, and prints it."""

import pytest
from playwright.sync_api import expect

from lessons.models import Course
from quizzes.models import Quiz
from tests.browser.keyboard import Keyboard, has_focus
from tests.browser.looks import dark_violations, small_controls, too_wide_at_320, violations, visit
from tests.factories import teacher_of
from tests.samples import MORE, load_sample

pytestmark = pytest.mark.browser

CHOSEN = (
    "zzsingle",
    "zzmultiple",
    "zztruefalse",
    "zzshort",
    "zznumber",
    "zzmatching",
    "zzordering",
    "zzcloze",
    "zzwords",
)


@pytest.fixture
def desk(transactional_db, tmp_path, new_context):
    """A page of somebody who edits the sample course."""
    load_sample(tmp_path, MORE)
    author = teacher_of(Course.objects.get(key="sample"), "editor")
    return new_context(author, viewport={"width": 1280, "height": 900}, reduced_motion="reduce").new_page()


def assert_fine(page):
    assert violations(page) == []
    assert dark_violations(page) == []
    assert small_controls(page) == []
    assert too_wide_at_320(page) is None
    page.set_viewport_size({"width": 1280, "height": 900})


def test_quiz_of_ten_is_built_by_keyboard(desk):
    visit(desk, "/teach/courses/sample/")
    keyboard = Keyboard(desk)
    keyboard.follow(desk.get_by_role("link", name="Build a quiz"))
    keyboard.write(desk.get_by_label("Title", exact=True), "Ten questions")
    for key in CHOSEN:
        keyboard.tick(desk.locator(f"#choose-{key}"))
    keyboard.follow(desk.get_by_role("button", name="Add the chosen"))
    rows = desk.locator(".slot")
    expect(rows).to_have_count(9)
    expect(desk.locator("#find-q")).to_be_focused()
    keyboard.type("signed who")
    expect(desk.locator("#found")).to_contain_text("Nothing found.")
    keyboard.write(desk.locator("#find-q"), "Who is in")
    keyboard.follow(desk.locator("#add-zzsort"))
    expect(rows).to_have_count(10)

    down = desk.locator("#down-q-zzsingle")
    keyboard.follow(down)
    expect(rows.nth(1)).to_contain_text("What is an attack on one?")
    assert has_focus(down)  # it can go on
    desk.keyboard.press("Enter")
    expect(rows.nth(2)).to_contain_text("What is an attack on one?")
    section = desk.locator("#section-q-zztruefalse")
    keyboard.follow(section)
    expect(rows.nth(1).get_by_label("Title")).to_be_focused()
    keyboard.write(rows.nth(1).get_by_label("Title"), "True or not")
    keyboard.write(rows.nth(2).get_by_label("Points"), "2,5")
    desk.keyboard.press("Tab")
    expect(desk.locator("#quiz-totals")).to_contain_text("11.5")
    keyboard.follow(desk.get_by_text("Begin with settings for practice"))
    keyboard.follow(desk.get_by_role("button", name="Exam", exact=True))
    expect(desk.get_by_label("Time limit in minutes")).to_have_value("60")
    assert has_focus(desk.locator("#preset-exam"))
    keyboard.follow(desk.locator("#quiz-totals").get_by_role("button", name="Save"))
    expect(desk.get_by_text("Saved.")).to_be_visible()

    quiz = Quiz.objects.get(title="Ten questions")
    assert (quiz.attempts, quiz.time_limit_minutes) == (1, 60)
    slots = list(quiz.slots.values_list("question__key", "points"))
    assert [key for key, _points in slots] == ["zzmultiple", "zztruefalse", "zzsingle", *CHOSEN[3:], "zzsort"]
    assert slots[2][1] == 2.5
    assert quiz.slots.get(position=1).section == {"title": "True or not"}
    assert_fine(desk)


def test_draw_counts_while_it_is_chosen(desk):
    visit(desk, "/teach/courses/sample/quizzes/new/")
    desk.get_by_role("button", name="Draw questions from a lesson's bank").click()
    row = desk.locator(".slot")
    expect(row.get_by_label("Lesson")).to_be_focused()
    row.get_by_label("Type").focus()
    row.get_by_label("Type").select_option("matching")
    expect(row).to_contain_text("1 matches")
    expect(row.get_by_label("Type")).to_be_focused()
    row.get_by_label("How many").fill("3")
    row.get_by_label("How many").press("Tab")
    expect(desk.locator("#quiz-totals")).to_contain_text("draws 3, and 1 match")
    assert row.get_by_label("Objective").bounding_box()["width"] > 200  # its words are long
    assert_fine(desk)


def test_what_is_typed_while_an_answer_is_on_its_way_stays(desk):
    visit(desk, "/teach/courses/sample/quizzes/new/")
    desk.get_by_role("button", name="Draw questions from a lesson's bank").click()
    row = desk.locator(".slot")
    expect(row.get_by_label("Lesson")).to_be_focused()
    slow = {"offline": False, "latency": 800, "downloadThroughput": -1, "uploadThroughput": -1}
    desk.context.new_cdp_session(desk).send("Network.emulateNetworkConditions", slow)
    row.get_by_label("How many").fill("3")
    row.get_by_label("How many").press("Tab")
    row.get_by_label("Points").fill("2,5")
    expect(desk.locator("#quiz-totals")).to_contain_text("7.5")
    expect(row.get_by_label("Points")).to_have_value("2.5")
    desk.locator("#add-zzsingle").click()
    desk.get_by_label("Title", exact=True).fill("Typed meanwhile")
    expect(desk.locator(".slot")).to_have_count(2)
    expect(desk.get_by_label("Title", exact=True)).to_have_value("Typed meanwhile")


def test_paper_and_copying_look_fine(desk):
    visit(desk, "/teach/courses/sample/quizzes/first-quiz/print/?seed=one")
    assert_fine(desk)
    desk.emulate_media(media="print")
    assert not desk.get_by_role("link", name="Another paper").is_visible()
    assert desk.locator(".paper--key").evaluate("each => getComputedStyle(each).breakBefore") == "page"
    desk.emulate_media(media="screen")
    visit(desk, "/teach/courses/sample/quizzes/first-quiz/copy/")
    assert_fine(desk)
