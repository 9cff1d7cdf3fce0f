// Talking to the server: every end of a request has a name, and a stale CSRF token is mended once by itself. And to other
// tabs: what they have saved is shown here too, unless somebody types here.

const PATIENCE = 20_000;
const KINDS = { 401: "signed_out", 404: "missing", 409: "closed", 413: "too_large" };

export function csrfToken() {
  return document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";
}

/** The token of a form is as old as its page: signing in again has changed it. */
export function renewFormToken(form) {
  const field = form.elements.csrfmiddlewaretoken;
  if (field && csrfToken()) field.value = csrfToken();
}

/** POST as JSON. Gives {kind, body}: ok, offline, trouble, signed_out, csrf, missing, closed, too_large or bad_request. */
export async function postJson(url, body) {
  const reply = await post(url, body);
  if (reply.kind !== "csrf") return reply;
  await visit(); // the page's own form makes the server set the cookie
  return post(url, body);
}

async function post(url, body) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body: JSON.stringify(body),
      credentials: "same-origin",
      keepalive: document.visibilityState === "hidden", // outlives the page, for small bodies
      signal: AbortSignal.timeout(PATIENCE),
    });
    return await named(response);
  } catch {
    return { kind: "offline" };
  }
}

/** A kind counts only with the contract's body: a proxy's or a login page says nothing about answers. */
async function named(response) {
  const body = await response.json().catch(() => null);
  if (response.ok) return Array.isArray(body?.saved) ? { kind: "ok", body } : { kind: "trouble" };
  if (response.status === 413) return { kind: "too_large" };
  if (!body?.error) return { kind: "trouble" };
  return { kind: KINDS[response.status] ?? (["csrf", "bad_request"].includes(body.error) ? body.error : "trouble") };
}

async function visit() {
  await fetch(window.location.pathname, { cache: "no-store", credentials: "same-origin" }).catch(() => null);
}

/** A channel to the other tabs of an attempt; what they `tell` is heard by all but the teller. */
export function openChannel(attempt, hear) {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`securityedu/${attempt}`) : null;
  if (channel) channel.onmessage = ({ data }) => hear(data);
  return (message) => channel?.postMessage(message);
}

function answerOf(section) {
  return {
    position: Number(section.dataset.position),
    response: JSON.parse(section.dataset.response || "null"),
    flagged: section.querySelector("[name$='-flag']")?.checked,
    certainty: Number(section.querySelector("[name$='-certainty']:checked")?.value) || undefined,
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
