import { expect, test } from 'vitest';
import { ManualClock } from '../platform/clock.ts';
import { openStorage } from '../storage/open.ts';
import { findEntriesAfter } from './audit-log.ts';
import { CredentialUses } from './credential-uses.ts';

const hourMs = 3_600_000;

async function setUp() {
  const storage = await openStorage('sqlite::memory:');
  const clock = new ManualClock(new Date('2024-05-01T12:00:00.000Z'));
  const uses = new CredentialUses({ storage, clock });
  const entries = () => storage.read((reader) => reader.all(findEntriesAfter, { position: 0, limit: 1000 }));
  return { storage, clock, uses, entries };
}

const numbers = Array.from({ length: 30 }, (_, n) => n);

test('the uses of a credential from many addresses are counted for 20 of them, and together for the others', async () => {
  const { storage, uses, entries } = await setUp();
  for (const n of numbers) uses.countUse('AC1', 'SK1', `192.0.2.${n}`);
  await uses.flush();
  const found = await entries();
  expect(found).toHaveLength(21);
  expect(found.at(-1)).toMatchObject({ kind: 'use', actor: 'SK1', address: null, count: 10 });
  expect(found.slice(0, 20).every(({ count, address }) => count === 1 && address !== null)).toBe(true);
  await storage.close();
});

test('refusals are counted for 20 credentials, and together for the others and for those that do not exist', async () => {
  const { storage, clock, uses, entries } = await setUp();
  for (let round = 0; round < 3; round++) {
    for (const n of numbers) uses.countRefusal({ accountSid: 'AC1', actor: `SK${n}` }, '192.0.2.1');
    uses.countRefusal(undefined, '192.0.2.2');
    await uses.flush();
  }
  clock.advance(hourMs);
  await uses.flush();
  const found = await entries();
  expect(found).toHaveLength(42);
  const unknown = found.filter(({ actor }) => actor === null);
  expect(unknown.map(({ count }) => count)).toEqual([11, 22]);
  expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(93);
  await storage.close();
});

test('counts survive a write that fails, and the end of an hour', async () => {
  const { storage, clock, entries } = await setUp();
  let isFailing = true;
  const write: typeof storage.write = (work) =>
    isFailing ? Promise.reject(new Error('The disk is full.')) : storage.write(work);
  const uses = new CredentialUses({ storage: { write }, clock });
  uses.countUse('AC1', 'AC1', '192.0.2.1');
  await expect(uses.flush()).rejects.toThrow('The disk is full.');
  clock.advance(hourMs);
  uses.countUse('AC1', 'AC1', '192.0.2.1');
  await expect(uses.flush()).rejects.toThrow('The disk is full.');
  isFailing = false;
  await uses.flush();
  expect(await entries()).toMatchObject([{ actor: 'AC1', count: 2 }]);
  await storage.close();
});
