import type { Clock } from '../platform/clock.ts';
import { type Instant, instant } from '../platform/instant.ts';
import { selectSkippingLocked } from '../storage/locking-select.ts';
import { remove, select } from '../storage/statement.ts';
import type { Reader, Storage } from '../storage/storage.ts';
import { integer, table, text } from '../storage/table.ts';
import { findSlowestCursor } from './consumer.ts';
import { eventLog } from './event-log.ts';
import type { LogConsumers } from './log-consumers.ts';

/** Records that one transaction removes. */
const batchSize = 300;

const findOldest = select(
  'event.oldest',
  { limit: integer() },
  { position: integer(), time: text() },
  () => 'SELECT position, time FROM event ORDER BY position LIMIT :limit',
);

const lockEvent = selectSkippingLocked(
  'event.hold',
  { position: integer() },
  { position: integer() },
  () => `SELECT position FROM event WHERE position = :position`,
  ({ position }) => `event ${position}`,
);

const removeEvent = remove(table(eventLog.name, { position: integer() }, ['position']));

interface RetentionOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly retentionMs: number;
  /** Asked to save the places of consumers when one is in the way. */
  readonly readers: Pick<LogConsumers, 'saveCursors'>;
}

/**
 * Makes the chore that removes old records of the log: from its beginning on, so that what is left has no gaps, and
 * as far as all consumers have come. The newest stays, since positions go on from it.
 *
 * @returns a chore, which answers whether there may be more.
 */
export const deleteOldEvents =
  ({ storage, clock, readers, retentionMs }: RetentionOptions) =>
  async (): Promise<boolean> => {
    const before = instant(clock.now() - retentionMs);
    // Most of the time there is nothing, and asking that touches one row or two.
    const [oldest] = await storage.read((reader) => findOldPositions(reader, before, 1));
    if (oldest === undefined) return false;
    const old = await storage.read((reader) => findOldPositions(reader, before, batchSize));
    const skipped = () => storage.read((reader) => keepConsumed(reader, old));
    let positions = await skipped();
    if (positions.length < old.length) {
      await readers.saveCursors();
      positions = await skipped();
    }
    const [first] = positions;
    if (first === undefined) return false;
    return storage.background.write(async (transaction) => {
      // Whoever holds the oldest record removes. When it is gone or held another process is at it, and is not waited for.
      const held = await transaction.lock(lockEvent, { position: first });
      if (held === undefined) return false;
      await Promise.all(positions.map((position) => transaction.remove(removeEvent, { position })));
      return positions.length === batchSize;
    });
  };

/** Positions of the oldest records as far as they are old, never that of the newest. */
async function findOldPositions(reader: Reader, before: Instant, limit: number): Promise<readonly number[]> {
  // The last one that is read may be the newest.
  const records = (await reader.all(findOldest, { limit: limit + 1 })).slice(0, -1);
  // Clocks of processes differ, so times need not follow the positions.
  const end = records.findIndex(({ time }) => time >= before);
  return records.slice(0, end < 0 ? records.length : end).map(({ position }) => position);
}

/** Those that all consumers have passed. */
async function keepConsumed(reader: Reader, positions: readonly number[]): Promise<readonly number[]> {
  const slowest = (await reader.one(findSlowestCursor, {}))?.position ?? Number.POSITIVE_INFINITY;
  return positions.filter((position) => position <= slowest);
}
