import { expect, test } from 'vitest';
import { canShare, createDatabase, engines } from '../../../../tests/support/engines/databases.ts';
import { ManualClock } from '../platform/clock.ts';
import { selectForUpdate } from '../storage/locking-select.ts';
import { openStorage } from '../storage/open.ts';

import type { Storage } from '../storage/storage.ts';
import { integer } from '../storage/table.ts';
import { type Consumer, ConsumerRunner, loadCursor } from './consumer.ts';
import { eventLog, readEvents } from './event-log.ts';
import { LogConsumers } from './log-consumers.ts';
import { deleteOldEvents } from './retention.ts';

const [old, young] = ['2024-05-01T00:00:00.000Z', '2024-05-01T02:00:00.000Z'];
/** Of what is then older than an hour, all is old and nothing is young. */
const clock = new ManualClock(new Date('2024-05-01T02:30:00.000Z'));

const append = (storage: Storage, count: number, time = old) =>
  storage.write(async (transaction) => {
    for (let n = 0; n < count; n++)
      transaction.append(eventLog, {
        service_sid: 'IS',
        conversation_sid: 'CH',
        user_sid: null,
        number: 1,
        account_sid: 'AC',
        name: 'onMessageAdded',
        source: 'API',
        actor: null,
        time,
        webhook_enabled: 0,
        properties: '{}',
      });
  });

const consumer = (name: string, wants: boolean): Consumer => ({
  name,
  wants: () => wants,
  consume: async (_, events) => events.length,
});

const holdOldest = selectForUpdate(
  'test.hold oldest',
  {},
  { position: integer() },
  () => `SELECT position FROM event ORDER BY position LIMIT 1`,
  ({ position }) => `event ${position}`,
);

/** A process with consumers, and its chore. */
async function begin(url: string, consumers: readonly Consumer[] = []) {
  const storage = await openStorage(url);
  const failures: unknown[] = [];
  const readers = new LogConsumers({ storage, consumers, onError: (error) => failures.push(error) });
  await readers.start();
  const forget = deleteOldEvents({ storage, clock, readers, retentionMs: 3_600_000 });
  return {
    storage,
    readers,
    forget,
    forgetAll: async () => {
      while (await forget());
    },
    positions: async () =>
      (await storage.read((reader) => readEvents(reader, 0, 10_000))).map(({ position }) => position),
    [Symbol.asyncDispose]: async () => {
      await readers.stop();
      await storage.close();
      expect(failures).toEqual([]);
    },
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

test.each(engines)('%s: old records go, in pieces; young ones and the newest stay', async (engine) => {
  const { url } = await createDatabase(engine);
  await using cursor = await begin(url);
  expect(await cursor.forget()).toBe(false);
  await append(cursor.storage, 700);
  await append(cursor.storage, 5, young);
  // From here on of a process whose clock is behind.
  await append(cursor.storage, 5);
  expect(await cursor.forget()).toBe(true);
  const [oldest] = await cursor.positions();
  expect(oldest).toBeGreaterThan(100);
  expect(oldest).toBeLessThan(600);
  await cursor.forgetAll();
  expect(await cursor.positions()).toEqual(range(701, 710));
  clock.advance(3_600_000);
  await cursor.forgetAll();
  clock.advance(-3_600_000);
  expect(await cursor.positions()).toEqual([710]);
  await append(cursor.storage, 1, young);
  expect(await cursor.positions()).toEqual([710, 711]);
});

test.each(engines)('%s: what a consumer has not passed yet stays', async (engine) => {
  const { url } = await createDatabase(engine);
  await using cursor = await begin(url, [consumer('idle', false)]);
  const behind = consumer('behind', true);
  const { storage, readers } = cursor;
  const consumerRunner = new ConsumerRunner(
    { storage, tail: readers.tail, consumer: behind },
    await loadCursor(storage, behind),
  );
  await append(cursor.storage, 1000);
  await cursor.forgetAll();
  expect(await cursor.positions()).toEqual(range(1, 1000));
  await cursor.readers.tail.poll();
  await consumerRunner.poll();
  await cursor.forgetAll();
  const left = await cursor.positions();
  expect(consumerRunner.position).toBeLessThan(1000);
  expect(left).toEqual(range(consumerRunner.position + 1, 1000));
  while ((await consumerRunner.poll()) !== 'idle');
  await cursor.forgetAll();
  expect(await cursor.positions()).toEqual([1000]);
});

test.each(engines)('%s: one that wants nothing for long is no obstacle', async (engine) => {
  const { url } = await createDatabase(engine);
  const idle = consumer('idle', false);
  await using cursor = await begin(url, [idle]);
  await append(cursor.storage, 50);
  await cursor.readers.settle();
  expect(await loadCursor(cursor.storage, idle)).toBe(0);
  await cursor.forgetAll();
  expect(await loadCursor(cursor.storage, idle)).toBe(50);
  expect(await cursor.positions()).toEqual([50]);
});

test.each(engines)('%s: several may remove at the same time, and leave no gap', async (engine) => {
  const { url } = await createDatabase(engine);
  await using one = await begin(url);
  // A SQLite file has one owner.
  await using other = canShare(engine) ? await begin(url) : undefined;
  const places = [one, one, other ?? one, other ?? one];
  await append(one.storage, 3000);
  for (let last = 3000, from = 1; from < last; last += 10) {
    await Promise.all([append(one.storage, 10), ...places.map(({ forget }) => forget())]);
    const left = await one.positions();
    expect(left).toEqual(range(left[0] ?? 0, last + 10));
    // At least one of them got on.
    expect(left[0]).toBeGreaterThan(from);
    from = left[0] ?? last;
    if (left.length < 20) break;
  }
});

test('nobody waits for who is at it', async () => {
  const { url } = await createDatabase('postgres');
  await using one = await begin(url);
  await using other = await begin(url);
  await append(one.storage, 10);
  await other.storage.write(async (transaction) => {
    await transaction.lock(holdOldest, {});
    expect(await one.forget()).toBe(false);
    expect(await one.positions()).toHaveLength(10);
  });
  await one.forget();
  expect(await one.positions()).toEqual([10]);
});
