"""The quiz player as its user sees it: what a test does and looks for on an attempt's page."""

from playwright.sync_api import Page, expect

SINGLE, MULTIPLE, TRUE_FALSE, SHORT, NUMBER, MATCHING, ORDERING, CLOZE = range(1, 9)
UNSENT, SAVING, SAVED = "On this device, not yet on the server", "Saving …", "Saved on the server"
UNSENT_PAGE = "Not yet on the server"
MERGED = "Taken over from another tab or device; saved on the server"
STALE = "A newer answer from another tab or device was kept."


def open_attempt(page: Page, attempt) -> Page:
    page.goto(attempt.get_absolute_url())
    # The player is at work: it has taken the button of the plain form away.
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_hidden()
    return page


def question(page: Page, position: int):
    return page.locator(f"#q{position}")


def text_field(page: Page, position: int = SHORT):
    return question(page, position).locator("fieldset input[type=text]")


def state(page: Page, position: int = SHORT):
    return question(page, position).locator("[data-question-state]")


def whole_state(page: Page):
    return page.locator("[data-save-state]")


def notice(page: Page):
    return page.locator("[data-notice]")


def expect_saved(page: Page, position: int = SHORT) -> None:
    expect(state(page, position)).to_have_text(SAVED)


def stored(attempt, position: int = SHORT):
    return attempt.answers.get(position=position).response


def on_device(page: Page) -> list[str]:
    """What the journal holds, one text for each entry, and whatever else the browser keeps for this site."""
    return page.evaluate(JOURNAL)


JOURNAL = """async () => {
  const opened = indexedDB.open("securityedu", 1);
  await new Promise((resolve) => { opened.onsuccess = resolve; });
  const store = opened.result.transaction("journal").objectStore("journal");
  const [keys, values] = [store.getAllKeys(), store.getAll()];
  await new Promise((resolve) => { store.transaction.oncomplete = resolve; });
  opened.result.close();
  const readable = (value) => value.buffer || value.byteLength
    ? new TextDecoder("latin1").decode(value) : JSON.stringify(value);
  const entries = values.result.map((value, index) =>
    [keys.result[index], ...Object.entries(value).flat()].map(readable).join(" "));
  return [...entries, ...Object.entries(localStorage).flat(), ...Object.entries(sessionStorage).flat()];
}"""


class Gate:
    """Holds what the page sends to `…/answers/` until the test lets it through."""

    def __init__(self, page: Page) -> None:
        self.held = []
        self.page = page
        self.is_open = False
        page.route("**/answers/", self._on_request)

    def _on_request(self, route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.held.append(route)

    def wait(self, count: int = 1) -> None:
        while len(self.held) < count:
            self.page.wait_for_timeout(20)

    def open(self) -> None:
        self.is_open = True
        while self.held:
            self.held.pop(0).continue_()
