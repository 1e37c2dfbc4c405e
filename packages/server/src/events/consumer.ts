import type { Transaction } from '../storage/storage.ts';
import type { LoggedEvent } from './event-log.ts';

/** What a consumer has done with events that it was given. */
export interface Consumed {
  /** How many of them it has consumed, from the first on. The others come again at the next poll, before newer ones. */
  readonly count: number;
  /** Called after the commit of what it wrote. */
  readonly onCommitted?: () => void;
}

/**
 * A durable log consumer. `consume` runs in the transaction that advances its cursor, so it is called at least
 * once per event, in log order, and what it writes happens exactly once. One process at a time holds the cursor row.
 */
export interface Consumer {
  /** The name of its cursor; never changes once released. */
  readonly name: string;
  /**
   * How long new events are collected before they are consumed; 0 unless given. It is for consumers whose commits cost
   * more than their rows, and that nobody waits for.
   */
  readonly batchDelayMs?: number;
  /** Whether it consumes an event; the result for an event never changes. */
  wants(event: LoggedEvent): boolean;
  /** Consumes events that it wants. */
  consume(transaction: Transaction, events: readonly LoggedEvent[]): Promise<Consumed>;
}
