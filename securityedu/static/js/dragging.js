// Dragging and tapping: a [data-chip] to a [data-drop]. The selects hold the answer (docs/question-types.md).

const FAR = 8; // pixels; less is a tap

const selects = (fields) => [...fields.querySelectorAll("select[data-part]")];

export function enhanceDragging(fields) {
  for (const each of fields.querySelectorAll("[data-with-script]")) each.hidden = false;
  let picked = null;
  let held = null;

  const pick = (chip) => {
    picked?.classList.remove("is-picked");
    chip?.classList.add("is-picked");
    picked = chip;
  };
  const drop = (place) => {
    if (fields.contains(place)) put(fields, picked.dataset.chip, place.dataset.drop);
    pick(null);
  };
  const letGo = () => {
    if (held) held.chip.style.translate = "";
    held = null;
  };

  fields.addEventListener("pointerdown", (event) => {
    const chip = event.target.closest("[data-chip]");
    if (!chip || event.button) return;
    held = { chip, x: event.clientX, y: event.clientY };
    chip.setPointerCapture(event.pointerId);
  });
  fields.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.far && Math.hypot(x, y) < FAR) return;
    held.far = true;
    pick(held.chip);
    held.chip.style.translate = `${x}px ${y}px`;
  });
  fields.addEventListener("pointerup", (event) => {
    if (!held) return;
    const { chip, far } = held;
    letGo();
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    if (far) drop(under.find((each) => each.dataset.drop) ?? null);
    else pick(chip === picked ? null : chip);
  });
  fields.addEventListener("pointercancel", () => {
    if (held?.far) pick(null);
    letGo();
  });
  fields.addEventListener("click", (event) => {
    const place = event.target.closest("[data-drop]");
    if (picked && place) drop(place);
  });
}

/** After any change: which words are used, and what lies where. */
export function renewDragging(fields) {
  const holding = (value) => selects(fields).filter((select) => select.value === value);
  for (const chip of fields.querySelectorAll("[data-chip]")) {
    chip.classList.toggle("is-used", holding(chip.dataset.chip).length > 0);
  }
  for (const bin of fields.querySelectorAll("[data-bin]")) {
    bin.replaceChildren(...holding(bin.dataset.bin).map(named));
  }
}

function named(select) {
  const item = document.createElement("li");
  const label = select.labels[0];  // what has blocks has none, and stands there in words
  item.append(...(label ? [...label.childNodes].map((each) => each.cloneNode(true)) : [select.ariaLabel]));
  return item;
}

/** A word that is there once leaves its gap. The lists don't do that: arrow keys pass over words in use. */
function put(fields, chip, place) {
  const all = selects(fields);
  const find = (part) => all.find((select) => select.dataset.part === part);
  const [select, value] = find(chip) ? [find(chip), place] : [find(place), chip];
  if (select.matches(":disabled") || !select.querySelector(`[value="${value}"]`)) return;
  if (fields.querySelector(`[data-chip="${value}"]:not([data-reuse])`)) {
    for (const other of all) if (other.value === value) other.value = "";
  }
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}
