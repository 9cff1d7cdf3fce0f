// One question on the page: its fields, its flag and what is known of its answer.

import { enhanceDragging, renewDragging } from "./dragging.js";
import { enhanceOrdering, renewOrdering } from "./ordering.js";
import { mark } from "./question_map.js";
import { canonical, gather, isKnown, show } from "./responses.js";
import { word } from "./words.js";

const CLEARABLE = ["choice", "truth", "order"];

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
    this.typedAt = ""; // of the newest change that this page knows of
    if (this.canChange) this.#enhance();
    else this.lock();
    this.known = this.#snapshot();
  }

  get canChange() {
    return Boolean(this.fields) && !this.isChecked && isKnown(this.shape);
  }

  /** What the fields say now. */
  read() {
    return { response: gather(this.shape, this.fields), flagged: this.flag.checked };
  }

  /** The answer in the fields when it is another one than last time, else null. */
  change() {
    if (!this.canChange || this.#snapshot() === this.known) return null;
    this.known = this.#snapshot();
    this.touches += 1;
    this.section.querySelector(".field__echo")?.remove(); // it told how an older answer was read
    this.#refresh();
    return this.read();
  }

  /** Put an answer that came from elsewhere into the fields. */
  adopt({ response, flagged }) {
    if (!this.canChange) return;
    show(this.shape, this.fields, response);
    if (typeof flagged === "boolean") this.flag.checked = flagged;
    this.known = this.#snapshot();
    this.touches += 1;
    this.#refresh();
  }

  /** A refused answer may be given again as it stands. */
  forget() {
    this.known = null;
  }

  holds({ response, flagged }) {
    const same = canonical(gather(this.shape, this.fields)) === canonical(response);
    return same && (flagged === undefined || flagged === this.flag.checked);
  }

  /** Say where the answer is: the name of a state and its sentence. */
  say(state, sentence) {
    if (!this.state) return;
    this.state.dataset.questionState = state;
    this.state.textContent = sentence;
  }

  lock() {
    const controls = this.section.querySelectorAll("fieldset input, fieldset select, fieldset textarea, fieldset button");
    for (const control of [...controls, this.flag]) if (control) control.disabled = true;
  }

  #snapshot() {
    return this.canChange ? canonical(this.read()) : null;
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
    this.fields.dispatchEvent(new Event("renew")); // for what a type draws beside its fields
    mark(this.position, { answered: response !== null, flagged });
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
