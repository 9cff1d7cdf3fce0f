// One tick for all questions that the page of a bank shows.

const all = document.querySelector(".bank-all input");
const ticks = [...document.querySelectorAll('input[name="chosen"]')];

function show() {
  const chosen = ticks.filter((tick) => tick.checked).length;
  all.checked = chosen === ticks.length;
  all.indeterminate = chosen > 0 && !all.checked;
}

if (all && ticks.length > 1) {
  all.closest("p").hidden = false;
  all.addEventListener("change", () => ticks.forEach((tick) => (tick.checked = all.checked)));
  for (const tick of ticks) tick.addEventListener("change", show);
  window.addEventListener("pageshow", show); // the browser may have kept some
}
