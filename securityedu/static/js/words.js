// The sentences of the player. They stand in a template element of the page, so that they are translated like all others.

/** The sentence of that name; each %s is replaced by the next value. */
export function word(name, ...values) {
  const template = document.getElementById("player-words");
  const found = template?.content.querySelector(`[data-word="${name}"]`);
  return values.reduce((text, value) => text.replace("%s", () => value), found?.textContent ?? name);
}

export function hasWord(name) {
  return word(name) !== name;
}
