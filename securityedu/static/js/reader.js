// Reading a lesson: remembers the passage in view, goes to the passage of an address with the keyboard too, and shows
// the result of a check where the focus is.

import { csrfToken } from "./transport.js";

const PAUSE = 3_000;

/** The last passage that begins above the middle of the window. */
function passageInView() {
  const passages = [...document.querySelectorAll("[id^='p-']")];
  return passages.filter((each) => each.getBoundingClientRect().top < window.innerHeight / 2).at(-1)?.id.slice(2);
}

class Position {
  constructor(url) {
    this.url = url;
    this.told = null;
    this.timer = null;
    // Only what the reader does moves the place: opening the page or following a link to a passage doesn't.
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      document.addEventListener(kind, () => this.#watch(), { once: true, passive: true });
    }
  }

  #watch() {
    if (this.watching) return;
    this.watching = true;
    window.addEventListener("scroll", () => this.#soon(), { passive: true });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#tell());
  }

  #soon() {
    this.moved = true;
    this.timer ??= setTimeout(() => this.#tell(), PAUSE);
  }

  #tell() {
    clearTimeout(this.timer);
    this.timer = null;
    const passage = this.moved && passageInView();
    if (!passage || passage === this.told || !csrfToken()) return;
    this.told = passage;
    const headers = { "X-CSRFToken": csrfToken() };
    const body = new URLSearchParams({ passage });
    fetch(this.url, { method: "POST", headers, body, keepalive: true }).catch(() => {
      this.told = null;
    });
  }
}

/** Scrolling alone would leave keyboard and screen reader at the top. */
function focusPassage() {
  const { hash } = window.location;
  const target = hash.startsWith("#p-") && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return;
  target.tabIndex = -1;
  target.focus();
}

/** The answered check takes the place of the form that was sent, and the focus with it. */
function focusResult(event) {
  const result = document.getElementById(event.detail.target?.id)?.querySelector(".check__result");
  if (!result) return;
  result.tabIndex = -1;
  result.focus({ preventScroll: true });
  result.scrollIntoView({ block: "nearest" });
}

/** Few lessons have one, so few pages fetch what it needs. */
async function enhanceOrderings(root) {
  const found = [...root.querySelectorAll(".check fieldset[data-type=ordering]")];
  if (!found.length) return;
  const { enhance } = await import("./check_ordering.js");
  found.forEach(enhance);
}

function renewCheck(event) {
  const check = document.getElementById(event.detail.target?.id);
  if (check) enhanceOrderings(check.parentElement);
}

const { positionUrl } = document.querySelector("[data-position-url]")?.dataset ?? {};
if (positionUrl) new Position(positionUrl);
focusPassage();
window.addEventListener("hashchange", focusPassage);
enhanceOrderings(document);
document.body.addEventListener("htmx:afterSettle", (event) => {
  renewCheck(event);
  focusResult(event);
});
