// What was typed and is not on the server yet, kept on this device, so that it survives a reload, a crash and the end of
// a session. It is sealed with keys that the server gives this person for this attempt and that are stored nowhere:
// nobody else can read it. Nobody waits for it but the sender, and that not for long.

const MONTH = 30 * 86_400_000;
const SLOW = 10_000;

const bytes = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

/** A disk that hangs stops nobody for ever. */
function within(milliseconds, promise) {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
}

function ended(request, success) {
  return new Promise((resolve, reject) => {
    request[success] = () => resolve(request.result);
    request.onerror = request.onabort = reject;
  });
}

export class Journal {
  /** `changed` is called when more is on this device, or nothing can be any more. */
  constructor(data, clock, changed) {
    Object.assign(this, { attempt: Number(data.attempt), clock, changed });
    this.available = true; // until something fails
    this.kept = new Set();
    this.waiting = new Map(); // entries, and whether they are wanted or to be forgotten
    this.working = this.#open(data.journalKeys).catch(() => this.#fail());
    delete data.journalKeys; // a page that is saved as a file has none
  }

  /** Keep an entry in place of an older one. */
  write(entry, older) {
    this.#change(entry, true);
    if (older) this.waiting.set(older, false);
  }

  remove(entry) {
    this.#change(entry, false);
  }

  /** Resolves when all is written or can't be. */
  settled() {
    return within(2_000, this.working);
  }

  /** All that waits of this attempt, oldest first. What is older than a month goes, whosever it is. */
  async entries() {
    const found = await within(SLOW, this.working.then(() => this.#read()).catch(() => this.#fail()));
    return (found ?? []).sort((a, b) => a.typed_at.localeCompare(b.typed_at) || a.client.localeCompare(b.client));
  }

  clear() {
    this.waiting.clear();
    this.working = this.working
      .then(() => this.#transact((store) => store.delete(IDBKeyRange.bound([this.attempt], [this.attempt, []]))))
      .catch(() => this.#fail());
    return this.settled();
  }

  async #open(keys) {
    const take = (key) => crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]);
    this.keys = await Promise.all(keys.split(" ").map(take)); // fails where the page came over plain http
    const request = indexedDB.open("securityedu", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("journal");
    this.database = await ended(request, "onsuccess");
  }

  #fail() {
    this.available = false;
    this.kept.clear();
    this.changed();
  }

  #change(entry, wanted) {
    if (!this.waiting.size) this.working = this.working.then(() => this.#write()).catch(() => this.#fail());
    this.waiting.set(entry, wanted);
  }

  /** All changes that have gathered in one go: fast typing writes the newest only. */
  async #write() {
    const batch = [...this.waiting];
    this.waiting.clear();
    const sealed = await Promise.all(batch.map(([entry, wanted]) => wanted && this.#seal(entry)));
    await this.#transact((store) => {
      batch.forEach(([{ client, sequence }], index) => {
        const key = [this.attempt, client, sequence];
        if (sealed[index]) store.put(sealed[index], key);
        else store.delete(key);
      });
    });
    for (const [entry, wanted] of batch) this.kept[wanted ? "add" : "delete"](entry);
    this.changed();
  }

  async #read() {
    const sealed = [];
    const now = this.clock.now();
    await this.#transact((store) => {
      store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
        if (!cursor) return;
        if (cursor.value.at < now - MONTH) cursor.delete();
        else if (cursor.key[0] === this.attempt) sealed.push(cursor.value);
        cursor.continue();
      };
    });
    const entries = (await Promise.all(sealed.map((each) => this.#unseal(each)))).filter(Boolean);
    for (const entry of entries) this.kept.add(entry);
    return entries;
  }

  #transact(act) {
    const transaction = this.database.transaction("journal", "readwrite", { durability: "strict" });
    act(transaction.objectStore("journal"));
    return ended(transaction, "oncomplete");
  }

  async #seal(entry) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(entry));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.keys[0], text);
    return { at: this.clock.now(), iv, data };
  }

  /** The entry, or nothing when none of the keys fits. */
  async #unseal({ iv, data }) {
    for (const key of this.keys) {
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data).catch(() => null);
      if (text) return JSON.parse(new TextDecoder().decode(text));
    }
  }
}
