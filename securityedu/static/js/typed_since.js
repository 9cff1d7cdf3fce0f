// What htmx puts into the editor's form was made of the fields as they were sent. What was typed since stays.

const FIELDS = "input:not([type=hidden], [type=file]), select, textarea";
const isBox = (field) => field.type === "checkbox" || field.type === "radio";
const value = (field) => (isBox(field) ? field.checked : field.value);
const sentValue = (field, sent) => (isBox(field) ? sent.getAll(field.name).includes(field.value) : sent.get(field.name));

/** Whether fields of rows have other names in the answer: nobody can say then which one is meant. */
const isRenumbered = (field, sent) => /-\d+/.test(field.name) && /^(up|down|remove):/.test(sent.get("do"));

let typed = new Map();
const restored = new Set();

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const sent = detail.requestConfig.formData;
  const fields = [...document.getElementById("editor").querySelectorAll(FIELDS)];
  const since = fields.filter(
    (field) =>
      field.id &&
      !field.closest("#preview") &&
      (isBox(field) || sent.has(field.name)) &&
      value(field) !== sentValue(field, sent) &&
      !isRenumbered(field, sent),
  );
  typed = new Map(since.map((field) => [field.id, value(field)]));
});

document.addEventListener("htmx:afterSwap", () => {
  for (const [id, held] of typed) {
    const field = document.getElementById(id);
    if (!field || value(field) === held) continue;
    field[isBox(field) ? "checked" : "value"] = held;
    restored.add(field);
  }
  typed.clear();
});

// What follows from it comes anew; htmx knows the new fields from here on.
document.addEventListener("htmx:afterSettle", () => {
  const fields = [...restored];
  restored.clear();
  for (const field of fields) field.dispatchEvent(new Event("change", { bubbles: true }));
});
