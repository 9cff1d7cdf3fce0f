// The quiz player: saves by itself, through bad networks, several tabs and devices, and hands in when time is up.
// The contract with the server is in docs/architecture.md, "The life of an answer".

import { Clock } from "./clock.js";
import { Countdown } from "./countdown.js";
import { handIn, untilHandedIn } from "./handing_in.js";
import { Journal } from "./journal.js";
import { Leaving } from "./leaving.js";
import { announce, Notice } from "./notices.js";
import { Outbox } from "./outbox.js";
import { fetchAnswers, Peers } from "./peers.js";
import { Question } from "./question.js";
import { mark } from "./question_map.js";
import { newest, Stamps } from "./stamps.js";
import { hasWord, word } from "./words.js";

class Player {
  constructor(form) {
    const { user, attempt, serverTime, deadline, answersUrl, submitUrl } = form.dataset;
    this.form = form;
    this.journal = new Journal(user, attempt);
    this.clock = new Clock(serverTime, deadline);
    this.stamps = new Stamps(this.clock, this.journal);
    this.questions = new Map();
    for (const section of form.querySelectorAll("[data-position]")) {
      const question = new Question(section);
      this.questions.set(question.position, question);
    }
    this.notice = this.#notice();
    this.peers = new Peers(user, attempt, (answer) => this.#onPeer(answer));
    const { journal, clock, stamps } = this;
    this.outbox = new Outbox({ answersUrl, submitUrl, journal, clock, client: stamps.client, on: this.#hears() });
    this.refusals = 0;
  }

  start() {
    this.form.querySelector("[data-save-button]").hidden = true;
    if (!this.journal.available) this.notice.stand("no_storage");
    this.#replay();
    this.#listen();
    this.leaving = new Leaving(this.form, { hasUnsent: () => !this.outbox.isEmpty, flush: () => this.#flush() });
    this.#showState();
    this.countdown = new Countdown(this.form.querySelector("[data-countdown]"), this.clock, () => this.#timeIsUp());
  }

  #notice() {
    const { loginUrl, reviewUrl } = this.form.dataset;
    const newTab = !this.journal.available; // the answers are nowhere but in this page
    return new Notice(this.form.querySelector("[data-notice]"), {
      signed_out: { name: "sign_in", href: loginUrl, newTab },
      closed: { name: "see_review", href: reviewUrl },
    });
  }

  // --- typing --------------------------------------------------------------------------------------------------------

  #listen() {
    const note = (event) => this.#note(event);
    this.form.addEventListener("input", note);
    this.form.addEventListener("change", note);
    this.form.addEventListener("keydown", (event) => this.#onEnter(event));
    window.addEventListener("online", () => this.#onOnline());
    document.addEventListener("visibilitychange", () => this.#onVisibility());
  }

  #note(event) {
    const position = Number(event.target.closest("[data-position]")?.dataset.position);
    const question = this.questions.get(position);
    const answer = question?.change();
    if (answer) this.#send(question, { position, ...answer, ...this.stamps.next() });
    if (!this.journal.available && this.notice.standing === null) this.notice.stand("no_storage");
  }

  #send(question, entry) {
    question.typedAt = entry.typed_at;
    this.outbox.add(entry);
  }

  /** Enter in a text field saves; it must not press the page's first button. */
  #onEnter(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    this.outbox.flush();
  }

  // --- other times and places ----------------------------------------------------------------------------------------

  /** What tabs that died had not sent: shown, and sent with the stamps that it had. */
  #replay() {
    const entries = this.journal.entries();
    this.outbox.replay(entries);
    for (const entry of newest(entries)) {
      this.#mark(entry);
      this.questions.get(entry.position)?.adopt(entry);
    }
    if (entries.length) this.outbox.flush();
  }

  async #onOnline() {
    if (await this.outbox.flush()) this.notice.show(null);
  }

  #onPeer(answer) {
    const question = this.questions.get(answer.position);
    if (question && question.typedAt >= answer.typedAt) return;
    if (question) question.typedAt = answer.typedAt;
    this.#adopt(answer);
  }

  async #onVisibility() {
    const sent = await this.outbox.flush();
    if (!sent || document.visibilityState === "hidden") return;
    const touches = new Map([...this.questions.values()].map((question) => [question, question.touches]));
    const { answers, closed } = await fetchAnswers(this.form.dataset.reviewUrl);
    if (closed && !this.leaving.free) this.outbox.close();
    for (const answer of answers) {
      const question = this.questions.get(answer.position);
      if (question && question.touches === touches.get(question)) this.#adopt(answer);
    }
  }

  #adopt(answer) {
    if (this.outbox.of(answer.position).length) return;
    this.#mark(answer);
    this.questions.get(answer.position)?.adopt(answer);
  }

  #mark({ position, response, flagged }) {
    mark(position, { answered: response !== null, flagged: Boolean(flagged) });
  }

  // --- what the server said ------------------------------------------------------------------------------------------

  #hears() {
    return {
      changed: () => this.#showState(),
      saved: (entry) => this.#onSaved(entry),
      stale: (entry, held) => this.#onStale(entry, held),
      refused: (entry, error) => this.#onRefused(entry, error),
      trouble: (kind) => this.notice.show(kind),
      closed: () => this.#onClosed(),
    };
  }

  #onSaved(entry) {
    const question = this.questions.get(entry.position);
    if (question && entry.client === this.stamps.client) question.touches += 1;
    question?.say("saved", word("saved"));
    if (!this.outbox.of(entry.position).length) this.peers.tell(entry);
  }

  #onStale(entry, { held, flagged }) {
    const answer = { position: entry.position, response: held, flagged };
    const question = this.questions.get(entry.position);
    if (!question || this.outbox.of(entry.position).length) return;
    const same = question.holds(answer);
    this.#adopt(answer);
    question.say(same ? "saved" : "stale", word(same ? "saved" : "stale"));
    if (!same) announce(word("stale"));
  }

  #onRefused(entry, error) {
    this.refusals += 1;
    const question = this.questions.get(entry.position);
    const name = hasWord(`refused_${error}`) ? `refused_${error}` : "refused";
    question?.forget();
    question?.say("refused", word(name));
    announce(`${entry.position}: ${word(name)}`);
  }

  #onClosed() {
    for (const question of this.questions.values()) {
      if (["unsent", "saving"].includes(question.state?.dataset.questionState)) question.say("lost", word("lost"));
    }
    this.#lock();
    this.notice.show("closed");
    this.notice.reveal();
  }

  #lock() {
    for (const question of this.questions.values()) question.lock();
    for (const button of this.form.querySelectorAll("button[name=action]")) button.disabled = true;
  }

  // --- states --------------------------------------------------------------------------------------------------------

  #showState() {
    const { pending, flying, closed } = this.outbox;
    const all = [...pending.values()];
    for (const [position, question] of this.questions) {
      const own = all.filter((entry) => entry.position === position);
      if (own.length) this.#say(question, own.every((entry) => flying.has(entry)) ? "saving" : "unsent");
    }
    this.#showWhole(closed ? "" : !all.length ? this.#rest() : flying.size ? "saving" : "unsent");
  }

  #rest() {
    return this.form.querySelector("[data-map].is-answered, [data-map].is-flagged") || this.shown ? "saved" : "";
  }

  #say(question, state) {
    question.say(state, this.#sentence(state));
  }

  #sentence(state) {
    return word(state === "unsent" && !this.journal.available ? "unsent_page" : state);
  }

  #showWhole(state) {
    const line = this.form.querySelector("[data-save-state]");
    if (line.dataset.saveState === state) return;
    line.dataset.saveState = state;
    line.hidden = !state;
    line.textContent = state && this.#sentence(state);
    // Spoken once, and again only after trouble: not at each answer.
    if (state === "saved" && this.shown && this.spoken !== "saved") announce(word("saved"));
    if (state === "saved" && this.shown) this.spoken = "saved";
    if (this.outbox.trouble) this.spoken = "trouble";
    this.shown = state;
  }

  // --- leaving -------------------------------------------------------------------------------------------------------

  /** Whether the page may be left: all is saved and there is a network to go on with. */
  async #flush() {
    const before = this.refusals;
    const done = (await this.outbox.flush()) && this.refusals === before;
    if (done && !navigator.onLine) this.notice.show("offline");
    if (this.notice.kind) this.notice.reveal();
    return done && navigator.onLine;
  }

  async #timeIsUp() {
    for (const question of this.questions.values()) question.change();
    this.#lock();
    this.notice.stand("time_up");
    const leave = () => this.leaving.release();
    const { notice } = this;
    await untilHandedIn(() => handIn(this.outbox, { reviewUrl: this.form.dataset.reviewUrl, notice, leave }));
  }
}

const form = document.getElementById("attempt-form");
if (form) new Player(form).start();
