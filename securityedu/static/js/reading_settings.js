// The profile's reading settings are shown on the page at once, before they are saved.

const form = document.querySelector("[data-reading-form]");
const root = document.documentElement;
const contrast = document.querySelector("#more-contrast");

function set(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
}

function show() {
  const chosen = new FormData(form);
  set("textSize", chosen.get("text_size"));
  set("spacing", chosen.has("wide_spacing") && "wide");
  contrast.media = chosen.has("more_contrast") ? "screen" : "screen and (prefers-contrast: more)";
}

form.addEventListener("change", show);
show(); // a browser that goes back keeps what was chosen
