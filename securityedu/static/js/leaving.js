// Ways off the page: the form's buttons and links wait until the answers are on the server.

import { renewFormToken } from "./transport.js";

export class Leaving {
  /** `flush` resolves to true when nothing keeps anybody here. */
  constructor(form, { hasUnsent, flush }) {
    Object.assign(this, { form, hasUnsent, flush });
    this.free = false;
    form.addEventListener("submit", (event) => this.#onSubmit(event));
    document.addEventListener("click", (event) => this.#onClick(event));
    window.addEventListener("beforeunload", (event) => {
      if (this.free || !hasUnsent()) return;
      event.preventDefault();
      event.returnValue = true;
    });
    // A page out of the browser's memory is old: the server and the journal know better.
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  }

  /** From now on nobody is asked. */
  release() {
    this.free = true;
  }

  async #onSubmit(event) {
    if (this.free) return;
    event.preventDefault();
    const { submitter } = event;
    if (!(await this.flush()) || submitter?.value === "save") return;
    this.#sendNothingAgain();
    this.release();
    // Not within the event that is being handled: a browser ignores a submit inside a submit.
    setTimeout(() => this.form.requestSubmit(submitter));
  }

  /** All is saved: without its `-was` field the server leaves an answer of the plain form alone. */
  #sendNothingAgain() {
    for (const field of this.form.querySelectorAll("[name$='-was']")) field.disabled = true;
    renewFormToken(this.form);
  }

  async #onClick(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if ("leave" in link.dataset && !link.target) return this.release();
    if (link.target || staysHere(link) || link.origin !== window.location.origin || !this.hasUnsent()) return;
    if (this.kept === link.href) return; // the second time the browser itself asks
    event.preventDefault();
    if (await this.flush()) window.location.assign(link.href);
    else this.kept = link.href;
  }
}

function staysHere(link) {
  const here = window.location;
  return link.hash && link.pathname === here.pathname && link.search === here.search;
}
