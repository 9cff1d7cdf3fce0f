// Maps and pictures with regions: a click on one ticks its box, and each shows what its field says. The fields below
// are the way of the keyboard and work without this.

const field = (spot) => document.getElementById(spot.dataset.spot);
const mark = (area, is) => area.closest(".spot").classList.toggle("is-marked", is);

function renew(fields) {
  for (const spot of fields.querySelectorAll("[data-spot]")) {
    mark(spot, field(spot).checked);
  }
  for (const place of fields.querySelectorAll(".scene [data-drop]")) {
    mark(place, fields.querySelector(`select[data-part="${place.dataset.drop}"]`).value !== "");
  }
}

document.addEventListener("click", ({ target }) => {
  const spot = target.closest("[data-spot]");
  if (spot) field(spot).click();
});
for (const event of ["change", "renew"]) {
  document.addEventListener(event, ({ target }) => renew(target.closest("fieldset") ?? document), true);
}
renew(document); // browsers fill fields in again after a reload
