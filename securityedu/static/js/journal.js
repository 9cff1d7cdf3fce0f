// What was typed and is not on the server yet, in the browser's storage, so that it survives a reload, a crash and the
// end of a session. Keys name the person and the attempt: nobody else's entries are ever read or sent. One key for each
// change, so that two tabs never write to the same one.

function storage() {
  try {
    const test = "securityedu/test";
    window.localStorage.setItem(test, "1");
    window.localStorage.removeItem(test);
    return window.localStorage;
  } catch {
    return null;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isEntry(value) {
  return (
    typeof value?.client === "string" &&
    Number.isInteger(value.position) &&
    Number.isInteger(value.sequence) &&
    typeof value.typed_at === "string" &&
    "response" in value
  );
}

export class Journal {
  constructor(user, attempt) {
    this.prefix = `securityedu/${user}/${attempt}/`;
    this.storage = storage();
  }

  /** False in a browser that keeps nothing. */
  get available() {
    return this.storage !== null;
  }

  /** Keep an entry in place of the older one of the same question and client. */
  write(entry, older) {
    this.#set(this.#key(entry), JSON.stringify(entry));
    if (older) this.remove(older);
  }

  remove(entry) {
    this.storage?.removeItem(this.#key(entry));
  }

  /** All that waits, oldest first, one entry for each client and question. */
  entries() {
    const newest = new Map();
    for (const key of this.#keys("entry/")) {
      const entry = parse(this.storage.getItem(key));
      const name = isEntry(entry) && `${entry.client}/${entry.position}`;
      const other = newest.get(name);
      if (!name || other?.sequence > entry.sequence) {
        this.storage.removeItem(key);
        continue;
      }
      if (other) this.remove(other);
      newest.set(name, entry);
    }
    return [...newest.values()].sort((a, b) => Date.parse(a.typed_at) - Date.parse(b.typed_at));
  }

  clear() {
    for (const key of this.#keys("")) this.storage.removeItem(key);
  }

  /** The newest stamp that any tab of this browser has given in this attempt, in milliseconds. */
  get lastStamp() {
    return Number(this.storage?.getItem(`${this.prefix}last`)) || 0;
  }

  set lastStamp(value) {
    this.#set(`${this.prefix}last`, String(value));
  }

  #set(key, text) {
    try {
      this.storage?.setItem(key, text);
    } catch {
      this.storage = null; // full, or taken away meanwhile
    }
  }

  #key({ client, position, sequence }) {
    return `${this.prefix}entry/${client}/${position}/${sequence}`;
  }

  #keys(folder) {
    return Object.keys(this.storage ?? {}).filter((key) => key.startsWith(this.prefix + folder));
  }
}
