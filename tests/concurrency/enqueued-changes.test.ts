import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openStorage } from '../../packages/server/src/storage/open.ts';
import {
  ForeignKeyViolation,
  type Transaction,
  type Write,
} from '../../packages/server/src/storage/storage.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { addChild, addRow, child, countRows, findRow, lockRow, row, setRow } from './support/storage-rows.ts';

/** What a unit does with its row, one step after the other; a change appends a letter to the row's value. */
const steps = ['enqueue', 'enqueue twice', 'update', 'read', 'read all', 'lock again', 'fail'] as const;
type Step = (typeof steps)[number];
const sids = ['one', 'two'] as const;
const unit = fc.record({
  sid: fc.constantFrom(...sids),
  steps: fc.array(fc.constantFrom(...steps), { maxLength: 5 }),
});

class Failed extends Error {}

/** Returns the values that the unit has seen. */
async function run(transaction: Transaction, sid: string, steps: readonly Step[]): Promise<string[]> {
  const current = async () => (await transaction.lock(lockRow, { sid }))?.auth_token ?? '';
  let value = await current();
  const seen = [value];
  const enqueue = (letter: string) => {
    value += letter;
    transaction.enqueue(setRow, { sid, auth_token: value });
  };
  for (const step of steps) {
    switch (step) {
      case 'enqueue':
        enqueue('e');
        break;
      case 'enqueue twice':
        enqueue('t');
        enqueue('w');
        break;
      case 'update':
        value += 'u';
        await transaction.update(setRow, { sid, auth_token: value });
        break;
      case 'read':
        seen.push((await transaction.one(findRow, { sid }))?.auth_token ?? '');
        break;
      case 'read all':
        seen.push(...(await transaction.all(findRow, { sid })).map(({ auth_token }) => auth_token ?? ''));
        break;
      case 'lock again':
        seen.push(await current());
        break;
      case 'fail':
        throw new Failed();
    }
  }
  return seen;
}

/** What {@link run} returns, and the changes of each row, when the units run one after the other. */
function runInTurn(units: readonly { readonly sid: string; readonly steps: readonly Step[] }[]) {
  const letters: Partial<Record<Step, string>> = { enqueue: 'e', 'enqueue twice': 'tw', update: 'u' };
  const changes = new Map<string, string[]>(sids.map((sid) => [sid, []]));
  const results = units.map(({ sid, steps }) => {
    let value = changes.get(sid)?.at(-1) ?? '';
    const seen = [value];
    const changed: string[] = [];
    for (const step of steps) {
      if (step === 'fail') return 'failed';
      for (const letter of letters[step] ?? '') {
        value += letter;
        changed.push(value);
      }
      if (letters[step] === undefined) seen.push(value);
    }
    changes.get(sid)?.push(...changed);
    return seen;
  });
  return {
    results,
    changes: [...changes.values()],
    values: [...changes.values()].map((each) => each.at(-1) ?? ''),
  };
}

describe.each(engines)('%s: changes whose results a unit does not wait for', (engine) => {
  test('are seen by what follows them in the unit, and by the units after it, as if each had waited', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    const reported: Write[] = [];
    storage.onWrite((writes) => reported.push(...writes));
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { maxLength: 12 }), async (units) => {
        for (const sid of sids)
          await storage.write(async (transaction) => {
            await transaction.insert(addRow, row(sid, ''));
            await transaction.update(setRow, { sid, auth_token: '' });
          });
        reported.length = 0;
        const results = await Promise.all(
          units.map(({ sid, steps }) =>
            storage
              .write((transaction) => run(transaction, sid, steps))
              .catch((error: unknown) => (error instanceof Failed ? 'failed' : Promise.reject(error))),
          ),
        );
        const values = await Promise.all(
          sids.map((sid) => storage.read(async (reader) => (await reader.one(findRow, { sid }))?.auth_token)),
        );
        const changes = sids.map((sid) =>
          reported.flatMap(({ row }) => (row['sid'] === sid ? [row['auth_token']] : [])),
        );
        expect({ results, changes, values }).toEqual(runInTurn(units));
      }),
      { numRuns: 150 },
    );
  });

  test('of units that lock the same row are made one after the other', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    await storage.write((transaction) => transaction.insert(addRow, row('counter', '0')));
    const reported: unknown[] = [];
    storage.onWrite((writes) => reported.push(...writes.map((write) => Number(write.row['auth_token']))));
    const increment = async (transaction: Transaction) => {
      const before = await transaction.lock(lockRow, { sid: 'counter' });
      const next = String(Number(before?.auth_token) + 1);
      transaction.enqueue(setRow, { sid: 'counter', auth_token: next });
      return Number(next);
    };
    const results = await Promise.all(Array.from({ length: 50 }, () => storage.write(increment)));
    expect(results).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    expect(reported).toEqual(results);
    const counter = await storage.read((reader) => reader.one(findRow, { sid: 'counter' }));
    expect(counter?.auth_token).toBe('50');
  });

  test('make the unit fail if the database refuses them, and the others commit', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    const results = await Promise.allSettled([
      storage.write(async (transaction) => transaction.enqueue(addRow, row('a'))),
      storage.write(async (transaction) => {
        transaction.enqueue(addRow, row('b'));
        transaction.enqueue(addChild, child('IS1', 'nobody'));
      }),
      storage.write(async (transaction) => transaction.enqueue(addRow, row('c'))),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: expect.any(ForeignKeyViolation) });
    expect(await storage.read((reader) => reader.one(countRows, {}))).toEqual({ count: 2 });
  });

  test('add no row that exists already', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    await storage.write((transaction) => transaction.insert(addRow, row('a', 'first')));
    const reported: unknown[] = [];
    storage.onWrite((writes) => reported.push(...writes.map((write) => write.row['sid'])));
    const found = await storage.write(async (transaction) => {
      for (const sid of ['a', 'b', 'b', 'c']) transaction.enqueue(addRow, row(sid, `second ${sid}`));
      return Promise.all(['a', 'b', 'c'].map((sid) => transaction.one(findRow, { sid })));
    });
    expect(found.map((each) => each?.auth_token)).toEqual(['first', 'second b', 'second c']);
    expect(reported).toEqual(['b', 'c']);
  });

  test('are reported to listeners with the other changes of their unit', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    const reported: unknown[] = [];
    storage.onWrite((writes) => reported.push(...writes.map((write) => write.row['sid'])));
    await storage.write(async (transaction) => {
      await transaction.insert(addRow, row('first'));
      transaction.enqueue(addRow, row('second'));
    });
    expect(reported).toEqual(['first', 'second']);
  });
});
