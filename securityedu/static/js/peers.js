// Other tabs and devices: what they have saved is shown here too, unless somebody types here.

export class Peers {
  constructor(user, attempt, adopt) {
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`securityedu/${user}/${attempt}`) : null;
    if (this.channel) this.channel.onmessage = ({ data }) => adopt(data);
  }

  tell({ position, response, flagged }) {
    this.channel?.postMessage({ position, response, flagged });
  }
}

function answerOf(section) {
  return {
    position: Number(section.dataset.position),
    response: JSON.parse(section.dataset.response || "null"),
    flagged: section.querySelector("[name$='-flag']")?.checked,
  };
}

/** The answers of this page as the server has them now; null when it shows something else than the attempt's page. */
export async function fetchAnswers() {
  try {
    const response = await fetch(window.location.href, { cache: "no-store", credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const form = page.getElementById("attempt-form");
    return form && [...form.querySelectorAll("[data-position]")].map(answerOf);
  } catch {
    return null;
  }
}
