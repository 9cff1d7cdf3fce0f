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
