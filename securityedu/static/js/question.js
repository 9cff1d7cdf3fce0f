// One question on the page: its fields, its flag and what is known of its answer; and its place on the map of questions.

import { enhanceDragging, renewDragging } from "./dragging.js";
import { enhanceOrdering, renewOrdering } from "./ordering.js";
import { word } from "./notices.js";
import { canonical, gather, isKnown, show } from "./responses.js";

const CLEARABLE = ["choice", "truth", "order"];

/** Tell the map, for eyes (classes) and ears (hidden words); what is not given stays as it was. */
export function mark(position, { response, flagged }) {
  const link = document.querySelector(`[data-map="${position}"]`);
  if (!link) return;
  if (response !== undefined) link.classList.toggle("is-answered", response !== null);
  if (flagged !== undefined) link.classList.toggle("is-flagged", flagged);
  const states = ["answered", "flagged"].filter((state) => link.classList.contains(`is-${state}`));
  link.querySelector("[data-map-state]").textContent = states.map((state) => `, ${word(state)}`).join("");
}

export class Question {
  constructor(section) {
    this.section = section;
    this.position = Number(section.dataset.position);
    this.shape = section.dataset.shape;
    this.fields = section.querySelector("fieldset");
    this.flag = section.querySelector("[name$='-flag']");
    this.state = section.querySelector("[data-question-state]");
    this.isChecked = "checked" in section.dataset;
    this.touches = 0;
    this.typedAt = {}; // of the newest change of each part that this page knows of
    if (this.canChange) this.#enhance();
    else this.lock();
    this.known = this.canChange && this.#snapshot();
  }

  get canChange() {
    return Boolean(this.fields) && !this.isChecked && isKnown(this.shape);
  }

  /** What the fields say now. */
  read() {
    const certainty = Number(this.#certainties(":checked")?.value) || null;
    return { response: gather(this.shape, this.fields), flagged: this.flag.checked, certainty };
  }

  /** What is another than last time, part by part: the response, the flag, how sure one is. */
  changes() {
    if (!this.canChange) return [];
    const before = this.known;
    const now = this.#snapshot();
    const changed = Object.entries(this.read()).filter(([part]) => now[part] !== before[part]);
    if (!changed.length) return [];
    this.section.querySelector(".field__echo")?.remove(); // it told how an older answer was read
    this.#renew();
    return changed.map(([part, value]) => ({ [part]: value }));
  }

  /** Put what came from elsewhere into the fields. */
  adopt({ response, flagged, certainty }) {
    if (!this.canChange) return;
    if (response !== undefined) show(this.shape, this.fields, response);
    if (flagged !== undefined) this.flag.checked = flagged;
    if (certainty) this.#certainties(`[value="${certainty}"]`).checked = true;
    this.#renew();
  }

  #certainties(which) {
    return this.section.querySelector(`[name$=-certainty]${which}`);
  }

  /** A refused change may be made again as it stands. */
  forget(part) {
    delete this.known[part];
  }

  holds(answer) {
    const here = this.read();
    return Object.keys(here).every((part) => answer[part] === undefined || canonical(answer[part]) === canonical(here[part]));
  }

  /** Say where the answer is: the name of a state, and of its sentence when that is another. */
  say(state, name = state) {
    if (!this.state) return;
    this.state.dataset.questionState = state;
    this.state.textContent = word(name);
  }

  lock() {
    for (const fields of this.section.querySelectorAll("fieldset")) fields.disabled = true;
    this.flag.disabled = true;
  }

  #snapshot() {
    return Object.fromEntries(Object.entries(this.read()).map(([part, value]) => [part, canonical(value)]));
  }

  #renew() {
    this.known = this.#snapshot();
    this.touches += 1;
    this.#refresh();
  }

  #enhance() {
    for (const none of this.fields.querySelectorAll(".choice--none")) none.hidden = true;
    if (this.shape === "order") enhanceOrdering(this.fields);
    enhanceDragging(this.fields);
    if (CLEARABLE.includes(this.shape)) this.fields.append(this.#clearButton());
    this.#refresh();
  }

  #refresh() {
    const { response, flagged } = this.read();
    if (this.clear) this.clear.hidden = response === null;
    if (this.shape === "order") renewOrdering(this.fields, response !== null);
    renewDragging(this.fields);
    this.fields.dispatchEvent(new Event("renew"));
    mark(this.position, { response, flagged });
  }

  #clearButton() {
    this.clear = document.createElement("button");
    this.clear.type = "button";
    this.clear.className = "btn btn-link question__clear";
    this.clear.textContent = word("clear");
    this.clear.addEventListener("click", () => {
      show(this.shape, this.fields, null);
      this.fields.dispatchEvent(new Event("change", { bubbles: true }));
      this.fields.querySelector("input:not([value='']), button").focus();
    });
    return this.clear;
  }
}
