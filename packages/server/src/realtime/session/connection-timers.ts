/** How long a client may take until its init is accepted. */
const initTimeoutMs = 10_000;
/** Clients wait three seconds after a close frame before they close the socket. */
const leaveTimeoutMs = 5000;
/** When the server stops, it closes the WebSocket, and clients then close the socket at once. */
const leaveTimeoutMsAtStop = 500;
const pingIntervalMs = 30_000;
/** Two pings and a half: a client that has answered neither is gone. */
const silenceTimeoutMs = 75_000;
/** How long before its token expires an application is asked for a new one. */
const expiryWarningMs = 180_000;

const never = Number.POSITIVE_INFINITY;

type DueEvent = 'expired' | 'expiring' | 'drain' | 'overdue' | 'silent' | 'ping';

const nothing: readonly DueEvent[] = [];

/** One moment, in milliseconds of real time and of the clock. */
export interface Moment {
  readonly uptime: number;
  readonly now: number;
}

/**
 * The times at which something happens to a connection. Tokens expire by the clock. Everything else is a matter of real
 * time, so that a test clock that is moved ahead drops nobody.
 */
export class ConnectionTimers {
  readonly #uptime: () => number;
  #expiresAt = never;
  #warnAt = never;
  #drainAt = never;
  #overdueAt: number;
  #heardAt: number;
  #pingAt = never;
  #leaveTimeoutMs = leaveTimeoutMs;

  constructor(uptime: () => number) {
    this.#uptime = uptime;
    this.#heardAt = uptime();
    this.#overdueAt = this.#heardAt + initTimeoutMs;
  }

  /** The client has sent something. */
  onHeard(): void {
    this.#heardAt = this.#uptime();
  }

  onOpen(): void {
    this.#overdueAt = never;
    this.#pingAt = this.#uptime() + pingIntervalMs;
  }

  /** @param expiresAt by the clock. */
  onToken(expiresAt: number): void {
    this.#expiresAt = expiresAt;
    this.#warnAt = expiresAt - expiryWarningMs;
  }

  /** @param deadline when the connection is closed although requests are in flight; both by the uptime. */
  onDrain(drainAt: number, deadline: number): void {
    this.#drainAt = Math.min(this.#drainAt, drainAt);
    this.#overdueAt = Math.min(this.#overdueAt, deadline);
    this.#leaveTimeoutMs = leaveTimeoutMsAtStop;
  }

  onLeave(): void {
    this.#expiresAt = this.#warnAt = this.#drainAt = this.#pingAt = never;
    this.#overdueAt = this.#uptime() + this.#leaveTimeoutMs;
  }

  /** Returns what has become due. `overdue` and `silent` come again each time, the others once. */
  takeDue({ uptime, now }: Moment): readonly DueEvent[] {
    // Every session is asked each second, and nearly always nothing is due: then nothing is allocated.
    let due = nothing;
    if (now >= this.#expiresAt) {
      this.#expiresAt = this.#warnAt = never;
      due = [...due, 'expired'];
    } else if (now >= this.#warnAt) {
      this.#warnAt = never;
      due = [...due, 'expiring'];
    }
    if (uptime >= this.#drainAt) {
      this.#drainAt = never;
      due = [...due, 'drain'];
    }
    if (uptime >= this.#overdueAt) due = [...due, 'overdue'];
    if (uptime - this.#heardAt >= silenceTimeoutMs) due = [...due, 'silent'];
    if (uptime >= this.#pingAt) {
      this.#pingAt = uptime + pingIntervalMs;
      due = [...due, 'ping'];
    }
    return due;
  }
}
