// The quiz player: saves by itself, through bad networks, several tabs and devices, and hands in when time is up.
// The contract with the server is in docs/architecture.md, "The life of an answer".

import { Clock, Countdown, Stamps } from "./clock.js";
import { Journal } from "./journal.js";
import { announce, Notice, word } from "./notices.js";
import { handIn, Outbox, partOf, untilHandedIn } from "./outbox.js";
import { mark, Question } from "./question.js";
import { fetchAnswers, openChannel, renewFormToken } from "./transport.js";

class Player {
  constructor(form) {
    const { attempt, answersUrl, submitUrl } = form.dataset;
    this.form = form;
    const clock = new Clock(form.dataset);
    const journal = new Journal(form.dataset, clock, () => this.#showState());
    const stamps = new Stamps(clock);
    this.questions = new Map();
    for (const section of form.querySelectorAll("[data-position]")) {
      const question = new Question(section);
      this.questions.set(question.position, question);
    }
    this.notice = this.#notice();
    this.tell = openChannel(attempt, (message) => this.#onPeer(message));
    this.outbox = new Outbox({ answersUrl, submitUrl, journal, clock, client: stamps.client, on: this.#hears() });
    Object.assign(this, { clock, journal, stamps });
    this.refusals = 0;
  }

  start() {
    this.form.querySelector("[data-save-button]").hidden = true;
    this.#replay();
    this.#listen();
    this.leaving = new Leaving(this.form, { hasUnsent: () => !this.outbox.isEmpty, flush: () => this.#flush() });
    this.#showState();
    this.countdown = new Countdown(this.form.querySelector("[data-countdown]"), this.clock, () => this.#timeIsUp());
  }

  #notice() {
    const { loginUrl, reviewUrl } = this.form.dataset;
    const newTab = () => !this.journal.available; // the answers are nowhere but in this page
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
    this.#collect(this.questions.get(Number(event.target.closest("[data-position]")?.dataset.position)));
  }

  #collect(question) {
    for (const change of question?.changes() ?? []) {
      const entry = { position: question.position, ...change, ...this.stamps.next() };
      question.typedAt[partOf(entry)] = entry.typed_at;
      this.outbox.add(entry);
      this.tell(entry);
    }
  }

  /** Enter in a text field saves; it must not press the page's first button. */
  #onEnter(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=checkbox])")) return;
    event.preventDefault();
    this.outbox.flush();
  }

  // --- other times and places ----------------------------------------------------------------------------------------

  /** What tabs that died had not sent: shown, and sent with the stamps that it had. */
  async #replay() {
    const entries = await this.journal.entries();
    for (const entry of entries) {
      this.stamps.follow(entry);
      this.#adopt(entry); // the newest comes last
    }
    this.outbox.replay(entries);
    if (entries.length) this.outbox.flush();
  }

  async #onOnline() {
    if (await this.outbox.flush()) this.notice.show(null);
  }

  #onPeer({ saved, ...entry }) {
    this.stamps.follow(entry);
    const known = this.questions.get(entry.position)?.typedAt ?? {};
    const part = partOf(entry);
    if (!saved || known[part] >= entry.typed_at) return;
    known[part] = entry.typed_at;
    this.#adopt(entry, "merged");
  }

  async #onVisibility() {
    const sent = await this.outbox.flush();
    if (!sent || document.visibilityState === "hidden") return;
    const touches = new Map([...this.questions.values()].map((question) => [question, question.touches]));
    const { answers, closed } = await fetchAnswers(this.form.dataset.reviewUrl);
    if (closed && !this.leaving.free) this.outbox.close();
    for (const answer of answers) {
      const question = this.questions.get(answer.position);
      if (question && question.touches === touches.get(question)) this.#adopt(answer, "merged");
    }
  }

  /** Show an answer from elsewhere, and say so, but never in place of what was typed here and is on its way. */
  #adopt(answer, name) {
    const question = this.questions.get(answer.position);
    const shown = { ...answer };
    for (const entry of this.outbox.of(answer.position)) delete shown[partOf(entry)];
    const same = !question || question.holds(shown);
    mark(answer.position, shown);
    question?.adopt(shown);
    if (!same && name) question.say("saved", name);
    return same;
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
    question?.say("saved");
    this.tell({ ...entry, saved: true });
  }

  #onStale({ position }, { held, flagged, certainty }) {
    const same = this.#adopt({ position, response: held, flagged, certainty });
    const name = same ? "saved" : "stale";
    this.questions.get(position)?.say(name);
    if (!same) announce(word(name));
  }

  #onRefused(entry, error) {
    this.refusals += 1;
    const question = this.questions.get(entry.position);
    const name = ["too_long", "too_large", "checked"].includes(error) ? `refused_${error}` : "refused";
    question?.forget(partOf(entry));
    question?.say("refused", name);
    announce(`${entry.position}: ${word(name)}`);
  }

  #onClosed() {
    for (const question of this.questions.values()) {
      if (/^(unsent|saving)/.test(question.state?.dataset.questionState)) question.say("lost");
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
      if (own.length) question.say(own.every((entry) => flying.has(entry)) ? "saving" : this.#where(own));
    }
    this.#showWhole(closed ? "" : !all.length ? this.#rest() : flying.size ? "saving" : this.#where(all));
    if (!this.journal.available && this.notice.standing === null) this.notice.stand("no_storage");
  }

  /** "On this device" is said when it is true, a few milliseconds after the typing. */
  #where(entries) {
    return entries.every((entry) => this.journal.kept.has(entry)) ? "unsent" : "unsent_page";
  }

  #rest() {
    return this.form.querySelector("[data-map].is-answered, [data-map].is-flagged") || this.shown ? "saved" : "";
  }

  #showWhole(state) {
    const line = this.form.querySelector("[data-save-state]");
    if (line.dataset.saveState === state) return;
    line.dataset.saveState = state;
    line.hidden = !state;
    line.textContent = state && word(state);
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
    for (const question of this.questions.values()) this.#collect(question);
    this.#lock();
    this.notice.stand("time_up");
    const { atEnd, reviewUrl } = this.form.dataset;
    const leave = () => this.leaving.release();
    const { notice, outbox } = this;
    const reload = () => leave() ?? window.location.reload(); // the next page asks
    await untilHandedIn(atEnd ? () => outbox.flush().then((sent) => sent && !reload()) : () => handIn(outbox, { reviewUrl, notice, leave }));
  }
}

/** Ways off the page: the form's buttons and links wait until the answers are on the server. */
class Leaving {
  /** `flush` resolves to true when nothing keeps anybody here. */
  constructor(form, { hasUnsent, flush }) {
    Object.assign(this, { form, hasUnsent, flush });
    this.free = false;
    form.addEventListener("submit", (event) => this.#onSubmit(event));
    document.addEventListener("click", (event) => this.#onClick(event));
    window.addEventListener("beforeunload", (event) => {
      if (this.free || !hasUnsent()) return;
      event.preventDefault();
      event.returnValue = true;
    });
    // A page out of the browser's memory is old: the server and the journal know better.
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  }

  /** From now on nobody is asked. */
  release() {
    this.free = true;
  }

  async #onSubmit(event) {
    if (this.free) return;
    event.preventDefault();
    const { submitter } = event;
    if (!(await this.flush()) || submitter?.value === "save") return;
    this.#sendNothingAgain();
    this.release();
    // Not within the event that is being handled: a browser ignores a submit inside a submit.
    setTimeout(() => this.form.requestSubmit(submitter));
  }

  /** All is saved: without its `-was` field the server leaves an answer of the plain form alone. */
  #sendNothingAgain() {
    for (const field of this.form.querySelectorAll("[name$='-was']")) field.disabled = true;
    renewFormToken(this.form);
  }

  async #onClick(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if ("leave" in link.dataset && !link.target) return this.release();
    if (link.target || staysHere(link) || link.origin !== window.location.origin || !this.hasUnsent()) return;
    if (this.kept === link.href) return; // the second time the browser itself asks
    event.preventDefault();
    if (await this.flush()) window.location.assign(link.href);
    else this.kept = link.href;
  }
}

function staysHere(link) {
  const here = window.location;
  return link.hash && link.pathname === here.pathname && link.search === here.search;
}

const form = document.getElementById("attempt-form");
if (form) new Player(form).start();
