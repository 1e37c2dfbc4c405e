/** The messages between the harness and the load process about webhooks. */

/** Starts a receiver of webhooks. */
interface ReceiverOrder {
  readonly kind: 'receiver';
  readonly name: string;
}

/** Makes a receiver withhold its responses, or send them. */
interface PauseOrder {
  readonly kind: 'pause';
  readonly receiver: string;
  readonly isPaused: boolean;
}

/** Requests what has arrived at a receiver, once it is at least `count`. */
interface ArrivalsOrder {
  readonly kind: 'arrivals';
  readonly receiver: string;
  readonly count: number;
}

/** Creates messages at a steady rate, and times their webhooks. */
export interface OpenLoopOrder {
  readonly kind: 'open-loop';
  readonly target: string;
  readonly receiver: string;
  readonly connections: number;
  readonly rate: number;
  readonly seconds: number;
  /** Ends the loop as soon as this number has arrived at another receiver. */
  readonly until: { readonly receiver: string; readonly count: number } | null;
}

export type WebhookOrder = ReceiverOrder | PauseOrder | ArrivalsOrder | OpenLoopOrder;

/** What has arrived at a receiver so far. */
export interface Arrivals {
  /** Distinct deliveries. */
  readonly count: number;
  readonly duplicates: number;
  /** Messages that arrived after a later one of their conversation. */
  readonly outOfOrder: number;
  /** Both in milliseconds, by the clock of the load process. */
  readonly lastAt: number;
  readonly now: number;
}

/** In milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The results of messages that were created at a steady rate. */
export interface OpenLoopReport {
  readonly messages: number;
  readonly perSecond: number;
  readonly generatorCpuShare: number;
  readonly dueToReply: Percentiles;
  readonly dueToArrival: Percentiles;
  /** The reply is sent at the commit, so this is the time from the commit to the receiver. */
  readonly replyToArrival: Percentiles;
}
