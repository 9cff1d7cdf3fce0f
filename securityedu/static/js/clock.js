// The server owns time. Between its replies the page counts on a clock that nobody can set.

/** When the page's first byte came: closer to the server's time in the page than the moment when scripts run. */
function arrival() {
  return performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
}

export class Clock {
  constructor(serverTime, deadline) {
    this.base = Date.parse(serverTime);
    this.mark = arrival();
    this.setDeadline(deadline);
  }

  /** A reply says what time it is and when typing ends. */
  sync({ server_time: serverTime, deadline }) {
    this.base = Date.parse(serverTime);
    this.mark = performance.now();
    this.setDeadline(deadline);
  }

  setDeadline(text) {
    this.deadline = text ? Date.parse(text) : null;
  }

  /** Server time in milliseconds. */
  now() {
    return this.base + performance.now() - this.mark;
  }

  /** Milliseconds until typing ends; Infinity without a limit. */
  left() {
    return this.deadline === null ? Infinity : this.deadline - this.now();
  }
}
