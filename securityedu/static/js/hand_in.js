// The last page before handing in: what this browser has not sent yet goes along. When it can't, nothing is handed in.

import { Clock } from "./clock.js";
import { Countdown } from "./countdown.js";
import { handIn, untilHandedIn } from "./handing_in.js";
import { Journal } from "./journal.js";
import { Notice } from "./notices.js";
import { Outbox } from "./outbox.js";
import { newClient } from "./stamps.js";

function outboxOf({ user, attempt, answersUrl, submitUrl }, clock, notice) {
  const journal = new Journal(user, attempt);
  const nothing = () => {};
  const on = { changed: nothing, saved: nothing, stale: nothing, refused: nothing };
  const listens = { ...on, trouble: (kind) => notice.show(kind), closed: () => notice.show("closed") };
  const outbox = new Outbox({ answersUrl, submitUrl, journal, clock, client: newClient(), on: listens });
  outbox.replay(journal.entries());
  return outbox;
}

function start(form) {
  const { serverTime, deadline, loginUrl, reviewUrl } = form.dataset;
  const notice = new Notice(document.querySelector("[data-notice]"), {
    signed_out: { name: "sign_in", href: loginUrl },
    closed: { name: "see_review", href: reviewUrl },
  });
  const clock = new Clock(serverTime, deadline);
  const outbox = outboxOf(form.dataset, clock, notice);
  const button = form.querySelector("button");
  let busy = null;
  const submit = () => {
    busy ??= handIn(outbox, { reviewUrl, notice, leave: () => {} }).finally(() => {
      busy = null;
    });
    return busy;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    await submit();
    button.removeAttribute("aria-busy");
  });
  new Countdown(null, clock, () => untilHandedIn(submit));
}

const form = document.getElementById("submit-form");
if (form) start(form);
