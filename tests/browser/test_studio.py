"""Writing in the studio: nothing that was typed is lost, the tools work by keyboard, every part can be used by all."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from lessons.models import Course, Lesson, Source, Term, UnsavedDraft
from tests.browser.conftest import sign_in
from tests.browser.looks import dark_violations, small_controls, too_wide_at_320, violations, visit
from tests.factories import teacher_of
from tests.samples import MORE, PICTURED, load_sample

pytestmark = pytest.mark.browser

BASE = "/teach/courses/sample/"
LESSON, TERM = BASE + "lessons/first/", BASE + "terms/ally/"
OFFER = "You have changes that were not saved"


@pytest.fixture
def author(transactional_db, tmp_path):
    load_sample(tmp_path, MORE | PICTURED)
    return teacher_of(Course.objects.get(key="sample"), "owner", username="author")


@pytest.fixture
def page(new_context, author):
    return new_context(author).new_page()


def body_of(page):
    return page.locator("#f-body")


def on_device(page):
    return page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('studio/'))")


def wait_until_device_is_empty(page, seconds=20):
    for _ in range(seconds * 4):
        if not on_device(page):
            return
        page.wait_for_timeout(250)
    raise AssertionError(on_device(page))


def definition(page):
    return page.get_by_label("Definition")


def test_draft_survives_a_reload_and_is_taken_up(page, author):
    visit(page, TERM)
    definition(page).fill("Half a sentence")
    expect(page.get_by_text("Draft kept")).to_be_visible()
    assert on_device(page) == []
    page.reload()
    expect(page.get_by_text(OFFER)).to_be_visible()
    page.get_by_role("button", name="Take them").click()
    expect(definition(page)).to_have_value("Half a sentence")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert (Term.objects.get(key="ally").definition, UnsavedDraft.objects.count()) == ("Half a sentence", 0)


def test_without_a_line_the_device_keeps_it_and_hands_it_over_later(page, author):
    visit(page, TERM)
    page.route("**/terms/ally/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    definition(page).fill("Typed on a train")
    expect(page.get_by_text("Kept on this device only")).to_be_visible()
    page.unroute("**/terms/ally/")
    page.reload()
    expect(page.get_by_text(OFFER)).to_be_visible()
    assert UnsavedDraft.objects.get().data["fields"]["definition"] == "Typed on a train"


def test_older_copy_that_a_crash_left_on_the_device_replaces_nothing(page, author):
    """A browser writes its storage to the disk later than it says: killed, it comes back with what it had before."""
    visit(page, TERM)
    definition(page).fill("A few words")
    (name,) = on_device(page)
    older = page.evaluate("name => localStorage.getItem(name)", name)
    definition(page).fill("A few words, and what was typed afterwards")
    wait_until_device_is_empty(page)
    page.evaluate("([name, older]) => localStorage.setItem(name, older)", [name, older])
    page.reload()
    wait_until_device_is_empty(page)
    page.get_by_role("button", name="Take them").click()
    expect(definition(page)).to_have_value("A few words, and what was typed afterwards")
    definition(page).fill("And it goes on")
    wait_until_device_is_empty(page)
    assert UnsavedDraft.objects.get().data["fields"]["definition"] == "And it goes on"


def test_slow_line_ends_in_the_newest_words(page, author):
    visit(page, TERM)
    slow = {"offline": False, "latency": 2_500, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    with page.expect_request(lambda request: "do=draft" in (request.post_data or "")):
        definition(page).fill("Old words")
    definition(page).fill("Newest words")
    wait_until_device_is_empty(page)
    assert UnsavedDraft.objects.get().data["fields"]["definition"] == "Newest words"


def test_session_that_ended_while_writing_loses_nothing(page, author, live_server):
    visit(page, TERM)
    definition(page).fill("Typed before the session ended")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page.context, author, live_server.url)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)  # signing in changes it
    page.goto(TERM)
    page.get_by_role("button", name="Take them").click()
    expect(definition(page)).to_have_value("Typed before the session ended")


def test_new_object_that_was_saved_is_not_offered_again(page, author):
    visit(page, BASE + "terms/new/")
    page.get_by_label("Term", exact=True).fill("Pact")
    definition(page).fill("A promise.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator("#editor")).to_have_attribute("data-keep", re.compile("/term/pact$"))
    wait_until_device_is_empty(page)
    visit(page, BASE + "terms/new/")
    expect(page.get_by_text(OFFER)).to_be_hidden()


def test_what_somebody_else_saved_meanwhile_is_told(page, author):
    visit(page, TERM)
    definition(page).fill("Mine")
    other = page.context.new_page()
    visit(other, TERM)
    definition(other).fill("Theirs")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Somebody else saved this meanwhile")
    expect(told).to_be_focused()
    page.set_viewport_size({"width": 390, "height": 844})
    told.get_by_text("What would change").click()
    assert told.locator(".diff").bounding_box()["width"] > 300
    expect(definition(page)).to_have_value("Mine")
    assert Term.objects.get(key="ally").definition == "Theirs"


def test_what_is_wrong_with_a_list_is_in_view_and_has_the_focus(new_context, author):
    page = new_context(author, viewport={"width": 1280, "height": 700}, reduced_motion="reduce").new_page()
    visit(page, BASE + "questions/new/?type=single_choice&lesson=first")
    page.locator("#f-prompt").fill("What is it?")
    page.get_by_label("Why it is right").fill("The treaty says so.")
    page.get_by_role("button", name="Save", exact=True).click()
    told = page.locator("#h-choices")
    expect(told).to_contain_text("Must not be empty")
    expect(told).to_be_focused()
    expect(told).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator("#f-choices-0-text")).to_be_focused()


def test_text_is_formatted_by_keyboard_alone(page, author):
    visit(page, BASE + "lessons/new/")
    body = body_of(page)
    body.focus()
    page.keyboard.type("Each Ally decides.")
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(body).to_have_value("*Each Ally decides.*")
    expect(body).to_be_focused()
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Each Ally decides.")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Passage").click()
    expect(body).to_have_value("[Each Ally decides.]{#each-ally-decides}")
    page.keyboard.press("Control+End")
    page.get_by_role("button", name="Term …").click()
    page.get_by_role("button", name="Insert").click()
    expect(body).to_have_value("[Each Ally decides.]{#each-ally-decides}[Ally](term:ally)")


def test_source_is_made_and_cited_without_leaving_the_lesson(page, author):
    visit(page, LESSON)
    body = body_of(page)
    body.fill("It began in 1949.")
    page.keyboard.press("Control+End")
    page.get_by_role("button", name="Source …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("New source").click()
    dialog.get_by_role("button", name="Save it and choose it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Title: Must not be empty")
    dialog.get_by_label("Title").fill("The charter")
    dialog.get_by_label("Publisher").fill("The office")
    dialog.get_by_label("Kind").select_option("official")
    dialog.get_by_role("button", name="Save it and choose it").click()
    expect(dialog.get_by_label("Which one")).to_have_value("the-charter")
    dialog.get_by_label("Place in it").fill("Article 2")
    dialog.get_by_role("button", name="Insert").click()
    expect(body).to_have_value("It began in 1949.[^the-charter]\n\n[^the-charter]: the-charter, Article 2\n")
    assert Source.objects.get(key="the-charter").publisher == "The office"
    assert "1949" not in Lesson.objects.get(key="first").body


def test_checks_follow_what_is_typed(page, author):
    visit(page, LESSON)
    body_of(page).fill("In 1949 it began.")
    expect(page.locator("#preview")).to_contain_text("No source: “In 1949 it began.”")
    expect(page.locator("#preview")).to_contain_text("to be looked at again")


@pytest.mark.parametrize(
    "address", [LESSON, BASE + "questions/zzsingle/", TERM + "history/", BASE, BASE + "pictures/new/"]
)
def test_pages_are_accessible_and_fit_small_screens(new_context, author, address):
    found, page = {}, new_context(author, reduced_motion="reduce").new_page()
    visit(page, address)
    for each in page.locator("details").all():
        each.evaluate("details => details.open = true")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = violations(page)
        found[width, "dark"] = dark_violations(page)
        found[width, "small"] = small_controls(page)
    found[320] = too_wide_at_320(page)
    assert {where: what for where, what in found.items() if what} == {}


def test_dialogs_are_accessible(page, author):
    visit(page, LESSON)
    page.get_by_role("button", name="Source …").click()
    page.get_by_role("dialog").get_by_text("New source").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(body_of(page)).to_be_focused()
