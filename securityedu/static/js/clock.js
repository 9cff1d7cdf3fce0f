// The server owns time. Between its replies the page counts on a clock that nobody can set. What happens when there is
// none left is the caller's.

import { announce, word } from "./notices.js";

const MINUTE = 60_000;
const SPOKEN = [5, 1];

/** When the page's first byte came: closer to the server's time in the page than the moment when scripts run. */
function arrival() {
  return performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
}

export class Clock {
  constructor({ serverTime, deadline }) {
    this.base = Date.parse(serverTime);
    this.mark = arrival();
    this.setDeadline(deadline);
  }

  /** A reply says what time it is and when typing ends. Replies take their time: the latest that was told is nearest. */
  sync({ server_time: serverTime, deadline }) {
    this.base = Math.max(Date.parse(serverTime), this.now());
    this.mark = performance.now();
    this.setDeadline(deadline);
  }

  setDeadline(text) {
    this.deadline = text ? Date.parse(text) : null;
  }

  /** Server time in milliseconds. */
  now() {
    return this.base + performance.now() - this.mark;
  }

  /** Milliseconds until typing ends; Infinity without a limit. */
  left() {
    return this.deadline === null ? Infinity : this.deadline - this.now();
  }
}

/** A new name for each load of the page: a duplicated tab, which copies all of a tab's storage, must not share it. */
export function newClient() {
  return crypto.getRandomValues(new Uint32Array(3)).join("-");
}

/** Each change gets its stamp once, when it is typed: server time, the tab's name and a number that counts up. */
export class Stamps {
  constructor(clock) {
    this.clock = clock;
    this.client = newClient();
    this.sequence = 0;
    this.last = 0;
  }

  /** Never below the last one that is known of in this browser, whatever a tab takes for the time. */
  next() {
    this.last = Math.max(Math.floor(this.clock.now()), this.last + 1);
    this.sequence += 1;
    return { client: this.client, sequence: this.sequence, typed_at: new Date(this.last).toISOString() };
  }

  /** Another tab has given this one. */
  follow(stamp) {
    this.last = Math.max(this.last, Date.parse(stamp.typed_at));
  }
}

function digits(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const clock = new Date(seconds * 1000).toISOString().slice(14, 19);
  return seconds < 3600 ? clock : `${Math.floor(seconds / 3600)}:${clock}`;
}

export class Countdown {
  constructor(element, clock, whenOver) {
    Object.assign(this, { element, clock, whenOver });
    this.before = clock.left();
    this.tick = this.tick.bind(this);
    const label = element?.querySelector(".countdown__label");
    if (label) label.textContent = word("time_left");
    document.addEventListener("visibilitychange", this.tick); // timers sleep in a hidden tab
    this.tick();
  }

  tick() {
    clearTimeout(this.timer);
    const left = this.clock.left();
    this.#show(left);
    this.#speak(left);
    this.before = left;
    if (left <= 0) return this.#over();
    const wait = left === Infinity ? MINUTE : left % 1000 || 1000;
    this.timer = setTimeout(this.tick, wait);
  }

  #over() {
    document.removeEventListener("visibilitychange", this.tick);
    this.whenOver();
  }

  #show(left) {
    if (!this.element || left === Infinity) return;
    this.element.querySelector("time").textContent = digits(left);
    this.element.classList.toggle("is-short", left <= SPOKEN[0] * MINUTE);
  }

  #speak(left) {
    const passed = SPOKEN.filter((minutes) => this.before > minutes * MINUTE && left <= minutes * MINUTE).at(-1);
    if (passed && left > 0) announce(passed === 1 ? word("minute_left") : word("minutes_left", passed));
  }
}
