import { selectSkippingLocked } from '../storage/locking-select.ts';
import { insert, select, update } from '../storage/statement.ts';
import type { Storage, Transaction } from '../storage/storage.ts';
import { integer, optional, table, text } from '../storage/table.ts';
import { findHead, type LoggedEvent } from './event-log.ts';
import type { LogTail } from './log-tail.ts';

/**
 * A reader of the log that keeps its place in the database. What it does with records it does in the transaction
 * that moves its place, so it has done it once for each record that it wants, in the order of the log, whatever fails
 * and whoever else reads: of several processes, one at a time has the place.
 */
export interface Consumer {
  /** Of its place; never changed once released. */
  readonly name: string;
  /** Whether it wants a record; for the same record always the same. */
  wants(event: LoggedEvent): boolean;
  /**
   * Takes records that it wants.
   *
   * @returns how many: the rest comes again, at the next look, with what has come since.
   */
  consume(transaction: Transaction, events: readonly LoggedEvent[]): Promise<number>;
  /** Called when what it wrote is committed. */
  onConsumed?(): void;
}

const cursorTable = table('log_cursor', { consumer: text(), position: integer() }, ['consumer']);
const addCursor = insert(cursorTable);
const setCursor = update(cursorTable, ['position']);

const findCursor = select(
  'log_cursor.find',
  { consumer: text() },
  { position: integer() },
  () => 'SELECT position FROM log_cursor WHERE consumer = :consumer',
);

const lockCursor = selectSkippingLocked(
  'log_cursor.lock',
  { consumer: text() },
  { consumer: text(), position: integer() },
  () => `SELECT consumer, position FROM log_cursor WHERE consumer = :consumer`,
  ({ consumer }) => `cursor of ${consumer}`,
);

/** The place of the consumer that is the furthest behind; null when there is none. */
export const findSlowestCursor = select(
  'log_cursor.slowest',
  {},
  { position: optional(integer()) },
  () => 'SELECT min(position) AS position FROM log_cursor',
);

/** The place of a consumer; a new one gets its place behind what is there already, of which nobody was to be told. */
export async function loadCursor(storage: Storage, { name: consumer }: Consumer): Promise<number> {
  const known = await storage.read((reader) => reader.one(findCursor, { consumer }));
  if (known !== undefined) return known.position;
  return storage.write(async (transaction) => {
    const head = await transaction.one(findHead, {});
    await transaction.insert(addCursor, { consumer, position: head?.position ?? 0 });
    const cursor = await transaction.one(findCursor, { consumer });
    return cursor?.position ?? 0;
  });
}

/**
 * What a step along the log was: `on`, past some records; `end`, there were none; `wait`, it took none of those
 * that it wants; `held`, another process is at it.
 */
export type PollResult = 'advanced' | 'idle' | 'blocked' | 'locked';

/** Records, none of which it wants, that a consumer may pass by before its place is moved past them. */
const maxSkippedEvents = 2000;

/**
 * Milliseconds that a consumer takes for a record, about, with what the database does for it, and what comes of it: to go
 * faster than that while requests wait would only move the queue from the log to another table.
 */
const costPerEventMs = 0.3;

interface FollowerOptions {
  readonly storage: Storage;
  readonly tail: Pick<LogTail, 'read'>;
  readonly consumer: Consumer;
  /** Resolves when some milliseconds of work may begin; they may at once without it. */
  readonly throttle?: (cost: number) => Promise<void>;
}

/**
 * A consumer on its way. Where it is in memory, all before it has been consumed or is not wanted, so its place in the
 * database, which costs a commit, need not follow past what is not wanted: after a crash that is passed by again.
 */
export class ConsumerRunner {
  readonly #options: FollowerOptions;
  #position: number;
  /** Its place in the database, as this process has seen it last. */
  #cursor: number;
  #skipped = 0;
  #consumed = 0;

  /** @param cursor as `placeOf` answers it. */
  constructor(options: FollowerOptions, cursor: number) {
    this.#options = options;
    this.#position = cursor;
    this.#cursor = cursor;
  }

  get name(): string {
    return this.#options.consumer.name;
  }

  /** How far it has come. */
  get position(): number {
    return this.#position;
  }

  /** Records that it has consumed, in this process. */
  get consumed(): number {
    return this.#consumed;
  }

  /** Takes the next records. */
  async poll(): Promise<PollResult> {
    const { storage, tail, consumer, throttle } = this.#options;
    const events = await tail.read(this.#position);
    const last = events.at(-1);
    if (last === undefined) return 'idle';
    const wanted = events.filter((event) => consumer.wants(event));
    if (wanted.length === 0 && this.#skipped + events.length < maxSkippedEvents) {
      this.#skipped += events.length;
      this.#position = last.position;
      return 'advanced';
    }
    await throttle?.(wanted.length * costPerEventMs);
    const done = await storage.background.write((transaction) =>
      this.#consumeAndAdvance(transaction, wanted, last.position),
    );
    if (typeof done === 'string') return done;
    this.#position = done.position;
    this.#cursor = done.position;
    this.#skipped = 0;
    this.#consumed += done.consumedCount;
    if (done.consumedCount > 0) consumer.onConsumed?.();
    return 'advanced';
  }

  /** Goes on from its place in the database, wherever that is now. */
  async restart(): Promise<void> {
    this.#cursor = await loadCursor(this.#options.storage, this.#options.consumer);
    this.#position = this.#cursor;
    this.#skipped = 0;
  }

  /** Has its place in the database follow past what it has passed by; costs nothing when it has passed by nothing. */
  async save(): Promise<void> {
    if (this.#skipped === 0) return;
    const {
      storage,
      consumer: { name: consumer },
    } = this.#options;
    const position = this.#position;
    const saved = await storage.background.write(async (transaction) => {
      const cursor = await transaction.lock(lockCursor, { consumer });
      if (cursor === undefined || cursor.position < this.#cursor) return false;
      // Another process may have gone on.
      if (cursor.position < position) await transaction.update(setCursor, { consumer, position });
      return true;
    });
    if (!saved) return;
    this.#skipped = 0;
    this.#cursor = position;
  }

  async #consumeAndAdvance(transaction: Transaction, wanted: readonly LoggedEvent[], last: number) {
    const { consumer } = this.#options;
    const { name } = consumer;
    const cursor = await transaction.lock(lockCursor, { consumer: name });
    if (cursor === undefined) return 'locked';
    // Another process has gone on; or the database has lost what it had, as a standby can that takes over.
    if (cursor.position > this.#position || cursor.position < this.#cursor)
      return { position: cursor.position, consumedCount: 0 };
    const consumedCount = wanted.length === 0 ? 0 : await consumer.consume(transaction, wanted);
    const position = consumedCount === wanted.length ? last : wanted[consumedCount - 1]?.position;
    if (position === undefined) return 'blocked';
    await transaction.update(setCursor, { consumer: name, position });
    return { position, consumedCount };
  }
}
