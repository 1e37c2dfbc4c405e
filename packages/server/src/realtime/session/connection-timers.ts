import type { Clock } from '../../platform/clock.ts';

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

/**
 * The times at which something happens to a connection. Tokens expire by the clock. Everything else is a matter of real
 * time, so that a test clock that is moved ahead drops nobody.
 */
export class ConnectionTimers {
  readonly #uptime: () => number;
  readonly #clock: Clock;
  #expiresAt = never;
  #warnAt = never;
  #drainAt = never;
  #overdueAt: number;
  #heardAt: number;
  #pingAt = never;
  #leaveTimeoutMs = leaveTimeoutMs;

  constructor(uptime: () => number, clock: Clock) {
    this.#uptime = uptime;
    this.#clock = clock;
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
  takeDue(): DueEvent[] {
    const [uptime, now] = [this.#uptime(), this.#clock.now()];
    const due: DueEvent[] = [];
    if (now >= this.#expiresAt) {
      this.#expiresAt = this.#warnAt = never;
      due.push('expired');
    } else if (now >= this.#warnAt) {
      this.#warnAt = never;
      due.push('expiring');
    }
    if (uptime >= this.#drainAt) {
      this.#drainAt = never;
      due.push('drain');
    }
    if (uptime >= this.#overdueAt) due.push('overdue');
    if (uptime - this.#heardAt >= silenceTimeoutMs) due.push('silent');
    if (uptime >= this.#pingAt) {
      this.#pingAt = uptime + pingIntervalMs;
      due.push('ping');
    }
    return due;
  }
}
