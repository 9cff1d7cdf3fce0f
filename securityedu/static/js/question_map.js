// The map of the questions: which are answered and flagged, for eyes (classes) and ears (hidden words).

import { word } from "./words.js";

export function mark(position, { answered, flagged }) {
  const link = document.querySelector(`[data-map="${position}"]`);
  if (!link) return;
  link.classList.toggle("is-answered", answered);
  link.classList.toggle("is-flagged", flagged);
  const states = [answered && word("answered"), flagged && word("flagged")].filter(Boolean);
  link.querySelector("[data-map-state]").textContent = states.map((state) => `, ${state}`).join("");
}
