// An editor of the studio keeps what is typed: on this device at once, on the server every few seconds, as a draft that
// nobody else reads. What the server has acknowledged leaves the device. On opening, what an earlier page has left here
// goes to the server, whose answer offers it.

import { csrfToken } from "./transport.js";
import "./typed_since.js";

const PAUSE = 3_000;
const AGAIN = 10_000;
const PATIENCE = 20_000;
const form = () => document.getElementById("editor");
// `typed` counts the changes of this page, through all that it sends: a browser that crashed may find an older copy on
// its disk than the server has.
const counted = Number(form().elements.typed.value);
const state = { typed: counted, kept: counted, onDevice: counted, timer: null, sending: false };

const prefix = () => `studio/${form().dataset.keep}/`;
const own = () => prefix() + form().elements.page.value;

function say(what, time = new Date()) {
  const shown = form().querySelector(".studio-kept");
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(time);
  const words = shown.dataset[what].replace("%s", clock);
  if (shown.textContent !== words) shown.textContent = words; // or screen readers would say it every few seconds
}

/** Text fields only, as a query: a file stays where it is until it is saved, and the token is of this session only. */
function fieldsOf(element) {
  const fields = [...new FormData(element)].filter(([, value]) => typeof value === "string");
  return new URLSearchParams(fields.filter(([name]) => name !== "csrfmiddlewaretoken"));
}

function keepHere() {
  try {
    localStorage.setItem(own(), fieldsOf(form()).toString());
    state.onDevice = state.typed;
    return true;
  } catch {
    return false;
  }
}

/** Sends fields as a draft. Gives the answer of the server: kept, elsewhere (another page keeps one) or "" for none. */
async function send(fields) {
  fields.set("do", "draft");
  try {
    const response = await fetch(form().action, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body: fields,
      redirect: "manual", // to sign-in: nothing was kept
      signal: AbortSignal.timeout(PATIENCE),
    });
    const body = await response.json();
    if (response.ok && body.kept_at) return "kept";
    return body.error === "held_elsewhere" ? "elsewhere" : "";
  } catch {
    return "";
  }
}

async function keepThere() {
  clearTimeout(state.timer);
  state.timer = null;
  if (state.sending) return;
  state.sending = true;
  const [sent, name] = [state.typed, own()];
  const answer = await send(fieldsOf(form()));
  state.sending = false;
  if (answer === "kept") {
    state.kept = sent;
    if (state.typed === sent) localStorage.removeItem(name);
    say("kept");
  } else if (state.onDevice === state.typed) {
    say(answer === "elsewhere" ? "elsewhere" : "device");
  } else {
    say("nowhere");
  }
  if (state.typed > state.kept) soon(answer === "kept" ? PAUSE : AGAIN);
}

function soon(pause = PAUSE) {
  state.timer ??= setTimeout(keepThere, pause);
}

function changed() {
  state.typed += 1;
  form().elements.typed.value = state.typed;
  keepHere();
  soon();
}

/** What was saved since needs no copy, whatever it is of: a new object has got another name by that. */
function forgetSaved() {
  const saved = form().dataset.saved.split(" ");
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("studio/") && saved.includes(name.split("/").at(-1))) localStorage.removeItem(name);
  }
}

/** Drafts that earlier pages have left on this device go to the server. */
async function handOver() {
  forgetSaved();
  let found = false;
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(prefix()) && each !== own())) {
    const answer = await send(new URLSearchParams(localStorage.getItem(name)));
    if (answer === "kept") localStorage.removeItem(name);
    found ||= answer === "kept";
  }
  if (found) await showOffer();
}

async function showOffer() {
  const response = await fetch(form().action, { cache: "no-store" }).catch(() => null);
  const page = new DOMParser().parseFromString((await response?.text()) ?? "", "text/html");
  const offer = page.getElementById("offer");
  if (offer) document.getElementById("offer").replaceWith(offer);
}

/** The fields of the preview are there to be tried. */
const isTyped = (target) => target.name && form().contains(target) && !target.closest("#preview");

document.addEventListener("input", ({ target }) => isTyped(target) && changed());
document.addEventListener("change", ({ target }) => isTyped(target) && changed());
// A row that a button has added or moved, where htmx brings the form.
document.addEventListener("htmx:load", ({ target }) => target === form() && "changed" in form().dataset && changed());
document.addEventListener("submit", ({ target, submitter }) => {
  if (target !== form() || submitter?.formTarget === "_blank") return;
  // The answer may be the sign-in page: then the next visit finds it here.
  if (state.typed > state.kept) keepHere();
  state.leaving = true;
});
window.addEventListener("pageshow", () => (state.leaving = false));
window.addEventListener("online", () => state.typed > state.kept && soon(0));
window.addEventListener("beforeunload", (event) => {
  const somewhere = Math.max(state.kept, state.onDevice) >= state.typed;
  if (!state.leaving && !somewhere && !keepHere()) event.preventDefault();
});

try {
  await handOver();
} catch {
  // A browser without storage keeps nothing here, and has nothing to hand over.
}
if ("changed" in form().dataset) changed();
