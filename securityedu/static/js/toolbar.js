// The tools over a Markdown text: they write what somebody could type. They work on the text that had the focus last.

const tools = () => document.querySelector("[data-tools]");
let last = null;

const area = () => (last?.isConnected ? last : document.getElementById(tools().getAttribute("aria-controls")));

/** Puts words in place of a range, so that the browser's own undo takes them back; selects `length` of them at `from`. */
function put(text, [start, end], from = text.length, length = 0) {
  const field = area();
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(start + from, start + from + length);
}

const selection = () => [area().selectionStart, area().selectionEnd];
const selected = () => area().value.slice(...selection());

function wrap(before, after, empty) {
  const words = selected() || empty;
  put(before + words + after, selection(), before.length, words.length);
}

/** Begins each line of the selection so, or no more if all of them do. */
function begin(mark) {
  const { value } = area();
  const [start, end] = selection();
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const until = value.indexOf("\n", end);
  const range = [from, until < 0 ? value.length : until];
  const lines = value.slice(...range).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  put(lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n"), range);
}

/** A block stands between blank lines, after the paragraph of the caret. */
function block(text) {
  const { value } = area();
  const next = value.indexOf("\n\n", selection()[1]);
  const at = next < 0 ? value.trimEnd().length : next;
  put(`${at ? "\n\n" : ""}${text}${next < 0 ? "\n" : ""}`, [at, next < 0 ? value.length : at]);
}

/** A key of these words that the text doesn't have yet. */
function freeKey(words, isTaken) {
  const plain = words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const stem = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").split("-").slice(0, 6).join("-").slice(0, 40);
  const begun = stem.replace(/-$/, "") || "passage";
  let key = begun;
  for (let number = 2; isTaken(key); number += 1) key = `${begun}-${number}`;
  return key;
}

function passage(empty) {
  const [start, end] = selection();
  const words = (selected() || empty).trim();
  const key = freeKey(words, (each) => area().value.includes(`{#${each}}`));
  put(`[${words}]{#${key}}`, [start, end], 1, words.length);
}

/** A mark at the caret, and its footnote at the end of the text, unless there is one that says the same. */
function cite(key, place, asOf) {
  const says = `${key}${place ? `, ${place}` : ""}${asOf ? `; as of ${asOf}` : ""}`;
  const notes = [...area().value.matchAll(/^\[\^([^\]]+)\]:[ \t]*(.*)$/gm)];
  const same = notes.find(([, , text]) => text.trim() === says)?.[1];
  const label = same ?? freeKey(key, (each) => notes.some(([, name]) => name === each));
  const caret = Math.min(selection()[1], area().value.trimEnd().length);
  const mark = `[^${label}]`;
  put(mark, [caret, caret]);
  if (!same) {
    const { value } = area();
    const text = value.trimEnd();
    const gap = notes.length && text.split("\n").at(-1).startsWith("[^") ? "\n" : "\n\n";
    put(`${gap}[^${label}]: ${says}\n`, [text.length, value.length]);
    area().setSelectionRange(caret + mark.length, caret + mark.length);
  }
}

const INSERTS = {
  term: (key, dialog) => wrap("[", `](term:${key})`, dialog.querySelector("[data-key]").selectedOptions[0].text),
  citation: (key, dialog) =>
    cite(key, dialog.querySelector("[data-place]").value.trim(), dialog.querySelector("[data-as-of]").value),
  figure: (key) => block(`::: figure ${key}\n:::`),
  check: (key) => block(`::: check ${key}\n:::`),
  picture: (key) => block(`![](picture:${key})`),
  recording: (key) => block(`![](audio:${key})`),
};

function open(name) {
  const dialog = document.querySelector(`[data-insert="${name}"]`);
  const range = selection();
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      area().focus();
      area().setSelectionRange(...range);
      const { value } = dialog.querySelector("[data-key]");
      if (dialog.returnValue === "insert" && value) INSERTS[name](value, dialog);
    },
    { once: true },
  );
  dialog.showModal();
}

/** Saves the small form of a dialog by the editor of its kind, and chooses what it has made. */
async function make(form) {
  const wrong = form.querySelector("[data-wrong]");
  const fields = new FormData();
  for (const [name, value] of new FormData(form)) fields.append(name.replace(form.dataset.makes, ""), value);
  wrong.textContent = "";
  try {
    const response = await fetch(form.action, { method: "POST", body: fields });
    const key = response.redirected && new URL(response.url).pathname.match(/\/([a-z0-9-]+)\/$/)?.[1];
    const shown = new DOMParser().parseFromString(await response.text(), "text/html");
    if (key && shown.getElementById("editor")) choose(form.closest("dialog"), key, form);
    else wrong.textContent = problems(shown) || wrong.dataset.lost;
  } catch {
    wrong.textContent = wrong.dataset.lost;
  }
}

/** What is wrong, field by field. */
function problems(page) {
  const name = (each) => each.closest(".studio-field")?.querySelector("label")?.firstChild.textContent.trim();
  const fields = [...page.querySelectorAll("#editor .studio-error")].map((each) => [name(each), each.textContent.trim()]);
  const whole = [...page.querySelectorAll("#editor .alert-danger li")].map((each) => [each.textContent]);
  return [...fields, ...whole].map((parts) => parts.filter(Boolean).join(": ")).join(" · ");
}

function choose(dialog, key, form) {
  const select = dialog.querySelector("[data-key]");
  const words = form.querySelector("input[type=text], textarea")?.value || key;
  select.add(new Option(words, key, true, true));
  dialog.querySelectorAll("[data-some]").forEach((each) => (each.hidden = false));
  dialog.querySelector("[data-none]").hidden = true;
  form.reset();
  form.closest("details").open = false;
  select.focus();
}

function act({ dataset }) {
  if (dataset.opens) open(dataset.opens);
  else if (dataset.line) begin(dataset.line);
  else if (dataset.block) block(dataset.block);
  else if ("passage" in dataset) passage(dataset.empty);
  else if (dataset.before === "`" && selected().includes("\n")) wrap("```\n", "\n```", "");
  else wrap(dataset.before, dataset.after, dataset.empty);
}

/** One tab stop: the arrows go along. */
function walk(event) {
  const all = [...tools().querySelectorAll("button")];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Escape") area().focus();
  if (to === undefined) return;
  event.preventDefault();
  stop(all.at(to % all.length));
}

function stop(button, focuses = true) {
  tools()
    .querySelectorAll("button")
    .forEach((each) => (each.tabIndex = each === button ? 0 : -1));
  if (focuses) button.focus();
}

function begun() {
  if (!tools()?.hidden) return;
  tools().hidden = false;
  stop(tools().querySelector("button"), false);
  // They may have pushed what has the focus out of the window.
  document.querySelector("#editor [autofocus]:focus")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("#editor textarea.studio-text")) last = target;
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-tools] button");
  if (!button) return;
  stop(button, false);
  act(button);
});
document.addEventListener("keydown", (event) => {
  if (!tools()) return;
  if (event.target.closest("[data-tools]")) return walk(event);
  if (!event.target.matches("#editor textarea.studio-text")) return;
  if (event.altKey && event.key === "F10") tools().querySelector("[tabindex='0']").focus();
  const shortcut = (event.ctrlKey || event.metaKey) && !event.altKey && tools().querySelector(`[data-shortcut="${event.key}"]`);
  if (!shortcut) return;
  event.preventDefault();
  act(shortcut);
});
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.makes) return;
  event.preventDefault();
  make(event.target);
});
document.addEventListener("htmx:load", begun);
begun();
