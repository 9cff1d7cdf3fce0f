// Select2 names a field of the admin by what is chosen in it, and an empty one by nothing: its label names it, too.

function nameFields() {
  for (const box of document.querySelectorAll(".select2-selection--single")) {
    const chosen = box.querySelector(".select2-selection__rendered");
    const label = box.closest(".select2").previousElementSibling?.labels?.[0];
    if (!label) continue;
    label.id ||= `${chosen.id}-label`;
    box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
    chosen.setAttribute("aria-labelledby", label.id);
  }
}

// Django makes the fields when jQuery finds the page ready; what is asked for now comes after that.
document.addEventListener("DOMContentLoaded", () => django.jQuery(nameFields));
