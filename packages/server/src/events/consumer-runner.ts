import type { Storage, Transaction } from '../storage/storage.ts';
import type { Consumed, Consumer } from './consumer.ts';
import { loadOrCreateCursor, lockCursor, setCursor } from './cursor.ts';
import type { LoggedEvent } from './event-log.ts';
import type { LogTail } from './log-tail.ts';

/**
 * The result of a poll: `advanced` past some events; `idle`, there were none; `blocked`, the consumer took none of the
 * events that it wants; `locked`, another process holds the cursor.
 */
export type PollResult = 'advanced' | 'idle' | 'blocked' | 'locked';

/** Unwanted events in a row that the position in memory may be ahead of the stored cursor. */
const maxSkippedEvents = 2000;

/**
 * Estimated main-thread cost per event in ms; throttles consumers while requests queue. The estimate includes the
 * statements and the work that the event leads to: consuming faster would only move the queue to another table.
 */
const costPerEventMs = 0.3;

const nothing: Consumed = { count: 0 };

interface ConsumerRunnerOptions {
  readonly storage: Storage;
  readonly tail: Pick<LogTail, 'read'>;
  readonly consumer: Consumer;
  /** Resolves when background work of this cost may begin. Work is not throttled without it. */
  readonly acquire?: (costMs: number) => Promise<void>;
}

/**
 * Moves one consumer along the log. Keeps an in-memory cursor ahead of the stored one: unwanted events are skipped
 * without a commit and skipped again after a crash.
 */
export class ConsumerRunner {
  readonly #options: ConsumerRunnerOptions;
  #position: number;
  /** The stored position, as this process last saw it. */
  #cursor: number;
  #skipped = 0;
  #consumed = 0;

  /** @param cursor as `loadOrCreateCursor` returns it. */
  constructor(options: ConsumerRunnerOptions, cursor: number) {
    this.#options = options;
    this.#position = cursor;
    this.#cursor = cursor;
  }

  get name(): string {
    return this.#options.consumer.name;
  }

  /** The position of the last event that has been consumed or skipped. */
  get position(): number {
    return this.#position;
  }

  /** The number of events that this process has consumed. */
  get consumed(): number {
    return this.#consumed;
  }

  /** Reads the next events, and consumes or skips them. */
  async poll(): Promise<PollResult> {
    const { storage, tail, consumer, acquire } = this.#options;
    const events = await tail.read(this.#position);
    const last = events.at(-1);
    if (last === undefined) return 'idle';
    const wanted = events.filter((event) => consumer.wants(event));
    if (wanted.length === 0 && this.#skipped + events.length < maxSkippedEvents) {
      this.#skipped += events.length;
      this.#position = last.position;
      return 'advanced';
    }
    await acquire?.(wanted.length * costPerEventMs);
    const done = await storage.background.write((transaction) =>
      this.#consumeAndAdvance(transaction, wanted, last.position),
    );
    if (typeof done === 'string') return done;
    this.#position = done.position;
    this.#cursor = done.position;
    this.#skipped = 0;
    this.#consumed += done.consumed.count;
    done.consumed.onCommitted?.();
    return 'advanced';
  }

  /** Continues from the stored cursor, wherever it is now. */
  async restart(): Promise<void> {
    this.#cursor = await loadOrCreateCursor(this.#options.storage, this.#options.consumer);
    this.#position = this.#cursor;
    this.#skipped = 0;
  }

  /** Advances the stored cursor past skipped events. Does nothing when no event has been skipped. */
  async save(): Promise<void> {
    if (this.#skipped === 0) return;
    const { storage } = this.#options;
    const key = { consumer: this.name };
    const position = this.#position;
    const saved = await storage.background.write(async (transaction) => {
      const cursor = await transaction.lock(lockCursor, key);
      if (cursor === undefined || cursor.position < this.#cursor) return false;
      // Another process may have advanced it further.
      if (cursor.position < position) await transaction.update(setCursor, { ...key, position });
      return true;
    });
    if (!saved) return;
    this.#skipped = 0;
    this.#cursor = position;
  }

  async #consumeAndAdvance(transaction: Transaction, wanted: readonly LoggedEvent[], last: number) {
    const { consumer } = this.#options;
    const key = { consumer: consumer.name };
    const cursor = await transaction.lock(lockCursor, key);
    if (cursor === undefined) return 'locked';
    // Another process has advanced the cursor; or a standby without the last commits has been promoted.
    if (cursor.position > this.#position || cursor.position < this.#cursor)
      return { position: cursor.position, consumed: nothing };
    const consumed = wanted.length === 0 ? nothing : await consumer.consume(transaction, wanted);
    const position = consumed.count === wanted.length ? last : wanted[consumed.count - 1]?.position;
    if (position === undefined) return 'blocked';
    transaction.enqueue(setCursor, { ...key, position });
    return { position, consumed };
  }
}
