// Two buttons of the admin that only work with JavaScript, so they stay hidden without it.

function reveal(selector, act) {
  for (const button of document.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.done;
}

document.addEventListener("DOMContentLoaded", () => {
  reveal("[data-print]", () => window.print());
  if (navigator.clipboard) reveal("[data-copy]", copy);
});
