// Ordering in a check inside a lesson: the same buttons as in an attempt. The selects stay, hidden, and are what is sent.

import { enhanceOrdering, renewOrdering } from "./ordering.js";
import { gather } from "./responses.js";

const SHAPE = "order";

export function enhance(fields) {
  enhanceOrdering(fields);
  const renew = () => renewOrdering(fields, gather(SHAPE, fields) !== null);
  fields.addEventListener("change", renew);
  // Whoever checks the list as it stands means it: nothing is lost here by a wrong answer.
  fields.form.querySelector(".check__send button").addEventListener("click", () => {
    const keep = fields.querySelector("[data-keep]");
    if (!keep.hidden) keep.click();
  });
  renew();
}
