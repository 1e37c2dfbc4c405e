import type { Clock } from '../platform/clock.ts';
import { type Instant, instant } from '../platform/instant.ts';
import { selectSkippingLocked } from '../storage/locking-select.ts';
import { remove, select } from '../storage/statement.ts';
import type { Reader, Storage } from '../storage/storage.ts';
import { integer, table, text } from '../storage/table.ts';
import { findSlowestCursor } from './cursor.ts';
import { eventLog } from './event-log.ts';
import type { LogConsumers } from './log-consumers.ts';

/** The number of events that one transaction deletes. */
const batchSize = 300;

const findOldest = select(
  'event.oldest',
  { limit: integer() },
  { position: integer(), time: text() },
  () => 'SELECT position, time FROM event ORDER BY position LIMIT :limit',
);

const lockEvent = selectSkippingLocked(
  'event.lock',
  { position: integer() },
  { position: integer() },
  () => 'SELECT position FROM event WHERE position = :position',
  ({ position }) => `event ${position}`,
);

const removeEvent = remove(table(eventLog.name, { position: integer() }, ['position']));

/** Finds the first event between two positions that must not be deleted; undefined if there is none. */
type FindHeld = (
  reader: Reader,
  range: { readonly first: number; readonly last: number },
) => Promise<number | undefined>;

interface RetentionOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly retentionMs: number;
  readonly findHeld: FindHeld;
  /** Their stored cursors are advanced when one of them prevents a deletion. */
  readonly consumers: Pick<LogConsumers, 'saveCursors'>;
}

/**
 * The periodic job that deletes old events: from the beginning of the log up to the first one that is held, so that no gap
 * appears, and only events that every consumer has passed. The newest event stays, because positions continue from it.
 *
 * @returns a job that returns whether there may be more to delete.
 */
export const deleteOldEvents =
  ({ storage, clock, consumers, retentionMs, findHeld }: RetentionOptions) =>
  async (): Promise<boolean> => {
    const before = instant(clock.now() - retentionMs);
    const findFree = async (reader: Reader, limit: number) =>
      removeHeld(reader, await findOldPositions(reader, before, limit), findHeld);
    // Most runs find nothing to delete, which a query of two rows shows.
    const [oldest] = await storage.read((reader) => findFree(reader, 1));
    if (oldest === undefined) return false;
    const old = await storage.read((reader) => findFree(reader, batchSize));
    const findConsumed = () => storage.read((reader) => keepConsumed(reader, old));
    let positions = await findConsumed();
    if (positions.length < old.length) {
      await consumers.saveCursors();
      positions = await findConsumed();
    }
    const [first] = positions;
    if (first === undefined) return false;
    return storage.background.write(async (transaction) => {
      // The process that locks the oldest event deletes. The others return at once.
      const locked = await transaction.lock(lockEvent, { position: first });
      if (locked === undefined) return false;
      // A hold may have been added since.
      const free = await removeHeld(transaction, positions, findHeld);
      await Promise.all(free.map((position) => transaction.remove(removeEvent, { position })));
      return free.length === batchSize;
    });
  };

/** The positions of the oldest events, up to the first one that is not old; never that of the newest event. */
async function findOldPositions(reader: Reader, before: Instant, limit: number): Promise<readonly number[]> {
  // The last row may be the newest event.
  const events = (await reader.all(findOldest, { limit: limit + 1 })).slice(0, -1);
  // The clocks of processes differ, so times are not always in the order of the positions.
  const end = events.findIndex(({ time }) => time >= before);
  return events.slice(0, end < 0 ? events.length : end).map(({ position }) => position);
}

/** The positions before the first one that is held. */
async function removeHeld(
  reader: Reader,
  positions: readonly number[],
  findHeld: FindHeld,
): Promise<readonly number[]> {
  const [first, last] = [positions.at(0), positions.at(-1)];
  if (first === undefined || last === undefined) return positions;
  const held = (await findHeld(reader, { first, last })) ?? Number.POSITIVE_INFINITY;
  return positions.filter((position) => position < held);
}

/** The positions that every consumer has passed. */
async function keepConsumed(reader: Reader, positions: readonly number[]): Promise<readonly number[]> {
  const slowest = (await reader.one(findSlowestCursor, {}))?.position ?? Number.POSITIVE_INFINITY;
  return positions.filter((position) => position <= slowest);
}
