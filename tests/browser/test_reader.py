"""Reading: the place is remembered, a passage gets the focus, a check is answered in place."""

import pytest
from playwright.sync_api import expect

from lessons.models import Lesson
from quizzes.models import Question
from tests.samples import load_sample

pytestmark = pytest.mark.browser

LESSON = "/courses/sample/lessons/first/"
FILLER = "".join(f"[Sentence {number}.]{{#line-{number}}}\n\n" for number in range(1, 80))


@pytest.fixture
def long_lesson(course, tmp_path):
    text = f"---\ntitle: The second lesson\nminutes: 3\n---\n{FILLER}The end.[^t]\n\n[^t]: treaty\n"
    load_sample(tmp_path, {"lessons/second.md": text})
    return Lesson.objects.get(key="second")


def test_reading_goes_on_where_it_stopped(long_lesson, page, learner):
    page.goto(long_lesson.get_absolute_url())
    with page.expect_response("**/position/") as told:
        page.mouse.wheel(0, 900)
    assert told.value.status == 204
    page.reload()
    page.get_by_role("link", name="Go on where you stopped").press("Enter")
    passage = page.locator(":focus")
    expect(passage).to_be_in_viewport()
    expect(passage).to_contain_text("Sentence")
    assert passage.get_attribute("id") != "p-line-1"


def test_following_a_link_to_a_passage_does_not_move_the_place(long_lesson, page):
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.goto(f"{long_lesson.get_absolute_url()}#p-line-60")
    expect(page.locator("#p-line-60")).to_be_focused()
    page.goto("/courses/sample/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert posts == []


def test_guest_reads_without_telling_anybody(course, new_context):
    page = new_context().new_page()
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.goto(f"{LESSON}#p-each-chooses")
    expect(page.locator("#p-each-chooses")).to_be_focused()
    page.mouse.wheel(0, 500)
    page.goto("/courses/sample/")
    assert posts == []


def test_passage_of_an_address_gets_the_focus(course, page):
    page.goto(LESSON)
    expect(page.locator("body")).to_be_focused()
    page.evaluate("location.hash = '#p-each-chooses'")
    expect(page.locator("#p-each-chooses")).to_be_focused()


def test_check_is_answered_in_place(course, new_context):
    page = new_context().new_page()
    page.goto(LESSON)
    check = page.locator("#check-zzcheck")
    check.get_by_label("Chooses its action").check()
    check.get_by_role("button", name="Check my answer").press("Enter")
    expect(check).to_contain_text("Yes, it chooses.")
    expect(check.get_by_role("status")).to_be_focused()
    expect(check.get_by_role("status")).to_be_in_viewport()
    assert page.url.endswith(LESSON)


def test_ordering_that_is_left_as_it_stands_is_checked_as_it_stands(course, new_context):
    Question.objects.filter(key="zzordering").update(use="check")
    Lesson.objects.filter(key="first").update(html='<div data-slot="check:zzordering"></div>')
    page = new_context().new_page()
    page.goto(LESSON)
    check = page.locator("#check-zzordering")
    expect(check.locator("[data-keep]")).to_be_visible()  # the script has come
    shown = check.locator(".ordering__text").all_inner_texts()
    check.get_by_role("button", name="Check my answer").press("Enter")
    expect(check.locator(".review__verdict")).to_be_visible()
    assert check.locator(".ordering__text").all_inner_texts() == shown


def test_ordering_in_a_check_has_buttons_and_keeps_them_when_it_is_answered(course, tmp_path, new_context):
    Question.objects.filter(key="zzordering").update(use="check")
    Lesson.objects.filter(key="first").update(html='<div data-slot="check:zzordering"></div>')
    page = new_context().new_page()
    page.goto(LESSON)
    check = page.locator("#check-zzordering")
    first = check.locator(".ordering__text").first
    moved = first.inner_text()
    check.get_by_role("button", name=f"Move down: {moved}").press("Enter")
    expect(check.locator(".ordering__text").nth(1)).to_have_text(moved)
    expect(page.locator("[data-live]")).to_have_text(f"{moved} is now at place 2")
    check.get_by_role("button", name="Check my answer").press("Enter")
    expect(check.locator(".review__verdict")).to_be_visible()
    expect(check.get_by_role("button", name=f"Move down: {moved}")).to_be_visible()
    expect(check.get_by_role("combobox")).to_have_count(0)
