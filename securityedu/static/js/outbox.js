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
const name = (entry) => `${entry.client}/${entry.position}`;

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

  /** Take entries of tabs that died, with the stamps that they had. */
  replay(entries) {
    for (const entry of entries) this.pending.set(name(entry), entry);
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
    this.running ??= this.#drain(() => true).finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Hand in, with the last entries under the same lock. Gives {kind, review}: ok, closed, or what went wrong. */
  submit() {
    clearTimeout(this.timer);
    const done = this.#submit(this.running);
    this.running = done.then(() => this.isEmpty).finally(() => {
      this.running = null;
    });
    return done;
  }

  /** The attempt is closed: nothing more can be sent, and nothing is kept that looks as if it could. */
  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.pending.clear();
    this.journal.clear();
    this.on.closed();
    this.on.changed();
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

  async #drain(wanted) {
    for (;;) {
      const batch = this.#nextBatch(wanted);
      if (!batch.length) return true;
      const reply = await this.#post(this.answersUrl, batch[0].client, batch);
      if (!this.#handle(batch, reply)) return false;
    }
  }

  async #submit(before, along = true) {
    await before;
    const client = [...this.pending.values()].at(-1)?.client ?? this.client;
    const sent = await this.#drain((entry) => !along || entry.client !== client);
    if (!sent) return { kind: this.closed ? "closed" : this.trouble };
    const batch = [...this.pending.values()];
    const { kind, body } = await this.#post(this.submitUrl, client, batch);
    if (SPOILT.includes(kind) && along) return this.#submit(null, false);
    if (kind === "ok") this.#settle(batch, body);
    this.#tell(kind === "ok" || kind === "closed" ? null : kind);
    return { kind, review: body?.review };
  }

  /** Entries of one client, as many as fit. */
  #nextBatch(wanted) {
    const all = [...this.pending.values()].filter(wanted);
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
    if (kind === "closed") return this.close() ?? false;
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
    const sent = new Map(batch.map((entry) => [entry.position, entry]));
    const found = ({ position, sequence }) => {
      const entry = sent.get(position);
      return sequence === undefined || entry?.sequence === sequence ? entry : undefined;
    };
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
