import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openStorage } from '../../packages/server/src/storage/open.ts';
import type { Transaction } from '../../packages/server/src/storage/storage.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import {
  addChild,
  addRow,
  child,
  findChild,
  lockRow,
  removeChild,
  row,
  setChild,
  setRow,
} from './support/storage-rows.ts';

/** What a unit does under the lock of its row; only units with that lock change the child of the row. */
const steps = ['read', 'add', 'rename', 'remove', 'enqueue'] as const;
type Step = (typeof steps)[number];
const parents = ['one', 'two'] as const;
const unit = fc.record({
  parent: fc.constantFrom(...parents),
  name: fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme-ascii' }),
  steps: fc.array(fc.constantFrom(...steps), { maxLength: 4 }),
});
type Unit = typeof unit extends fc.Arbitrary<infer Value> ? Value : never;

/** The names of the children at the beginning. */
const before: readonly (readonly [parent: string, name: string])[] = [['two', 'before']];

const childOf = (parent: string): string => `child of ${parent}`;

const childNamed = (parent: string, name: string) => ({
  ...child(childOf(parent), parent),
  friendly_name: name,
});

/** Returns the names of the child that the unit has read, null where there was none. */
async function run(transaction: Transaction, { parent, name, steps }: Unit): Promise<(string | null)[]> {
  const sid = childOf(parent);
  const readChild = transaction.readAhead(findChild, { sid });
  await transaction.lock(lockRow, { sid: parent });
  const seen: (string | null)[] = [];
  const does: Record<Step, () => unknown> = {
    read: async () => seen.push((await readChild())?.friendly_name ?? null),
    add: () => transaction.insert(addChild, childNamed(parent, name)),
    rename: () => transaction.update(setChild, { sid, friendly_name: name }),
    remove: () => transaction.remove(removeChild, { sid }),
    enqueue: () => transaction.enqueue(setRow, { sid: parent, auth_token: name }),
  };
  for (const step of steps) await does[step]();
  return seen;
}

/** What {@link run} returns when the units run one after the other, as they queue for their rows. */
function runInTurn(units: readonly Unit[]) {
  const names = new Map(before);
  return units.map(({ parent, name, steps }) => {
    const seen: (string | null)[] = [];
    for (const step of steps) {
      if (step === 'read') seen.push(names.get(parent) ?? null);
      else if (step === 'remove') names.delete(parent);
      else if (step !== 'enqueue' && names.has(parent) === (step === 'rename')) names.set(parent, name);
    }
    return seen;
  });
}

describe.each(engines)('%s: a row that is read ahead of a lock', (engine) => {
  test('is the row as the units that had the lock before have left it', async () => {
    const { url } = await createDatabase(engine);
    await using storage = await openStorage(url);
    for (const parent of parents)
      await storage.write((transaction) => transaction.insert(addRow, row(parent)));
    await fc.assert(
      fc.asyncProperty(fc.array(unit, { maxLength: 12 }), async (units) => {
        for (const parent of parents)
          await storage.write((transaction) => transaction.remove(removeChild, { sid: childOf(parent) }));
        for (const [parent, name] of before)
          await storage.write((transaction) => transaction.insert(addChild, childNamed(parent, name)));
        const results = await Promise.all(
          units.map((each) => storage.write((transaction) => run(transaction, each))),
        );
        expect(results).toEqual(runInTurn(units));
      }),
      { numRuns: 150 },
    );
  });
});

test('postgres: a row that is read ahead of a lock is the row as another process has left it that had the lock', async () => {
  const { url } = await createDatabase('postgres');
  await using storage = await openStorage(url);
  await using other = await openStorage(url);
  const [parent] = parents;
  await storage.write((transaction) => transaction.insert(addRow, row(parent)));
  const isLocked = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const changing = other.write(async (transaction) => {
    await transaction.lock(lockRow, { sid: parent });
    isLocked.resolve();
    await mayEnd.promise;
    await transaction.insert(addChild, childNamed(parent, 'added'));
  });
  await isLocked.promise;
  const reading = storage.write((transaction) => run(transaction, { parent, name: '', steps: ['read'] }));
  // When a unit that came later is done, the other one waits for the lock.
  await storage.write((transaction) => transaction.insert(addRow, row('unrelated')));
  mayEnd.resolve();
  await changing;
  expect(await reading).toEqual(['added']);
});
