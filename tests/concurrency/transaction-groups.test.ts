import { describe, expect, test } from 'vitest';
import { eventLog, readEvents } from '../../packages/server/src/events/event-log.ts';
import { openStorage } from '../../packages/server/src/storage/open.ts';
import {
  ForeignKeyViolation,
  type Storage,
  type Transaction,
} from '../../packages/server/src/storage/storage.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import {
  addChild,
  addRow,
  child,
  countRows,
  findRow,
  lockRow,
  record,
  removeRow,
  row,
  setRow,
} from './support/storage-rows.ts';

const count = (storage: Storage) => storage.read(async (reader) => (await reader.one(countRows, {}))?.count);
const value = (storage: Storage, sid: string) =>
  storage.read(async (reader) => (await reader.one(findRow, { sid }))?.auth_token);

/** Runs units of work that arrive in one tick, and returns the result of each. */
const writeTogether = (
  storage: Storage,
  units: readonly ((transaction: Transaction) => Promise<unknown>)[],
) =>
  Promise.all(
    units.map((unit) =>
      storage.write(unit).then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      ),
    ),
  );

class Refused extends Error {}

describe.each(engines)('%s: units of one group', (engine) => {
  test('a unit that fails after a write is rolled back, and the others commit', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    const refused = new Refused();
    const write = (n: number) => async (transaction: Transaction) => {
      await transaction.insert(addRow, row(`row ${n}`));
      transaction.append(eventLog, record('CH', n));
      if (n % 7 === 3) throw refused;
      return n;
    };
    const results = await writeTogether(
      storage,
      Array.from({ length: 40 }, (_, n) => write(n)),
    );
    expect(results).toEqual(
      Array.from({ length: 40 }, (_, n) => (n % 7 === 3 ? { error: refused } : { result: n })),
    );
    const failed = results.filter((each) => 'error' in each).length;
    expect(await count(storage)).toBe(40 - failed);
    const events = await storage.read((reader) => readEvents(reader, 0, 100));
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ number }) => Number(number)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, n) => n).filter((n) => n % 7 !== 3),
    );
  });

  test('a unit with a refused statement is rolled back, and the others commit', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    const results = await writeTogether(storage, [
      (transaction) => transaction.insert(addRow, row('a')),
      async (transaction) => {
        await transaction.insert(addRow, row('b'));
        await transaction.insert(addChild, child('IS1', 'nobody'));
      },
      (transaction) => transaction.insert(addRow, row('c')),
    ]);
    expect(results).toEqual([{ result: true }, { error: expect.any(ForeignKeyViolation) }, { result: true }]);
    expect(await count(storage)).toBe(2);
  });

  test('a unit that fails before its first write does not make the others run again', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    const refused = new Refused();
    let runs = 0;
    const results = await writeTogether(storage, [
      async (transaction) => {
        runs++;
        return transaction.insert(addRow, row('a'));
      },
      async () => {
        throw refused;
      },
    ]);
    expect(results).toEqual([{ result: true }, { error: refused }]);
    expect(runs).toBe(1);
  });

  test('units that change the same row run one after the other', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    await storage.write((transaction) => transaction.insert(addRow, row('counter', '0')));
    const increment = async (transaction: Transaction) => {
      const before = await transaction.lock(lockRow, { sid: 'counter' });
      const next = String(Number(before?.auth_token) + 1);
      await transaction.update(setRow, { sid: 'counter', auth_token: next });
      return next;
    };
    const results = await writeTogether(
      storage,
      Array.from({ length: 50 }, () => increment),
    );
    expect(results).toEqual(Array.from({ length: 50 }, (_, n) => ({ result: String(n + 1) })));
    expect(await value(storage, 'counter')).toBe('50');
  });

  test('one of the units that insert the same key succeeds, and the others return false', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    const add = (n: number) => (transaction: Transaction) =>
      transaction.insert(addRow, row('same', String(n)));
    const results = await writeTogether(
      storage,
      Array.from({ length: 20 }, (_, n) => add(n)),
    );
    const winners = results.flatMap((each, n) =>
      'result' in each && each.result === true ? [String(n)] : [],
    );
    expect(winners).toHaveLength(1);
    expect(await value(storage, 'same')).toBe(winners[0]);
    const removed = await writeTogether(
      storage,
      Array.from({ length: 5 }, () => (transaction) => transaction.remove(removeRow, { sid: 'same' })),
    );
    expect(removed.filter((each) => 'result' in each && each.result === true)).toHaveLength(1);
  });

  test('listeners get what was committed, and nothing else, before the units resolve', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    const reported: (number | null)[] = [];
    storage.onAppend(eventLog, (records) => reported.push(...records.map(({ number }) => number)));
    const seen = await writeTogether(
      storage,
      Array.from({ length: 10 }, (_, n) => async (transaction: Transaction) => {
        await transaction.insert(addRow, row(`row ${n}`));
        transaction.append(eventLog, record('CH', n));
        if (n === 5) throw new Refused();
      }),
    ).then((results) => ({ results, reported: [...reported] }));
    expect(seen.results.filter((each) => 'error' in each)).toHaveLength(1);
    expect(seen.reported.toSorted()).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
  });

  test('close waits for the units', async () => {
    const { url } = await createDatabase(engine);
    const storage = await openStorage(url);
    const pending = writeTogether(storage, [(transaction) => transaction.insert(addRow, row('late'))]);
    await storage.close();
    expect(await pending).toEqual([{ result: true }]);
    await using again = await openStorage(url);
    expect(await count(again)).toBe(1);
  });
});
