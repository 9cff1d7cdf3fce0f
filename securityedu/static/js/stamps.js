// Each change gets its stamp once, when it is typed: server time, the tab's name and a number that counts up.

/** A new name for each load of the page: a duplicated tab, which copies all of a tab's storage, must not share it. */
export function newClient() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Stamps {
  constructor(clock, journal) {
    this.clock = clock;
    this.journal = journal;
    this.client = newClient();
    this.sequence = 0;
    this.last = 0;
  }

  /** Never below the last one of this browser, even when the clock was set back by a slow reply. */
  next() {
    const floor = Math.max(this.last, this.journal.lastStamp) + 1;
    this.last = Math.max(Math.floor(this.clock.now()), floor);
    this.journal.lastStamp = this.last;
    this.sequence += 1;
    return { client: this.client, sequence: this.sequence, typed_at: new Date(this.last).toISOString() };
  }
}

/** Of each question the newest entry, in the server's order: when it was typed, by whom, as its how-manieth change. */
export function newest(entries) {
  const found = new Map();
  for (const entry of entries) {
    const other = found.get(entry.position);
    if (!other || isNewer(entry, other)) found.set(entry.position, entry);
  }
  return [...found.values()];
}

function isNewer(one, other) {
  const times = Date.parse(one.typed_at) - Date.parse(other.typed_at);
  if (times) return times > 0;
  return one.client === other.client ? one.sequence > other.sequence : one.client > other.client;
}
