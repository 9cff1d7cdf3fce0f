"""One seed: a learner with two devices and several tabs answers, and everything happens to her that can."""

import random
import string
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Page

from quizzes.behaviours import BEHAVIOURS, CERTAINTIES
from tests.browser.chaos.ledger import Ledger
from tests.browser.chaos.network import Network, quietly
from tests.browser.chaos.site import Site

STEPS = 26
PATIENCE = 40.0
TYPED = string.ascii_letters + "äß–🇪🇺,. 0123456789"
SKEWS = (0, 0, 86_400, -86_400, 5 * 365 * 86_400, -1_800)

# What the page would send now, in one form; as seen by the module that reads the fields of every type.
READ = """async (position) => {
  const { gather, canonical } = await import("/static/js/responses.js");
  const section = document.querySelector(`[data-position="${position}"]`);
  return canonical(gather(section.dataset.shape, section.querySelector("fieldset")));
}"""
# Use one control of a question, whatever its type: [position, which of them, which of its options].
ACT = """([position, which, option]) => {
  const fields = document.querySelector(`[data-position="${position}"] fieldset`);
  const wanted = "input:not([type=hidden]), textarea, select, button";
  const usable = (each) => !each.matches(":disabled") && !each.closest("[hidden]") && each.offsetParent !== null;
  const controls = [...fields.querySelectorAll(wanted)].filter(usable);
  const control = controls[Math.floor(which * controls.length)];
  if (control.matches("input[type=text], input:not([type]), textarea")) {
    control.focus();
    return true;
  }
  if (control.matches("select")) {
    control.selectedIndex = Math.floor(option * control.options.length);
    control.dispatchEvent(new Event("change", { bubbles: true }));
  } else {
    control.click();
  }
  return false;
}"""
# Positions of the questions that can be answered on the page.
OPEN = """(all) => all.filter((each) => !("checked" in each.dataset) && each.querySelector("fieldset[data-type]"))
  .map((each) => each.dataset.position)"""
LOADING = """() => {
  const { requestStart, responseStart } = performance.getEntriesByType("navigation")[0];
  return responseStart - requestStart;
}"""
SKEW = "{ const now = Date.now; Date.now = () => now() + %d * 1000; }"
# Every answer of the page is on the device or on the server, and the page says so.
KEPT = """() => document.querySelector("[data-save-state]")?.dataset.saveState !== "unsent_page"
  && !document.querySelector("[data-question-state=unsent_page]")"""
SETTLED = """() => !/unsent|saving/.test(document.querySelector("[data-save-state]").dataset.saveState)"""


@dataclass
class Walk:
    """`run` gives the losses: what is held otherwise than it was typed last."""

    site: Site
    browser: Any
    seed: int
    ledger: Ledger = field(default_factory=Ledger)
    touched: dict[str, tuple[Any, float]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def run(self) -> list[str]:
        self.chance = random.Random(self.seed)
        self.network = Network(random.Random(f"network {self.seed}"))
        self.number_of_pages = self.chance.choice([1, 1, 2])
        self.behaviour = self.chance.choice([*BEHAVIOURS])
        self._note(self.behaviour)
        ticket = self.site.ask(do="start", pages=self.number_of_pages, behaviour=self.behaviour)
        self.attempt = ticket["attempt"]
        self.devices = [self._device(ticket["cookie"]) for _ in range(self.chance.choice([1, 2]))]
        try:
            return self._run()
        finally:
            for device in self.devices:
                device.close()

    def _run(self) -> list[str]:
        self.pages = [self._open(device) for device in self.devices]
        for _ in range(STEPS):
            self._step()
        self._heal()
        self._hand_in()
        return self.ledger.compare(self._held())

    def _held(self) -> dict[str, Any]:
        return self.site.ask(do="held", attempt=self.attempt)

    def _note(self, *words: Any) -> None:
        self.log.append(" ".join(map(str, words)))

    # --- devices and pages -------------------------------------------------------------------------------------------

    def _device(self, cookie: dict[str, str]):
        device = self.browser.new_context(base_url=self.site.url)
        device.set_default_timeout(15_000)
        device.add_init_script(SKEW % self.chance.choice(SKEWS))
        device.add_cookies([cookie | {"url": self.site.url}])
        self.network.watch(device)
        return device

    def _open(self, device, page: Page | None = None) -> Page:
        device.set_offline(False)
        page = page or device.new_page()
        if not hasattr(page, "answers_dialogs"):
            page.on("dialog", lambda dialog: dialog.accept())
            page.answers_dialogs = True
        number = self.chance.randint(1, self.number_of_pages)
        ends = time.monotonic() + 3 * PATIENCE
        while time.monotonic() < ends:
            try:
                page.goto(f"/attempts/{self.attempt}/?page={number}")
                page.wait_for_function("document.querySelector('[data-save-button]')?.hidden")
                return page
            except Error:  # the site is starting again
                self._rest(0.2, page)
        raise AssertionError("the page can't be opened")

    def _rest(self, seconds: float, page: Page | None = None) -> None:
        """Time passes, for the pages and the network, too."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self.network.tick()
            (page or self.pages[0]).wait_for_timeout(30)

    def _until(self, page: Page, condition: str) -> None:
        ends = time.monotonic() + PATIENCE
        while not page.evaluate(condition):
            assert time.monotonic() < ends, f"never came true: {condition}"
            self._rest(0.05)

    # --- steps -------------------------------------------------------------------------------------------------------

    def _step(self) -> None:
        page = self.chance.choice(self.pages)
        steps = {
            self._answer: 50,
            self._flag: 8,
            self._be_sure: 12 if BEHAVIOURS[self.behaviour].certainty else 0,
            self._check: 14 if BEHAVIOURS[self.behaviour].checks else 0,
            self._wait: 14,
            self._go_offline: 7,
            self._go_online: 10,
            self._reload: 6,
            self._kill: 6,
            self._another_tab: 4,
            self._restart: 1.5,
        }
        self.chance.choices([*steps], [*steps.values()])[0](page)
        self.network.tick()

    def _position(self, page: Page) -> str:
        """One that can be answered here, if there is any."""
        shown = page.eval_on_selector_all("[data-position]", OPEN)
        return self.chance.choice(shown) if shown else ""

    def _answer(self, page: Page) -> None:
        position = self._position(page)
        if not position:
            return
        with self._turn(page, position):
            before = page.evaluate(READ, position)
            if page.evaluate(ACT, [position, self.chance.random(), self.chance.random()]):
                page.keyboard.press(self.chance.choice(["End", "Control+a"]))
                page.keyboard.type("".join(self.chance.choices(TYPED, k=self.chance.randint(1, 8))))
            typed = page.evaluate(READ, position)
        if typed != before:  # the same option again is no change
            self.ledger.type(position, self.pages.index(page), typed)
            self._note("answer", self.pages.index(page), position, typed)

    @contextmanager
    def _turn(self, page: Page, position: str) -> Iterator[None]:
        """Devices agree about the time within what their pages took to come: nobody types on both at once."""
        device, when = self.touched.get(position, (page.context, 0))
        apart = max(each.evaluate(LOADING) for each in self.pages) / 1_000 + 0.1
        if device is not page.context and (soon := when + apart - time.monotonic()) > 0:
            self._rest(soon)
        yield
        self.touched[position] = (page.context, time.monotonic())  # typing takes a while on a busy machine

    def _flag(self, page: Page) -> None:
        if position := self._position(page):
            script = "(box) => { box.click(); return box.checked; }"
            with self._turn(page, position):
                flagged = page.locator(f"[name='q{position}-flag']").evaluate(script)
            self.ledger.flag(position, flagged)
            self._note("flag", self.pages.index(page), position, flagged)

    def _be_sure(self, page: Page) -> None:
        if position := self._position(page):
            certainty = self.chance.choice(CERTAINTIES)
            with self._turn(page, position):
                radio = page.locator(f"[name='q{position}-certainty'][value='{certainty}']")
                if radio.is_checked():
                    return
                radio.click()
            self.ledger.be_sure(position, certainty)
            self._note("sure", self.pages.index(page), position, certainty)

    def _check(self, page: Page) -> None:
        """Press a button that leaves the page: check an answer, or ask a question once more."""
        buttons = page.locator("button[value^='check:'], button[value^='redo:']")
        if not buttons.count():
            return
        button = buttons.nth(self.chance.randrange(buttons.count()))
        name, position = button.get_attribute("value").split(":")
        where = self.pages.index(page)
        self._leave_by(page, button)
        held = self._held()["answers"][position]
        self._note(name, where, position, held)
        (self.ledger.check if name == "check" else self.ledger.redo)(position, where, held)
        self.touched[position] = (None, time.monotonic())  # stamped by the server: no device is ahead of it

    def _leave_by(self, page: Page, button) -> None:
        """As somebody does who reloads when nothing has happened for a while."""
        page.evaluate("window.isOld = true")
        quietly(lambda: button.click(timeout=3_000, no_wait_after=True))
        ends = time.monotonic() + 4
        while time.monotonic() < ends and is_old(page):
            self._rest(0.1)
        try:
            page.wait_for_function("!window.isOld && document.querySelector('[data-save-button]')?.hidden", timeout=500)
        except Error:
            self._reload(page)

    def _wait(self, page: Page) -> None:
        self._rest(self.chance.choice([0.1, 0.3, 0.9]))

    def _go_offline(self, page: Page) -> None:
        self._note("offline", self.pages.index(page))
        page.context.set_offline(True)

    def _go_online(self, page: Page) -> None:
        self._note("online", self.pages.index(page))
        page.context.set_offline(False)

    def _reload(self, page: Page) -> None:
        self._note("reload", self.pages.index(page))
        self._until(page, KEPT)
        self._open(page.context, page)

    def _kill(self, page: Page) -> None:
        """Without a chance to say or send anything."""
        self._note("kill", self.pages.index(page))
        self._until(page, KEPT)
        device, place = page.context, self.pages.index(page)
        self.pages[place] = self._open(device)
        page.close()

    def _another_tab(self, page: Page) -> None:
        if len(self.pages) < 4:
            self._note("tab", len(self.pages))
            self.pages.append(self._open(page.context))

    def _restart(self, page: Page) -> None:
        self._note("restart")
        self.site.restart()

    # --- the end -----------------------------------------------------------------------------------------------------

    def _heal(self) -> None:
        """All devices come back and send what they have. The last answer may still be on its way at the end."""
        self._note("heal")
        self.site.wait()
        self.network.calm = True
        while self.network.ghosts or self.network.waiting:
            self.network.tick()
        for page in self.pages:
            page.context.set_offline(False)
            page.evaluate("window.dispatchEvent(new Event('online'))")
        for page in self.pages:
            self._until(page, SETTLED)
        self.network.calm = self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            self._answer(self.pages[-1])

    def _hand_in(self) -> None:
        page = self.pages[-1]
        self._press(page, "Finish …", f"/attempts/{self.attempt}/submit/")
        self._press(page, "Hand in", f"/attempts/{self.attempt}/review/")

    def _press(self, page: Page, name: str, leads_to: str) -> None:
        """As somebody does who presses again when nothing has happened for a while."""
        page.bring_to_front()
        button, ends = page.get_by_role("button", name=name, exact=True), time.monotonic() + 2 * PATIENCE
        while not page.url.endswith(leads_to):
            assert time.monotonic() < ends, f"{name} leads nowhere: {page.inner_text('main')[:300]}"
            self.network.calm |= time.monotonic() > ends - PATIENCE
            quietly(lambda: button.click(timeout=3_000, no_wait_after=True))
            waited = time.monotonic() + 4
            while time.monotonic() < waited and not page.url.endswith(leads_to):
                self._rest(0.1)


def is_old(page: Page) -> bool:
    """Whether the page that was there still is; while the next one comes nobody can ask."""
    try:
        return page.evaluate("window.isOld === true")
    except Error:
        return True
