"""The player keeps every answer, and says where it is; what it says is true."""

import pytest
from playwright.sync_api import expect

from quizzes.models import AnswerEvent
from tests.browser.player import (
    NUMBER,
    SAVED,
    SAVING,
    SHORT,
    SINGLE,
    UNSENT,
    UNSENT_PAGE,
    Gate,
    expect_saved,
    notice,
    open_attempt,
    question,
    state,
    stored,
    text_field,
    whole_state,
)

pytestmark = pytest.mark.browser


def test_state_says_saved_only_after_the_server_did(page, attempt):
    open_attempt(page, attempt)
    gate = Gate(page)
    text_field(page).fill("Turkey")
    expect(state(page)).to_have_text(UNSENT)
    gate.wait()
    expect(state(page)).to_have_text(SAVING)
    expect(whole_state(page)).to_have_text(SAVING)
    assert SAVED not in page.inner_text("main")
    assert stored(attempt) is None
    gate.open()
    expect_saved(page)
    expect(whole_state(page)).to_have_text(SAVED)
    assert stored(attempt) == "Turkey"


def test_typing_while_a_save_is_on_its_way_is_saved_after_it(page, attempt):
    open_attempt(page, attempt)
    gate = Gate(page)
    text_field(page).press_sequentially("Tur")
    gate.wait()
    text_field(page).press_sequentially("key")
    expect(state(page)).to_have_text(UNSENT)
    gate.open()
    expect_saved(page)
    assert stored(attempt) == "Turkey"


def test_one_pause_is_one_request(page, attempt):
    open_attempt(page, attempt)
    text_field(page).press_sequentially("Turkey", delay=15)
    text_field(page, NUMBER).fill("1949")
    expect_saved(page)
    expect_saved(page, NUMBER)
    assert AnswerEvent.objects.filter(attempt=attempt).count() == 1


def test_reload_before_the_save_keeps_what_was_typed(page, attempt):
    open_attempt(page, attempt)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/answers/", lambda route: route.abort())
    text_field(page).fill("Turkey")
    expect(state(page)).to_have_text(UNSENT)
    page.reload()
    expect(text_field(page)).to_have_value("Turkey")
    expect(state(page)).to_have_text(UNSENT)
    page.unroute("**/answers/")
    page.reload()
    expect(text_field(page)).to_have_value("Turkey")
    expect_saved(page)
    assert stored(attempt) == "Turkey"


def test_stamps_and_order_survive_the_reload(page, attempt):
    """The replay carries the client, the sequence and the time of the typing."""
    open_attempt(page, attempt)
    page.on("dialog", lambda dialog: dialog.accept())
    sent = []

    def swallow(route):
        sent.append(route.request.post_data_json)
        route.abort()

    page.route("**/answers/", swallow)
    text_field(page).fill("Turkey")
    expect(notice(page)).to_contain_text("No connection")
    with page.expect_request("**/answers/") as replay:
        page.reload()
    first, again = sent[0], replay.value.post_data_json
    assert (again["client"], again["answers"]) == (first["client"], first["answers"])
    assert set(first["answers"][0]) == {"position", "sequence", "typed_at", "response"}


def test_offline_for_a_while(page, attempt):
    open_attempt(page, attempt)
    page.context.set_offline(True)
    text_field(page).fill("Turkey")
    expect(notice(page)).to_contain_text("No connection. Your answers are kept on this device")
    expect(state(page)).to_have_text(UNSENT)
    text_field(page, NUMBER).fill("1949")
    page.context.set_offline(False)
    expect_saved(page)
    expect_saved(page, NUMBER)
    expect(notice(page)).to_be_hidden()
    assert (stored(attempt), stored(attempt, NUMBER)["raw"]) == ("Turkey", "1949")


def test_tab_closed_while_offline_and_opened_again(page, attempt):
    open_attempt(page, attempt)
    page.context.set_offline(True)
    text_field(page).fill("Turkey")
    question(page, SINGLE).get_by_label("An attack on all").check()
    expect(state(page)).to_have_text(UNSENT)
    context = page.context
    page.close()
    context.set_offline(False)
    assert stored(attempt) is None
    again = open_attempt(context.new_page(), attempt)
    expect(text_field(again)).to_have_value("Turkey")
    expect(question(again, SINGLE).get_by_label("An attack on all")).to_be_checked()
    expect_saved(again)
    assert (stored(attempt), stored(attempt, SINGLE)) == ("Turkey", "zzall")


def test_server_in_trouble_is_tried_again(page, attempt):
    open_attempt(page, attempt)
    replies = iter([500, 502])

    def answer(route):
        code = next(replies, None)
        route.fulfill(status=code, body="<h1>Sorry</h1>") if code else route.continue_()

    page.route("**/answers/", answer)
    text_field(page).fill("Turkey")
    expect(notice(page)).to_contain_text("The server cannot save just now")
    expect(state(page)).to_have_text(UNSENT)
    expect_saved(page)
    expect(notice(page)).to_be_hidden()


def test_login_page_of_a_network_is_no_save(page, attempt):
    """A captive portal answers everything with 200 and a page of its own."""
    open_attempt(page, attempt)
    page.route("**/answers/", lambda route: route.fulfill(status=200, body="<h1>Welcome to the hotel</h1>"))
    text_field(page).fill("Turkey")
    expect(notice(page)).to_contain_text("The server cannot save just now")
    expect(state(page)).to_have_text(UNSENT)
    page.unroute("**/answers/")
    expect_saved(page)


def test_refused_answer_is_told_at_its_question_and_the_others_are_kept(page, attempt):
    open_attempt(page, attempt)
    text_field(page).evaluate("field => field.removeAttribute('maxlength')")
    text_field(page).fill("x" * 1001)
    text_field(page, NUMBER).fill("1949")
    expect_saved(page, NUMBER)
    expect(state(page)).to_have_text("This answer is too long and was not saved.")
    assert stored(attempt) is None
    text_field(page).fill("Turkey")
    expect_saved(page)
    assert stored(attempt) == "Turkey"


def test_halves_of_characters_do_not_spoil_the_batch(page, attempt):
    open_attempt(page, attempt)
    text_field(page).evaluate(
        "field => { field.value = 'Tur\\ud83dkey\\0'; field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect_saved(page)
    assert stored(attempt) == "Tur\ufffdkey"


@pytest.mark.parametrize("status", [400, 413])
def test_batch_that_the_server_refuses_whole_is_sent_in_smaller_ones(page, attempt, status):
    open_attempt(page, attempt)

    def answer(route):
        whole = len(route.request.post_data_json["answers"]) > 1
        error = {400: "bad_request", 413: "too_large"}[status]
        route.fulfill(status=status, json={"error": error}) if whole else route.continue_()

    page.route("**/answers/", answer)
    text_field(page).fill("Turkey")
    text_field(page, NUMBER).fill("1949")
    expect_saved(page)
    expect_saved(page, NUMBER)
    assert (stored(attempt), stored(attempt, NUMBER)["raw"]) == ("Turkey", "1949")


@pytest.mark.parametrize("how", ["gone", "foreign", "broken"])
def test_stale_csrf_cookie(page, attempt, live_server, how):
    open_attempt(page, attempt)
    page.context.clear_cookies(name="csrftoken")
    if how != "gone":
        value = "a" * 32 if how == "foreign" else "x"
        page.context.add_cookies([{"name": "csrftoken", "value": value, "url": live_server.url}])
    text_field(page).fill("Turkey")
    expect_saved(page)
    expect(notice(page)).to_be_hidden()
    # The form's own token is as old as the page: its buttons work all the same.
    page.get_by_role("button", name="Finish …").click()
    expect(page).to_have_url(f"{live_server.url}/attempts/{attempt.pk}/submit/")


NO_STORAGE = {
    "plain http": "Object.defineProperty(crypto, 'subtle', {value: undefined})",
    "refused": "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }",
    "full": "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }",
}


@pytest.mark.parametrize("why", NO_STORAGE)
def test_browser_without_storage_says_so_and_saves(page, attempt, why):
    page.add_init_script(NO_STORAGE[why])
    open_attempt(page, attempt)
    gate = Gate(page)
    text_field(page).fill("Turkey")
    expect(notice(page)).to_contain_text("This browser keeps nothing")
    expect(state(page)).to_have_text(UNSENT_PAGE)
    gate.wait()
    gate.open()
    expect_saved(page)
    assert stored(attempt) == "Turkey"


def test_storage_that_never_answers_holds_no_answer_up(page, attempt):
    page.add_init_script("IDBFactory.prototype.open = () => ({})")
    open_attempt(page, attempt)
    text_field(page).fill("Turkey")
    expect(state(page)).to_have_text(UNSENT_PAGE)
    expect_saved(page)
    assert stored(attempt) == "Turkey"


def test_leaving_with_unsent_answers_asks_first(page, attempt):
    open_attempt(page, attempt)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    text_field(page).fill("Turkey")
    expect_saved(page)
    page.reload()
    assert asked == []
    page.route("**/answers/", lambda route: route.abort())
    text_field(page).press_sequentially("x")
    page.reload()
    assert asked == ["beforeunload"]


def test_links_wait_until_the_answers_are_saved(page, attempt, live_server):
    open_attempt(page, attempt)
    text_field(page).fill("Turkey")
    page.get_by_role("link", name="My progress").click()
    expect(page).to_have_url(f"{live_server.url}/progress/")
    assert stored(attempt) == "Turkey"


def test_map_and_flag_follow_at_once_and_are_saved(page, attempt):
    open_attempt(page, attempt)
    link = page.locator(f"[data-map='{SHORT}']")
    expect(link).to_have_text("Question 4")
    text_field(page).fill("Turkey")
    expect(link).to_have_text("Question 4, answered")
    question(page, SHORT).get_by_label("Flag").check()
    expect(link).to_have_text("Question 4, answered, flagged")
    expect_saved(page)
    assert attempt.answers.get(position=SHORT).flagged
    text_field(page).fill("")
    expect(link).to_have_text("Question 4, flagged")
    expect_saved(page)
    assert stored(attempt) is None
    page.reload()
    expect(link).to_have_text("Question 4, flagged")
    expect(question(page, SHORT).get_by_label("Flag")).to_be_checked()


def test_clear_takes_a_choice_back(page, attempt):
    open_attempt(page, attempt)
    single = question(page, SINGLE)
    expect(single.get_by_label("No answer")).to_be_hidden()
    clear = single.get_by_role("button", name="Clear my answer")
    expect(clear).to_be_hidden()
    single.get_by_label("An attack on all").check()
    expect_saved(page, SINGLE)
    assert stored(attempt, SINGLE) == "zzall"
    clear.press("Enter")
    expect(single.locator("input:checked")).to_have_count(0)
    expect(clear).to_be_hidden()
    expect(single.get_by_role("radio").first).to_be_focused()
    expect(state(page, SINGLE)).to_have_text(UNSENT)
    expect_saved(page, SINGLE)
    assert stored(attempt, SINGLE) is None


def test_enter_in_a_text_field_saves_and_stays(page, attempt):
    open_attempt(page, attempt)
    text_field(page).fill("Turkey")
    before = page.url
    text_field(page).press("Enter")
    expect_saved(page)
    assert page.url == before
    expect(text_field(page)).to_be_focused()
