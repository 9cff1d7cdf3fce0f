// How many words an essay has, while it is typed. The server counts anew.

function count(area) {
  const shown = area.closest("fieldset").querySelector("[data-words]");
  const words = area.value.split(/\s+/).filter(Boolean).length;
  shown.textContent = words === 1 ? shown.dataset.one : shown.dataset.many.replace("%s", words);
}

const essay = (element) => element.matches(".field__essay");

document.addEventListener("input", ({ target }) => essay(target) && count(target));
document.addEventListener("renew", ({ target }) => target.querySelectorAll(".field__essay").forEach(count), true);
document.querySelectorAll(".field__essay").forEach(count);
