// What the page tells: one notice for what needs attention, and a quiet line that screen readers speak. The sentences
// stand in a template element of the page, so that they are translated like all others.

/** The sentence of that name; each %s is replaced by the next value. */
export function word(name, ...values) {
  const template = document.getElementById("player-words");
  const found = template?.content.querySelector(`[data-word="${name}"]`);
  return values.reduce((text, value) => text.replace("%s", () => value), found?.textContent ?? name);
}

/** Spoken politely, not shown. */
export function announce(text) {
  const line = document.querySelector("[data-live]");
  if (line) line.textContent = text;
}

export class Notice {
  /** `links` gives for a kind of notice the link in it: {word, href, newTab}. */
  constructor(element, links = {}) {
    this.element = element;
    this.links = links;
    this.standing = null;
    this.kind = null;
  }

  /** Show the sentence of that kind; null goes back to what stands always, or to nothing. */
  show(kind) {
    if (kind === this.kind) return;
    this.kind = kind;
    const shown = kind ?? this.standing;
    this.element.hidden = !shown;
    this.element.dataset.notice = shown ?? "";
    this.element.replaceChildren(...(shown ? this.#parts(shown) : []));
  }

  /** What stands whenever there is nothing worse to tell. */
  stand(kind) {
    this.standing = kind;
    this.kind = undefined;
    this.show(null);
  }

  /** For what stops somebody: it may stand above the part of the page that is seen. */
  reveal() {
    this.element.scrollIntoView({ block: "nearest" });
  }

  #parts(kind) {
    const link = this.links[kind];
    return link ? [word(kind), " ", anchor(link)] : [word(kind)];
  }
}

function anchor({ name, href, newTab }) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = word(name);
  made.dataset.leave = "";
  if (newTab?.()) made.target = "_blank";
  return made;
}
