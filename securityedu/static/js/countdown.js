// The time that is left, by the server's clock; what happens when there is none is the caller's.

import { announce } from "./notices.js";
import { word } from "./words.js";

const MINUTE = 60_000;
const SPOKEN = [5, 1];

function digits(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
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
