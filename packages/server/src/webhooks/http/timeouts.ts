/** Time limits of one attempt, in milliseconds of real time. */
export interface Timeouts {
  /** Until there is a connection. */
  readonly connectMs: number;
  /** Until the first byte of the reply, and between two parts of it. */
  readonly readMs: number;
  /** For the whole attempt. */
  readonly totalMs: number;
}

export const defaultTimeouts: Timeouts = { connectMs: 5000, readMs: 5000, totalMs: 5000 };
