// The review of an attempt: what this device had not sent when the attempt was closed goes to the server all the same,
// which keeps it for the instructor.

import { Clock } from "./clock.js";
import { Journal } from "./journal.js";
import { Outbox } from "./outbox.js";

async function sendWhatIsLeft(line) {
  const clock = new Clock(line.dataset);
  const nothing = () => {};
  const journal = new Journal(line.dataset, clock, nothing);
  const closed = () => {
    line.hidden = false;
  };
  const on = { changed: nothing, saved: nothing, stale: nothing, refused: nothing, trouble: nothing, closed };
  const outbox = new Outbox({ answersUrl: line.dataset.answersUrl, journal, clock, on });
  outbox.replay(await journal.entries());
  if (!outbox.isEmpty) outbox.flush();
}

const line = document.querySelector("[data-late]");
if (line) sendWhatIsLeft(line);
