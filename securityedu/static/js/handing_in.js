// Handing in with whatever is not on the server yet, and where to go then. Shared by the player and the last page.

/** True when the page is being left or there is nothing more to do; false when it must be tried again. */
export async function handIn(outbox, { reviewUrl, notice, leave }) {
  const had = !outbox.isEmpty;
  const { kind, review } = await outbox.submit();
  if (kind !== "ok" && kind !== "closed") return false;
  const lost = !outbox.isEmpty || (kind === "closed" && had);
  outbox.journal.clear();
  leave();
  if (lost) {
    outbox.close();
    notice.show("closed");
  } else {
    window.location.replace(review ?? reviewUrl);
  }
  return true;
}

/** Time is up: try again and again, quickly as long as the server may still take what was typed. */
export async function untilHandedIn(submit) {
  for (let wait = 1_000; !(await submit()); wait = Math.min(30_000, wait * 1.3)) {
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
