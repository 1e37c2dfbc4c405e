import { insert, select, update } from '../storage/statement.ts';
import type { Storage, Transaction } from '../storage/storage.ts';
import { integer, table, text } from '../storage/table.ts';
import { type LoggedEvent, readEvents } from './event.ts';

/** Records that one transaction takes. */
const batch = 200;

/**
 * A reader of the log that keeps its place in the database. What it does with records it does in the transaction
 * that moves its place, so it has done it once for each record, in the order of the log, whatever fails and whoever
 * else reads: of several processes, one at a time has the place.
 */
export interface Consumer {
  /** Of its place; never changed once released. */
  readonly name: string;
  /** Answers how many it has taken: with the rest it is to be called again, when something else has been done. */
  consume(transaction: Transaction, events: readonly LoggedEvent[]): Promise<number>;
}

const cursorTable = table('log_cursor', { consumer: text(), position: integer() }, ['consumer']);
const addCursor = insert(cursorTable);
const setCursor = update(cursorTable, ['position']);

const lockCursor = select(
  'log_cursor.lock',
  { consumer: text() },
  { position: integer() },
  ({ skipLocked }) => `SELECT position FROM log_cursor WHERE consumer = :consumer${skipLocked}`,
);

/** Position of the newest record; 0 when there is none. */
export const findHead = select(
  'event.head',
  {},
  { position: integer() },
  () => 'SELECT coalesce(max(position), 0) AS position FROM event',
);

const findWaiting = select(
  'log_cursor.waiting',
  { consumer: text() },
  { position: integer() },
  () => `SELECT event.position AS position FROM log_cursor JOIN event ON event.position > log_cursor.position
    WHERE consumer = :consumer ORDER BY event.position LIMIT 1`,
);

/** Gives a new consumer its place: behind what is there already, of which nobody was to be told. */
export async function settle(storage: Storage, { name }: Consumer): Promise<void> {
  await storage.write(async (transaction) => {
    const head = await transaction.one(findHead, {});
    await transaction.insert(addCursor, { consumer: name, position: head?.position ?? 0 });
  });
}

/** Has a consumer take the next records. Answers whether there may be more. */
export async function advance(storage: Storage, { name, consume }: Consumer): Promise<boolean> {
  // Asked first without holding anything: most of the time there is nothing.
  const waiting = await storage.read((reader) => reader.one(findWaiting, { consumer: name }));
  if (waiting === undefined) return false;
  return storage.write(async (transaction) => {
    const cursor = await transaction.lock(lockCursor, { consumer: name }, () => `cursor of ${name}`);
    // Another process is at it.
    if (cursor === undefined) return false;
    const events = await readEvents(transaction, cursor.position, batch);
    if (events.length === 0) return false;
    const taken = await consume(transaction, events);
    const last = events[taken - 1];
    if (last === undefined) return false;
    await transaction.update(setCursor, { consumer: name, position: last.position });
    return taken < events.length || events.length === batch;
  });
}
