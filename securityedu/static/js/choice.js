// A choice with blocks: a click on a table or code, which lie above its label so that they can scroll, chooses it, too.

document.addEventListener("click", (event) => {
  const box = event.target.closest(".choice--blocks .box");
  if (box && !event.target.closest("a") && getSelection().isCollapsed) {
    box.closest(".choice--blocks").querySelector("input").click();
  }
});
