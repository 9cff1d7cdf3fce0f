// A question that its author previews: the same fields as in an attempt, and nothing is saved.

import { Question } from "./question.js";

for (const section of document.querySelectorAll(".preview .question")) {
  if (!section.querySelector("fieldset") || "checked" in section.dataset) continue;
  const question = new Question(section);
  section.addEventListener("input", () => question.changes());
  section.addEventListener("change", () => question.changes());
}
