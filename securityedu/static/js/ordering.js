// Ordering: instead of a place for each item, buttons that move it up and down. The selects stay, hidden, and hold the
// places; as long as nobody has touched the list they are empty, and that is no answer.

import { announce, word } from "./notices.js";

export function enhanceOrdering(fields) {
  const list = fields.querySelector("ol");
  for (const item of list.children) {
    item.querySelector(".ordering__rank").hidden = true;
    const moves = document.createElement("span");
    moves.className = "ordering__moves";
    moves.append(moveButton(list, item, "up"), moveButton(list, item, "down"));
    item.append(moves);
  }
  const keep = button("btn btn-outline-secondary ordering__keep", word("keep_order"), () => {
    place(list);
    list.querySelector("button").focus();
  });
  keep.dataset.keep = "";
  list.after(keep);
}

/** After any change: which buttons can do something. */
export function renewOrdering(fields, answered) {
  const items = [...fields.querySelectorAll("[data-item]")];
  items.forEach((item, index) => {
    item.querySelector("[data-move=up]").setAttribute("aria-disabled", index === 0);
    item.querySelector("[data-move=down]").setAttribute("aria-disabled", index === items.length - 1);
  });
  fields.querySelector("[data-keep]").hidden = answered;
}

function button(className, text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function moveButton(list, item, way) {
  const text = word(`move_${way}`);
  const made = button("ordering__move", text, () => move(list, item, way, made));
  made.dataset.move = way;
  made.setAttribute("aria-label", `${text}: ${itemText(item)}`);
  return made;
}

/** What an item says; a picture in it says what it shows. */
function itemText(item) {
  const copy = item.querySelector(".ordering__text").cloneNode(true);
  for (const image of copy.querySelectorAll("img")) image.replaceWith(image.alt);
  return copy.textContent.trim();
}

function move(list, item, way, pressed) {
  const other = way === "up" ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (way === "up") other.before(item);
  else other.after(item);
  place(list);
  pressed.focus(); // moving an element takes the focus away
  announce(word("moved", itemText(item), [...list.children].indexOf(item) + 1));
}

/** The order that the list shows becomes the answer. */
function place(list) {
  [...list.children].forEach((item, index) => {
    item.querySelector("select").value = String(index + 1);
  });
  list.dispatchEvent(new Event("change", { bubbles: true }));
}
