// Other tabs and devices: what they have saved is shown here too, unless somebody types here.

export class Peers {
  constructor(user, attempt, adopt) {
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`securityedu/${user}/${attempt}`) : null;
    if (this.channel) this.channel.onmessage = ({ data }) => adopt(data);
  }

  tell({ position, response, flagged, typed_at: typedAt }) {
    this.channel?.postMessage({ position, response, flagged, typedAt });
  }
}

function answerOf(section) {
  return {
    position: Number(section.dataset.position),
    response: JSON.parse(section.dataset.response || "null"),
    flagged: section.querySelector("[name$='-flag']")?.checked,
  };
}

/** What the server has now: {answers} of this page, and {closed} when it leads to the review instead. */
export async function fetchAnswers(reviewUrl) {
  try {
    const response = await fetch(window.location.href, { cache: "no-store", credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const sections = page.querySelectorAll("#attempt-form [data-position]");
    return { answers: [...sections].map(answerOf), closed: new URL(response.url).pathname === reviewUrl };
  } catch {
    return { answers: [], closed: false };
  }
}
