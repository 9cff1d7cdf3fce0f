"""What a browser keeps until the server has it: sealed, for one person and attempt, for a month at most."""

import re

import pytest
from playwright.sync_api import expect

from quizzes.late import late_answers
from quizzes.services import start_attempt
from tests.browser.player import (
    NUMBER,
    SHORT,
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
from tests.factories import UserFactory

pytestmark = pytest.mark.browser
WORDS = "words of the learner"


@pytest.fixture
def left_behind(page, attempt):
    """A tab that typed and was killed before it could send anything; gives its browser."""
    open_attempt(page, attempt)
    page.context.set_offline(True)
    text_field(page).fill(WORDS)
    question(page, SHORT).get_by_label("Flag").check()
    expect(state(page)).to_have_text(UNSENT)
    page.close()
    page.context.set_offline(False)
    return page.context


def elsewhere(context):
    """A page of the site that has nothing to do with quizzes."""
    page = context.new_page()
    page.goto("/privacy/")
    return page


def test_each_change_is_on_the_device_before_it_is_sent_and_goes_when_the_server_has_it(page, attempt):
    open_attempt(page, attempt)
    gate = Gate(page)
    text_field(page).fill(WORDS)
    gate.wait()
    assert len(on_device(page)) == 1
    gate.open()
    expect_saved(page)
    assert on_device(page) == []


def test_fast_typing_leaves_one_entry(page, attempt):
    open_attempt(page, attempt)
    page.context.set_offline(True)
    text_field(page).press_sequentially(WORDS, delay=3)
    expect(state(page)).to_have_text(UNSENT)
    assert len(on_device(page)) == 1


def test_nothing_readable_is_left_on_the_device(left_behind, learner):
    kept = on_device(elsewhere(left_behind))
    assert len(kept) == 2
    for secret in (WORDS, "words", "response", "flagged", learner.username, str(learner)):
        assert secret not in "".join(kept)


def test_what_a_killed_tab_left_is_shown_and_sent(left_behind, attempt):
    again = open_attempt(left_behind.new_page(), attempt)
    expect(text_field(again)).to_have_value(WORDS)
    expect_saved(again)
    answer = attempt.answers.get(position=SHORT)
    assert (answer.response, answer.flagged) == (WORDS, True)
    assert on_device(again) == []


def test_after_signing_out_the_same_person_finds_it_again(left_behind, attempt, learner, live_server):
    from tests.browser.conftest import sign_in

    left_behind.clear_cookies()
    sign_in(left_behind, learner, live_server.url)
    again = open_attempt(left_behind.new_page(), attempt)
    expect_saved(again)
    assert stored(attempt) == WORDS


def test_what_another_person_left_stays_for_her(left_behind, attempt, quiz, live_server):
    from django.utils import timezone

    from tests.browser.conftest import sign_in

    stranger = UserFactory()
    sign_in(left_behind, stranger, live_server.url)
    own = start_attempt(quiz=quiz, user=stranger, kind="graded", now=timezone.now())[0]
    page = open_attempt(left_behind.new_page(), own)
    expect(text_field(page)).to_have_value("")
    assert len(on_device(page)) == 2
    assert stored(attempt) is None


def test_key_of_the_site_may_be_renewed_meanwhile(left_behind, attempt, settings, learner, live_server):
    from tests.browser.conftest import sign_in

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    sign_in(left_behind, learner, live_server.url)
    again = open_attempt(left_behind.new_page(), attempt)
    expect_saved(again)
    assert stored(attempt) == WORDS


def test_entry_that_no_key_opens_disturbs_nobody(left_behind, attempt, settings, learner, live_server):
    from tests.browser.conftest import sign_in

    settings.SECRET_KEY = "a new one, and the old one is lost"
    sign_in(left_behind, learner, live_server.url)
    again = open_attempt(left_behind.new_page(), attempt)
    text_field(again, NUMBER).fill("1949")
    expect_saved(again, NUMBER)
    expect(notice(again)).to_be_hidden()
    assert stored(attempt) is None
    assert len(on_device(again)) == 2


@pytest.mark.parametrize(("days", "left"), [(29, 2), (31, 0)])
def test_entries_of_any_attempt_go_after_a_month_when_another_is_opened(left_behind, quiz, learner, days, left):
    from django.utils import timezone

    page = elsewhere(left_behind)
    page.evaluate(AGE, days * 86_400_000)
    page.goto(start_attempt(quiz=quiz, user=learner, kind="practice", now=timezone.now())[0].get_absolute_url())
    text_field(page).fill("x")
    expect_saved(page)
    assert len(on_device(page)) == left


AGE = """async (milliseconds) => {
  const opened = indexedDB.open("securityedu", 1);
  await new Promise((resolve) => { opened.onsuccess = resolve; });
  const transaction = opened.result.transaction("journal", "readwrite");
  transaction.objectStore("journal").openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    cursor.update({ ...cursor.value, at: cursor.value.at - milliseconds });
    cursor.continue();
  };
  await new Promise((resolve) => { transaction.oncomplete = resolve; });
  opened.result.close();
}"""


def test_page_keeps_no_key_that_could_be_read_again(page, attempt):
    open_attempt(page, attempt)
    assert page.locator("#attempt-form").get_attribute("data-journal-keys") is None


def test_review_sends_what_the_device_still_had_when_the_attempt_was_closed(left_behind, attempt, ends_in):
    ends_in(attempt, -31)
    page = left_behind.new_page()
    page.goto(attempt.get_absolute_url())
    expect(page).to_have_url(re.compile("/review/$"))
    expect(page.get_by_role("status")).to_contain_text("Answers that this device still had were sent just now.")
    attempt.refresh_from_db()
    assert [(late.answer.position, late.response) for late in late_answers(attempt)] == [(SHORT, WORDS)]
    assert stored(attempt) is None
    page.reload()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    expect(page.get_by_role("status")).to_have_count(0)
    assert on_device(page) == []
