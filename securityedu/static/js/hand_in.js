// The last page before handing in: what this browser has not sent yet goes along. When it can't, nothing is handed in.

import { Clock, Countdown, newClient } from "./clock.js";
import { Journal } from "./journal.js";
import { Notice } from "./notices.js";
import { handIn, Outbox, untilHandedIn } from "./outbox.js";

function outboxOf(data, clock, notice) {
  const nothing = () => {};
  const on = { changed: nothing, saved: nothing, stale: nothing, refused: nothing };
  const listens = { ...on, trouble: (kind) => notice.show(kind), closed: () => notice.show("closed") };
  const { answersUrl, submitUrl } = data;
  const journal = new Journal(data, clock, nothing);
  return new Outbox({ answersUrl, submitUrl, journal, clock, client: newClient(), on: listens });
}

/** Before there was a release the journal was in plain words elsewhere. */
function forgetOldFormat() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("securityedu/")) localStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing
  }
}

function start(form) {
  const { loginUrl, reviewUrl } = form.dataset;
  const notice = new Notice(document.querySelector("[data-notice]"), {
    signed_out: { name: "sign_in", href: loginUrl },
    closed: { name: "see_review", href: reviewUrl },
  });
  const clock = new Clock(form.dataset);
  const outbox = outboxOf(form.dataset, clock, notice);
  const button = form.querySelector("button");
  const replayed = outbox.journal.entries().then((entries) => outbox.replay(entries));
  let busy = null;
  const submit = () => {
    busy ??= replayed
      .then(() => handIn(outbox, { reviewUrl, notice, leave: () => {} }))
      .then((done) => {
        if (!done) busy = null; // pressing on while the review is on its way would only hold it up
        return done;
      });
    return busy;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    await submit();
    button.removeAttribute("aria-busy");
  });
  // Where the quiz wants to be handed in by its learner, the end of the time does not do it for her.
  if (!form.dataset.atEnd) new Countdown(null, clock, () => untilHandedIn(submit));
}

const form = document.getElementById("submit-form");
if (form) {
  start(form);
  forgetOldFormat();
}
