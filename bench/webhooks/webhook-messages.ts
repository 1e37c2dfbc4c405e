/** What the harness and the load process say to each other about webhooks. */

/** Starts a receiver of webhooks. */
interface ReceiverOrder {
  readonly kind: 'receiver';
  readonly name: string;
}

/** Has a receiver keep its answers back, or give them. */
interface PauseOrder {
  readonly kind: 'pause';
  readonly receiver: string;
  readonly isPaused: boolean;
}

/** Asks what has arrived at a receiver, once it is at least `count`. */
interface ArrivalsOrder {
  readonly kind: 'arrivals';
  readonly receiver: string;
  readonly count: number;
}

/** Posts messages at a steady rate, and times the webhooks that tell of them. */
export interface OpenLoopOrder {
  readonly kind: 'open-loop';
  readonly target: string;
  readonly receiver: string;
  readonly connections: number;
  readonly rate: number;
  readonly seconds: number;
  /** Ends it as soon as that much has arrived at another receiver. */
  readonly until: { readonly receiver: string; readonly count: number } | null;
}

export type WebhookOrder = ReceiverOrder | PauseOrder | ArrivalsOrder | OpenLoopOrder;

/** What has arrived at a receiver so far. */
export interface Arrivals {
  /** Deliveries, each once. */
  readonly count: number;
  readonly duplicates: number;
  /** Messages told of after a later one of their conversation. */
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

/** What became of messages that were posted at a steady rate. */
export interface OpenLoopReport {
  readonly messages: number;
  readonly perSecond: number;
  readonly generatorCpuShare: number;
  readonly dueToReply: Percentiles;
  readonly dueToArrival: Percentiles;
  /** What was committed was answered at once, so this is the way from the commit to the receiver. */
  readonly replyToArrival: Percentiles;
}
