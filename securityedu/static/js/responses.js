// A question's form fields <-> its response, by shape (question_types/base.py), in the form of POST /attempts/<id>/answers/. null is no answer.

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
const template = (fields) => fields.querySelector("[name$=-template]")?.value ?? "";
const boxes = (fields) => [...fields.querySelectorAll("input[type=radio], input[type=checkbox]")];
const ticked = (fields) => boxes(fields).filter((box) => box.checked && box.value).map((box) => box.value);

function mapped(fields) {
  const pairs = [...fields.querySelectorAll("[data-part]")].map((each) => [each.dataset.part, typed(each)]);
  const given = pairs.filter(([, value]) => value !== null);
  return given.length ? Object.fromEntries(given) : null;
}

function fill(fields, response) {
  for (const each of fields.querySelectorAll("[data-part]")) each.value = response?.[each.dataset.part] ?? "";
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

const SHAPES = {
  choice: {
    gather: (fields) => ticked(fields)[0] ?? null,
    show: (fields, response) => tick(fields, response === null ? [] : [response]),
  },
  choices: {
    gather: (fields) => (ticked(fields).length ? ticked(fields).sort() : null),
    show: (fields, response) => tick(fields, response ?? []),
  },
  truth: {
    gather: (fields) => ({ true: true, false: false })[ticked(fields)[0]] ?? null,
    show: (fields, response) => tick(fields, response === null ? [] : [String(response)]),
  },
  text: {
    gather: (fields) => (textField(fields).value === template(fields) ? null : typed(textField(fields))),
    show: (fields, response) => {
      textField(fields).value = response ?? template(fields);
    },
  },
  parts: { gather: mapped, show: fill },
  order: { gather: ranked, show: arrange },
};

export function gather(shape, fields) {
  return SHAPES[shape].gather(fields);
}

/** Put a response into the fields. */
export function show(shape, fields, response) {
  SHAPES[shape].show(fields, response);
}

export function isKnown(shape) {
  return shape in SHAPES;
}
