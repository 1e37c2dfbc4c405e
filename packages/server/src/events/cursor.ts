import { selectSkippingLocked } from '../storage/locking-select.ts';
import { insert, remove, select, update } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import { integer, optional, table, text } from '../storage/table.ts';
import type { Consumer } from './consumer.ts';
import { findHead } from './event-log.ts';

const cursorTable = table('log_cursor', { consumer: text(), position: integer() }, ['consumer']);
const addCursor = insert(cursorTable);
export const removeCursor = remove(cursorTable);
export const setCursor = update(cursorTable, ['position']);

export const findCursor = select(
  'log_cursor.find',
  { consumer: text() },
  { position: integer() },
  () => 'SELECT position FROM log_cursor WHERE consumer = :consumer',
);

/** Finds nothing while another process holds the cursor. */
export const lockCursor = selectSkippingLocked(
  'log_cursor.lock',
  { consumer: text() },
  cursorTable.columns,
  () => 'SELECT consumer, position FROM log_cursor WHERE consumer = :consumer',
  ({ consumer }) => `cursor of ${consumer}`,
);

/** The position of the consumer that is furthest behind; null when there is no consumer. */
export const findSlowestCursor = select(
  'log_cursor.slowest',
  {},
  { position: optional(integer()) },
  () => 'SELECT min(position) AS position FROM log_cursor',
);

/** The stored position of a consumer. A new consumer starts after the events that already exist. */
export async function loadOrCreateCursor(storage: Storage, { name: consumer }: Consumer): Promise<number> {
  const known = await storage.read((reader) => reader.one(findCursor, { consumer }));
  if (known !== undefined) return known.position;
  return storage.write(async (transaction) => {
    const head = await transaction.one(findHead, {});
    await transaction.insert(addCursor, { consumer, position: head?.position ?? 0 });
    const cursor = await transaction.one(findCursor, { consumer });
    return cursor?.position ?? 0;
  });
}
