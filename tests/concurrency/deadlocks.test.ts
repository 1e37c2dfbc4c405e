import { describe, expect, test } from 'vitest';
import { openStorage } from '../../packages/server/src/storage/open.ts';
import type { Storage, Transaction } from '../../packages/server/src/storage/storage.ts';
import { execute } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { addRow, findRow, lockRow, row, setRow } from './support/storage-rows.ts';

const lock = (transaction: Transaction, sid: string) => transaction.lock(lockRow, { sid });

/** A barrier: resolves for all callers when this many have called. */
function meetingOf(parties: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = parties;
  return () => {
    missing--;
    if (missing === 0) resolve();
    return promise;
  };
}

describe('two processes on PostgreSQL that deadlock', () => {
  /** Locks two rows in the given order and writes to the second; its first run waits for the other unit at `meet`. */
  const unit = (storage: Storage, first: string, second: string, meet: () => Promise<void>) => {
    let runs = 0;
    return storage.write(async (transaction) => {
      runs++;
      await lock(transaction, first);
      if (runs === 1) await meet();
      const found = await lock(transaction, second);
      await transaction.update(setRow, { sid: second, auth_token: `${found?.auth_token ?? ''}x` });
      return runs;
    });
  };

  test.each([
    { deadlockTimeout: '50ms', by: 'the server finds', maxRuns: 3 },
    // The default of PostgreSQL, and longer than a group waits. When the limit ends both waits at the same moment, the units
    // can meet again, each alone, and the server ends that.
    { deadlockTimeout: '1s', by: 'the limit for locks ends', maxRuns: 4 },
  ])('both units finish, each alone in its group, when $by the deadlock', async (given) => {
    const { deadlockTimeout, maxRuns } = given;
    const { url } = await createDatabase('postgres');
    await execute(
      url,
      `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET deadlock_timeout = '${deadlockTimeout}'`,
    );
    await using one = await openStorage(url);
    await using two = await openStorage(url);
    await one.write(async (transaction) => {
      await transaction.insert(addRow, row('a'));
      await transaction.insert(addRow, row('b'));
    });
    const meet = meetingOf(2);
    const ran = await Promise.all([unit(one, 'a', 'b', meet), unit(two, 'b', 'a', meet)]);
    const values = await one.read((reader) =>
      Promise.all(['a', 'b'].map((sid) => reader.one(findRow, { sid }).then((found) => found?.auth_token))),
    );
    expect(values).toEqual(['x', 'x']);
    // More runs would mean that both wait for each other again. On a busy machine, the limit for locks can end a deadlock
    // before the server finds it.
    expect(Math.max(...ran)).toBeLessThanOrEqual(maxRuns);
  });
});
