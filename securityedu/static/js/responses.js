// A question's form fields <-> its response, by type, in the shape of POST /attempts/<id>/answers/. null is no answer.

/** One form for equal responses, whatever the order of their keys. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const pairs = Object.keys(value).sort();
  return `{${pairs.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

/** Without what the server refuses in any text: NUL and halves of surrogate pairs. */
function clean(text) {
  return text.replace(/\p{Surrogate}/gu, "\ufffd").replaceAll("\0", "");
}

function typed(field) {
  return field.value.trim() ? clean(field.value) : null;
}

const textField = (fields) => fields.querySelector("input[type=text], textarea");
const boxes = (fields) => [...fields.querySelectorAll("input[type=radio], input[type=checkbox]")];
const ticked = (fields) => boxes(fields).filter((box) => box.checked && box.value).map((box) => box.value);

function mapped(fields, attribute) {
  const pairs = [...fields.querySelectorAll(`[data-${attribute}]`)].map((each) => [each.dataset[attribute], typed(each)]);
  const given = pairs.filter(([, value]) => value !== null);
  return given.length ? Object.fromEntries(given) : null;
}

function fill(fields, attribute, response) {
  for (const each of fields.querySelectorAll(`[data-${attribute}]`)) each.value = response?.[each.dataset[attribute]] ?? "";
}

function tick(fields, keys) {
  for (const box of boxes(fields)) box.checked = keys.includes(box.value);
}

/** The ranked items of an ordering question in the order of their ranks. */
function ranked(fields) {
  const items = [...fields.querySelectorAll("[data-item]")];
  const rank = (item) => Number(item.querySelector("select").value);
  const order = items.filter(rank).sort((a, b) => rank(a) - rank(b));
  return order.length ? order.map((item) => item.dataset.item) : null;
}

function arrange(fields, keys) {
  for (const item of fields.querySelectorAll("[data-item]")) {
    const place = (keys ?? []).indexOf(item.dataset.item) + 1;
    item.querySelector("select").value = place ? String(place) : "";
  }
  const list = fields.querySelector("ol");
  const find = (key) => list.querySelector(`[data-item="${key}"]`);
  list.prepend(...(keys ?? []).map(find).filter(Boolean));
}

const text = {
  gather: (fields) => typed(textField(fields)),
  show: (fields, response) => {
    textField(fields).value = response ?? "";
  },
};

const TYPES = {
  single_choice: {
    gather: (fields) => ticked(fields)[0] ?? null,
    show: (fields, response) => tick(fields, response === null ? [] : [response]),
  },
  multiple_response: {
    gather: (fields) => (ticked(fields).length ? ticked(fields).sort() : null),
    show: (fields, response) => tick(fields, response ?? []),
  },
  true_false: {
    gather: (fields) => ({ true: true, false: false })[ticked(fields)[0]] ?? null,
    show: (fields, response) => tick(fields, response === null ? [] : [String(response)]),
  },
  short_answer: text,
  numerical: text,
  matching: {
    gather: (fields) => mapped(fields, "left"),
    show: (fields, response) => fill(fields, "left", response),
  },
  ordering: { gather: ranked, show: arrange },
  cloze: {
    gather: (fields) => mapped(fields, "gap"),
    show: (fields, response) => fill(fields, "gap", response),
  },
};

export function gather(type, fields) {
  return TYPES[type].gather(fields);
}

/** Put a response into the fields. */
export function show(type, fields, response) {
  TYPES[type].show(fields, response);
}

export function isKnown(type) {
  return type in TYPES;
}
