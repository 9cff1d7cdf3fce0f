"""The same attempt in two tabs, on two devices, after signing out, after handing in elsewhere."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from quizzes.models import Attempt
from tests.browser.player import (
    MERGED,
    SHORT,
    SINGLE,
    STALE,
    UNSENT,
    Gate,
    expect_saved,
    notice,
    on_device,
    open_attempt,
    question,
    state,
    stored,
    text_field,
)
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.browser


def test_another_device_goes_on_where_the_first_stopped(page, attempt, learner, new_context):
    open_attempt(page, attempt)
    text_field(page).fill("Turkey")
    question(page, SINGLE).get_by_label("An attack on all").check()
    expect_saved(page, SINGLE)
    other = open_attempt(new_context(learner).new_page(), attempt)
    expect(text_field(other)).to_have_value("Turkey")
    expect(question(other, SINGLE).get_by_label("An attack on all")).to_be_checked()


def test_newest_of_two_devices_wins_however_late_the_older_one_comes(page, attempt, learner, new_context):
    open_attempt(page, attempt)
    gate = Gate(page)
    text_field(page).fill("typed first")
    gate.wait()
    other = open_attempt(new_context(learner).new_page(), attempt)
    text_field(other).fill("typed second")
    expect_saved(other)
    gate.open()
    expect(state(page)).to_have_text(STALE)
    expect(text_field(page)).to_have_value("typed second")
    assert stored(attempt) == "typed second"


def test_stale_answer_does_not_overwrite_what_is_being_typed(page, attempt, learner, new_context):
    open_attempt(page, attempt)
    gate = Gate(page)
    text_field(page).fill("typed first")
    gate.wait()
    other = open_attempt(new_context(learner).new_page(), attempt)
    text_field(other).fill("typed second")
    expect_saved(other)
    text_field(page).fill("typed third")
    gate.open()
    expect_saved(page)
    expect(text_field(page)).to_have_value("typed third")
    assert stored(attempt) == "typed third"


def test_other_tab_shows_what_this_one_saved(page, attempt):
    open_attempt(page, attempt)
    other = open_attempt(page.context.new_page(), attempt)
    text_field(page).fill("Turkey")
    question(page, SINGLE).get_by_label("Flag").check()
    expect_saved(page)
    expect(text_field(other)).to_have_value("Turkey")
    expect(question(other, SINGLE).get_by_label("Flag")).to_be_checked()
    expect(other.locator(f"[data-map='{SHORT}']")).to_have_text("Question 4, answered")


def test_what_comes_from_another_tab_is_told(page, attempt):
    open_attempt(page, attempt)
    other = open_attempt(page.context.new_page(), attempt)
    text_field(page).fill("Turkey")
    expect(state(other)).to_have_text(MERGED)


def test_flag_on_a_page_that_shows_an_old_answer_leaves_the_newer_one(page, attempt, learner, new_context):
    open_attempt(page, attempt)
    other = open_attempt(new_context(learner).new_page(), attempt)
    text_field(other).fill("Turkey")
    expect_saved(other)
    question(page, SHORT).get_by_label("Flag").check()
    expect_saved(page)
    answer = attempt.answers.get(position=SHORT)
    assert (answer.response, answer.flagged) == ("Turkey", True)


def test_typed_later_in_a_tab_that_is_behind_in_time_wins(page, attempt):
    """However a page's idea of the time is off: tabs of one browser tell each other their stamps."""

    def a_minute_ago(route):
        response = route.fetch()
        then = f'data-server-time="{attempt.started_at.isoformat()}"'
        body = re.sub(r'data-server-time="[^"]+"', then, response.text())
        route.fulfill(response=response, body=body)

    behind = page.context.new_page()
    behind.route(f"**{attempt.get_absolute_url()}", a_minute_ago)
    type(attempt).objects.filter(pk=attempt.pk).update(started_at=attempt.started_at - timedelta(minutes=1))
    attempt.refresh_from_db()
    open_attempt(behind, attempt)
    open_attempt(page, attempt)
    page.route("**/answers/", lambda route: route.abort())
    text_field(page).fill("typed first")
    expect(state(page)).to_have_text(UNSENT)
    text_field(behind).fill("typed second")
    expect_saved(behind)
    page.unroute("**/answers/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(text_field(page)).to_have_value("typed second")
    assert stored(attempt) == "typed second"


def test_tab_that_comes_back_shows_what_another_device_saved(page, attempt, learner, new_context):
    """Otherwise the next flag here would carry the outdated answer along as if it were new."""
    open_attempt(page, attempt)
    other = open_attempt(new_context(learner).new_page(), attempt)
    text_field(other).fill("Turkey")
    expect_saved(other)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(text_field(page)).to_have_value("Turkey")


def test_each_load_of_the_page_is_a_client_of_its_own(page, attempt):
    """A duplicated tab copies sessionStorage: a name kept there would make two tabs one."""
    clients = []
    for text in ("one", "two"):
        open_attempt(page, attempt)
        with page.expect_request("**/answers/") as request:
            text_field(page).fill(text)
        clients.append(request.value.post_data_json["client"])
        expect_saved(page)
    assert len(set(clients)) == 2


def test_signed_out_in_mid_quiz_and_in_again(page, attempt, learner, live_server):
    open_attempt(page, attempt)
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in")).to_be_visible()
    text_field(page).fill("Turkey")
    expect(notice(page)).to_contain_text("You are signed out. Your answers are kept on this device.")
    expect(state(page)).to_have_text(UNSENT)
    notice(page).get_by_role("link", name="Sign in again").click()
    sign_in(page, learner.username)
    expect(page).to_have_url(f"{live_server.url}{attempt.get_absolute_url()}")
    expect(text_field(page)).to_have_value("Turkey")
    expect_saved(page)
    assert stored(attempt) == "Turkey"


def test_signed_in_again_in_another_tab(page, attempt, learner):
    open_attempt(page, attempt)
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.get_by_role("button", name="Sign out").click()
    text_field(page).fill("Turkey")
    expect(notice(page)).to_contain_text("You are signed out")
    other.goto("/accounts/login/")
    sign_in(other, learner.username)
    expect(other.get_by_role("link", name="Sign out")).to_be_visible()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect_saved(page)
    expect(notice(page)).to_be_hidden()
    assert stored(attempt) == "Turkey"


def test_another_person_at_the_same_computer_sends_and_sees_nothing(page, attempt, learner, quiz):
    open_attempt(page, attempt)
    context = page.context
    context.set_offline(True)
    text_field(page).fill("secret of the first")
    expect(state(page)).to_have_text(UNSENT)
    page.close()
    context.set_offline(False)
    context.clear_cookies()
    stranger = UserFactory()
    second = context.new_page()
    second.goto("/accounts/login/")
    sign_in(second, stranger.username)
    expect(second.get_by_role("link", name="Sign out")).to_be_visible()
    second.goto(quiz.get_absolute_url())
    second.get_by_role("button", name="Start the quiz").click()
    text_field(second).fill("mine")
    expect_saved(second)
    assert stored(Attempt.objects.get(user=stranger)) == "mine"
    assert stored(attempt) is None
    # …and the first one's words still wait for her.
    second.context.clear_cookies()
    second.goto(f"/accounts/login/?next={attempt.get_absolute_url()}")
    sign_in(second, learner.username)
    expect_saved(second)
    assert stored(attempt) == "secret of the first"


def sign_in(page, username):
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def test_account_changed_under_a_page_is_told(page, attempt, live_server, new_context):
    from tests.browser.conftest import sign_in as sign_in_as

    open_attempt(page, attempt)
    sign_in_as(page.context, UserFactory(), live_server.url)
    text_field(page).fill("Turkey")
    expect(notice(page)).to_contain_text("This attempt belongs to another account")
    assert stored(attempt) is None


def test_handed_in_elsewhere_while_typing(page, attempt, learner, new_context, live_server):
    open_attempt(page, attempt)
    other = open_attempt(new_context(learner).new_page(), attempt)
    other.get_by_role("button", name="Finish …").click()
    other.get_by_role("button", name="Hand in").click()
    expect(other).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/review/")
    text_field(page).fill("too late")
    expect(notice(page)).to_contain_text("This attempt is closed. What was not on the server in time does not count.")
    expect(state(page)).to_have_text("Not on the server")
    expect(text_field(page)).to_be_disabled()
    assert on_device(page) == []
    assert stored(attempt) is None
    notice(page).get_by_role("link", name="To the review").click()
    expect(page).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/review/")
