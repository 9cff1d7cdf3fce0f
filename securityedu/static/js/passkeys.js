// Forms that a passkey fills in: makes one ("create") or asks for one ("get"), then sends what the browser says.
// allauth's webauthn-json.js, loaded before this, turns bytes into text and back.

const { webauthnJSON } = window;

async function optionsOf(form) {
  const { options } = form.dataset;
  const element = document.getElementById(options);
  if (element) return JSON.parse(element.textContent);
  const response = await fetch(options, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

function showFailure(form, name) {
  const texts = [...form.querySelectorAll("[data-failed]")];
  const shown = texts.find((text) => text.dataset.failed === name) ?? texts.find((text) => text.dataset.failed === "other");
  for (const text of texts) text.hidden = name === null || text !== shown;
}

async function hold(form) {
  const button = form.querySelector("[type=submit]");
  showFailure(form, null);
  button.disabled = true;
  try {
    const data = await optionsOf(form);
    const credential = await webauthnJSON[form.dataset.passkey](data.creation_options ?? data.request_options);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    button.disabled = false;
    showFailure(form, error.name);
    button.focus();
  }
}

const isAble = "PublicKeyCredential" in window && webauthnJSON;
for (const form of document.querySelectorAll("[data-passkey]")) {
  form.hidden = !isAble;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hold(form);
  });
}
for (const text of document.querySelectorAll("[data-passkeys-missing]")) text.hidden = isAble;
