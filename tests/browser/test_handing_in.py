"""Pages of an attempt, its deadline, and handing in: nothing that was typed stays behind."""

import pytest
from playwright.sync_api import expect

from quizzes.models import Attempt
from quizzes.services import start_attempt
from tests.browser.player import (
    NUMBER,
    SHORT,
    SINGLE,
    UNSENT,
    expect_saved,
    notice,
    on_device,
    open_attempt,
    question,
    state,
    stored,
    text_field,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def pages_of_three(quiz):
    quiz.questions_per_page = 3
    quiz.save()


def test_next_page_saves_first_and_sends_nothing_twice(pages_of_three, page, attempt, live_server):
    open_attempt(page, attempt)
    question(page, SINGLE).get_by_label("An attack on all").check()
    page.get_by_role("button", name="Next page").click()
    expect(page).to_have_url(f"{live_server.url}{attempt.get_absolute_url()}?page=2")
    assert stored(attempt, SINGLE) == "zzall"
    # Saved by the player; a form that had sent it again would have left its own name.
    assert attempt.answers.get(position=SINGLE).client != "form"
    page.get_by_role("button", name="Previous page").click()
    expect(question(page, SINGLE).get_by_label("An attack on all")).to_be_checked()


def test_next_page_without_network_stays_and_keeps_everything(pages_of_three, page, attempt, live_server):
    open_attempt(page, attempt)
    page.context.set_offline(True)
    question(page, SINGLE).get_by_label("An attack on all").check()
    page.get_by_role("button", name="Next page").click()
    expect(notice(page)).to_contain_text("No connection")
    expect(notice(page)).to_be_in_viewport()
    expect(state(page, SINGLE)).to_have_text(UNSENT)
    expect(question(page, SINGLE).get_by_label("An attack on all")).to_be_checked()
    page.context.set_offline(False)
    expect_saved(page, SINGLE)
    page.get_by_role("button", name="Next page").click()
    expect(page).to_have_url(f"{live_server.url}{attempt.get_absolute_url()}?page=2")


def test_map_leads_to_another_page_after_saving(pages_of_three, page, attempt):
    open_attempt(page, attempt)
    question(page, SINGLE).get_by_label("An attack on all").check()
    page.locator(f"[data-map='{SHORT}']").click()
    expect(question(page, SHORT)).to_be_visible()
    assert stored(attempt, SINGLE) == "zzall"


def test_unsent_answer_of_another_page_is_sent_and_marked(pages_of_three, page, attempt):
    open_attempt(page, attempt)
    context = page.context
    context.set_offline(True)
    question(page, SINGLE).get_by_label("An attack on all").check()
    expect(state(page, SINGLE)).to_have_text(UNSENT)
    page.close()
    context.set_offline(False)
    other = context.new_page()
    other.goto(f"{attempt.get_absolute_url()}?page=2")
    expect(other.locator(f"[data-map='{SINGLE}']")).to_have_text("Question 1, answered")
    expect(other.locator("[data-save-state]")).to_have_text("Saved on the server")
    assert stored(attempt, SINGLE) == "zzall"


def test_check_in_practice_saves_first_and_shows_the_review(page, quiz, learner):
    from django.utils import timezone

    practice = start_attempt(quiz=quiz, user=learner, kind="practice", now=timezone.now())[0]
    open_attempt(page, practice)
    text_field(page).fill("Turkey")
    question(page, SHORT).get_by_role("button", name="Check this answer").click()
    expect(question(page, SHORT)).to_contain_text("Yes, five times.")
    expect(question(page, SHORT).get_by_label("Flag")).to_be_disabled()
    text_field(page, NUMBER).fill("1949")
    expect_saved(page, NUMBER)


def test_hand_in_takes_along_what_another_tab_has_not_sent(page, attempt, live_server):
    open_attempt(page, attempt)
    page.route("**/answers/", lambda route: route.abort())
    text_field(page).fill("Turkey")
    expect(state(page)).to_have_text(UNSENT)
    last = page.context.new_page()
    last.goto(f"/attempts/{attempt.pk}/submit/")
    last.evaluate("localStorage.setItem('securityedu/1/2/last', 'of before the first release')")
    last.reload()
    last.get_by_role("button", name="Hand in").click()
    expect(last).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/review/")
    assert (stored(attempt), Attempt.objects.get().state) == ("Turkey", "submitted")
    assert on_device(last) == []


def test_hand_in_without_network_stays_and_says_so(page, attempt, live_server):
    page.goto(f"/attempts/{attempt.pk}/submit/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Hand in").click()
    expect(notice(page)).to_contain_text("No connection")
    assert Attempt.objects.get().state == "open"
    page.context.set_offline(False)
    page.get_by_role("button", name="Hand in").click()
    expect(page).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/review/")


# --- time ------------------------------------------------------------------------------------------------------------


def test_time_runs_out_while_typing(page, attempt, ends_in, live_server):
    """What was typed and not sent yet goes along; nobody has to press anything."""
    ends_in(attempt, 8)
    open_attempt(page, attempt)
    expect(page.locator("[data-countdown]")).to_have_text("Time left 00:03")
    page.context.set_offline(True)
    text_field(page).fill("Turkey")
    expect(text_field(page)).to_be_disabled()
    page.context.set_offline(False)
    expect(page).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/review/")
    attempt.refresh_from_db()
    assert (attempt.state, stored(attempt)) == ("submitted", "Turkey")


def test_time_runs_out_without_network(page, attempt, ends_in, live_server):
    ends_in(attempt, 6)
    open_attempt(page, attempt)
    text_field(page).fill("Turkey")
    expect_saved(page)
    page.context.set_offline(True)
    expect(text_field(page)).to_be_disabled()
    expect(notice(page)).to_contain_text("No connection")
    assert Attempt.objects.get().state == "open"
    page.context.set_offline(False)
    expect(page).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/review/")


def test_time_runs_out_on_the_last_page(page, attempt, ends_in, live_server):
    ends_in(attempt, 4)
    page.goto(f"/attempts/{attempt.pk}/submit/")
    expect(page).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/review/")


def test_answer_that_comes_after_the_extra_time_is_not_called_saved(page, attempt, ends_in):
    open_attempt(page, attempt)
    ends_in(attempt, -31)
    text_field(page).fill("Turkey")
    expect(notice(page)).to_contain_text("This attempt is closed")
    expect(state(page)).to_have_text("Not on the server")
    assert stored(attempt) is None


def test_time_over_on_the_server_already_is_not_called_handed_in_with_the_answer(page, attempt, ends_in):
    """The page's last answers came after the extra time: it must not slip away to the review as if they counted."""
    ends_in(attempt, 6)
    open_attempt(page, attempt)
    page.context.set_offline(True)
    text_field(page).fill("Turkey")
    expect(text_field(page)).to_be_disabled()
    ends_in(attempt, -31)
    page.context.set_offline(False)
    expect(notice(page)).to_contain_text("This attempt is closed. What was not on the server in time does not count.")
    expect(state(page)).to_have_text("Not on the server")
    assert (stored(attempt), Attempt.objects.get().state) == (None, "submitted")
    expect(notice(page).get_by_role("link", name="To the review")).to_be_visible()


def test_two_tabs_at_the_deadline_both_end_at_the_review(page, attempt, ends_in, live_server):
    ends_in(attempt, 8)
    open_attempt(page, attempt)
    other = open_attempt(page.context.new_page(), attempt)
    text_field(page).fill("Turkey")
    for each in (page, other):
        expect(each).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/review/")
    assert stored(attempt) == "Turkey"


def test_longer_time_reaches_an_open_page(page, attempt, ends_in):
    ends_in(attempt, 100)
    open_attempt(page, attempt)
    expect(page.locator("[data-countdown]")).to_contain_text("Time left 01:3")
    ends_in(attempt, 1000)
    text_field(page).fill("Turkey")
    expect(page.locator("[data-countdown]")).to_contain_text("Time left 16:3")


@pytest.mark.parametrize(("seconds", "spoken"), [(301, "5 minutes left"), (61, "1 minute left")])
def test_time_that_is_left_is_spoken_once(page, attempt, ends_in, seconds, spoken):
    ends_in(attempt, seconds + 4)
    open_attempt(page, attempt)
    clock = page.locator("[data-countdown]")
    live = page.locator("[data-live]")
    expect(live).to_be_empty()
    expect(live).to_have_text(spoken)
    expect(clock).to_contain_class("is-short")
    text = clock.inner_text()
    expect(clock).not_to_have_text(text)
    expect(live).to_have_text(spoken)
