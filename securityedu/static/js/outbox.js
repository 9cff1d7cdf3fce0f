// Unsent changes on their way to the server: first into the journal, then sent in batches, one request at a time, until
// the server has said what became of each.

import { postJson } from "./transport.js";

const REST = 700; // milliseconds without typing before a change is sent
const LONGEST = 4_000; // …but never later than this, however fast somebody types
const BATCH = 100;
const BYTES = 120_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const SPOILT = ["too_large", "bad_request"]; // one entry may be the cause

const size = (value) => new TextEncoder().encode(JSON.stringify(value)).length;
const name = (entry) => `${entry.client}/${entry.position}/${partOf(entry)}`;

/** What an entry changes, each with a stamp of its own. */
export const partOf = (entry) => ["response", "flagged"].find((part) => part in entry) ?? "certainty";

export class Outbox {
  /** `on` hears changed(), saved(entry), stale(entry, held), refused(entry, error), trouble(kind or null), closed(). */
  constructor({ answersUrl, submitUrl, journal, clock, client, on }) {
    Object.assign(this, { answersUrl, submitUrl, journal, clock, client, on });
    this.pending = new Map();
    this.flying = new Set();
    this.limit = BATCH;
    this.failures = 0;
    this.trouble = null;
    this.closed = false;
    this.running = null;
  }

  get isEmpty() {
    return this.pending.size === 0;
  }

  /** Take entries of tabs that died, with the stamps that they had. Those of this page are here already. */
  replay(entries) {
    for (const entry of entries) if (entry.client !== this.client) this.pending.set(name(entry), entry);
  }

  add(entry) {
    if (this.closed) return;
    this.journal.write(entry, this.pending.get(name(entry)));
    this.pending.set(name(entry), entry);
    this.on.changed();
    this.#sendSoon();
  }

  of(position) {
    return [...this.pending.values()].filter((entry) => entry.position === position);
  }

  /** Send all now. Resolves to true when nothing is left, to false when it must be tried again later. */
  flush() {
    clearTimeout(this.timer);
    this.firstWaiting = null;
    this.running ??= this.#drain().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Send all and hand in. Gives {kind, review}: ok, closed, or what went wrong. */
  submit() {
    clearTimeout(this.timer);
    const done = this.#submit(this.running);
    this.running = done.then(() => this.isEmpty).finally(() => {
      this.running = null;
    });
    return done;
  }

  /** The attempt is closed: nothing more can be saved, and nothing is kept that looks as if it could. False. */
  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.pending.clear();
    this.journal.clear();
    this.on.closed();
    this.on.changed();
    return false;
  }

  // --- when ----------------------------------------------------------------------------------------------------------

  #sendSoon() {
    if (this.trouble) return; // the next try is set already
    this.firstWaiting ??= performance.now();
    const longest = this.firstWaiting + LONGEST - performance.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.max(0, Math.min(REST, longest)));
  }

  #tryLater() {
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures);
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  #tell(trouble) {
    if (!trouble) this.failures = 0;
    this.trouble = trouble;
    this.on.trouble(trouble);
  }

  // --- how -----------------------------------------------------------------------------------------------------------

  async #drain() {
    for (;;) {
      const batch = this.#nextBatch();
      if (!batch.length) return !this.late || this.close();
      // Kept before it is sent; only a page that is going away has no time for that.
      if (document.visibilityState !== "hidden") await this.journal.settled();
      const reply = await this.#post(this.answersUrl, batch[0].client, batch);
      if (!this.#handle(batch, reply)) return false;
    }
  }

  async #submit(before) {
    await before;
    if (!(await this.#drain())) return { kind: this.closed ? "closed" : this.trouble };
    const { kind, body } = await this.#post(this.submitUrl, this.client, []);
    this.#tell(kind === "ok" || kind === "closed" ? null : kind);
    return { kind, review: body?.review };
  }

  /** Entries of one client, as many as fit. */
  #nextBatch() {
    const all = [...this.pending.values()];
    const batch = all.filter((entry) => entry.client === all[0].client).slice(0, this.limit);
    while (batch.length > 1 && size(batch) > BYTES) batch.length = Math.ceil(batch.length / 2);
    return batch;
  }

  async #post(url, client, batch) {
    batch.forEach((entry) => this.flying.add(entry));
    this.on.changed();
    const answers = batch.map(({ client: _client, ...entry }) => entry);
    const reply = await postJson(url, { client, answers });
    batch.forEach((entry) => this.flying.delete(entry));
    if (reply.kind === "ok") this.clock.sync(reply.body);
    return reply;
  }

  /** Whether to go on with the next batch. */
  #handle(batch, { kind, body }) {
    if (kind === "closed") return (this.late = batch.every((entry) => this.#done(entry)));
    if (SPOILT.includes(kind)) return this.#narrow(batch, kind);
    const settled = kind === "ok" && this.#settle(batch, body);
    this.#tell(settled ? null : kind === "ok" ? "trouble" : kind);
    if (!settled) this.#tryLater();
    this.on.changed();
    return settled;
  }

  /** One entry spoils its batch: smaller ones find it, and it alone is given back. */
  #narrow(batch, kind) {
    this.limit = Math.ceil(batch.length / 2);
    if (batch.length === 1) {
      this.#done(batch[0]);
      this.on.refused(batch[0], kind);
      this.limit = BATCH;
    }
    this.on.changed();
    return true;
  }

  /** What the server says of each entry; true when it spoke of any. */
  #settle(batch, body) {
    // A refusal names no sequence: the response is meant, then, rather than the flag.
    const sent = [...batch].sort((a, b) => ("response" in b) - ("response" in a));
    const found = ({ position, sequence }) =>
      sent.find((entry) => entry.position === position && entry.sequence === (sequence ?? entry.sequence));
    const each = (replies, tell) => {
      const known = (replies ?? []).filter(found);
      known.forEach((reply) => tell(this.#done(found(reply)), reply));
      return known.length;
    };
    const saved = each(body.saved, (entry) => this.on.saved(entry));
    const stale = each(body.stale, (entry, held) => this.on.stale(entry, held));
    const refused = each(body.refused, (entry, { error }) => this.on.refused(entry, error));
    this.on.changed();
    return saved + stale + refused > 0;
  }

  /** Forget an entry, unless a newer one has taken its place. */
  #done(entry) {
    this.journal.remove(entry);
    if (this.pending.get(name(entry)) === entry) this.pending.delete(name(entry));
    return entry;
  }
}

/** Hand in with what is not on the server yet. True when there is nothing more to do; false: it must be tried again. */
export async function handIn(outbox, { reviewUrl, notice, leave }) {
  const { kind, review } = await outbox.submit();
  if (kind !== "ok" && kind !== "closed") return false;
  leave();
  if (!outbox.isEmpty || outbox.late) {
    outbox.close();
    notice.show("closed");
  } else {
    await outbox.journal.clear();
    window.location.replace(review ?? reviewUrl);
  }
  return true;
}

/** Time is up: try again and again, quickly as long as the server may still take what was typed. */
export async function untilHandedIn(submit) {
  for (let wait = 1_000; !(await submit()); wait = Math.min(30_000, wait * 1.3)) {
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
