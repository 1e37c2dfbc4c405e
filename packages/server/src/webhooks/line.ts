import type { Instant } from '../platform/instant.ts';
import type { Transaction } from '../storage/storage.ts';
import { addLane, type LaneRow, lockLane } from './store.ts';

/** Names the line that deliveries to a target stand in. */
export interface LineKey {
  readonly target: string;
  readonly stream: string;
  /** Where the delivery goes that is to stand in it. */
  readonly url: string;
}

/** A text that two lines have only if they are the same. */
export const nameOf = ({ target, stream }: Pick<LineKey, 'target' | 'stream'>): string =>
  `${target} ${stream}`;

/**
 * The lines with these keys, by name, made where there are none; all are held, so that none ends meanwhile. A line
 * that is there keeps its server, of whose share it takes, though a URL has changed: it may be at work.
 */
export async function linesOf(
  transaction: Transaction,
  keys: readonly LineKey[],
  now: Instant,
): Promise<ReadonlyMap<string, LaneRow>> {
  const lines = new Map<string, LaneRow>();
  // In one order, or two transactions could wait for each other.
  let missing = [...new Map(keys.map((key) => [nameOf(key), key]))]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, key]) => key);
  const hold = async () => {
    const found = await Promise.all(
      missing.map(({ target, stream }) =>
        transaction.lock(lockLane.ofTarget, { target, stream }, ({ id }) => `lane ${id}`),
      ),
    );
    for (const line of found) if (line !== undefined) lines.set(nameOf(line), line);
    missing = missing.filter((key) => !lines.has(nameOf(key)));
  };
  // Before anything is written: a companion in the same transaction may have one of them.
  await hold();
  while (missing.length > 0) {
    await Promise.all(missing.map((key) => transaction.insert(addLane, newLine(key, now))));
    // One that was there still may have ended while this waited for it.
    await hold();
  }
  return lines;
}

const newLine = ({ target, stream, url }: LineKey, now: Instant) => ({
  target,
  stream,
  origin: new URL(url).origin,
  due: now,
  attempt: 0,
  claimed_until: null,
});
