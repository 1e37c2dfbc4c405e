import { expect, test } from 'vitest';
import { canShare, createDatabase, engines } from '../../../../tests/support/engines/databases.ts';
import { loggedEvent } from '../../test/logged-event.ts';
import { findFirstHeldEvent } from '../legal-holds/legal-holds.ts';
import { ManualClock } from '../platform/clock.ts';
import { selectForUpdate } from '../storage/locking-select.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { integer } from '../storage/table.ts';
import type { Consumer } from './consumer.ts';
import { ConsumerRunner } from './consumer-runner.ts';
import { loadOrCreateCursor } from './cursor.ts';
import { eventLog, readEvents } from './event-log.ts';
import { LogConsumers } from './log-consumers.ts';
import { deleteOldEvents } from './retention.ts';

const [old, young] = ['2024-05-01T00:00:00.000Z', '2024-05-01T02:00:00.000Z'];
/** With a retention of an hour, `old` is deleted and `young` is kept. */
const clock = new ManualClock(new Date('2024-05-01T02:30:00.000Z'));

const append = (storage: Storage, count: number, time = old) =>
  storage.write(async (transaction) => {
    const { position: _, ...row } = loggedEvent({ time });
    for (let n = 0; n < count; n++) transaction.append(eventLog, row);
  });

const consumer = (name: string, wants: boolean): Consumer => ({
  name,
  wants: () => wants,
  consume: async (_, events) => ({ count: events.length }),
});

const lockOldest = selectForUpdate(
  'test.lock oldest',
  {},
  { position: integer() },
  () => 'SELECT position FROM event ORDER BY position LIMIT 1',
  ({ position }) => `event ${position}`,
);

/** A process with consumers and the periodic job. */
async function start(url: string, consumers: readonly Consumer[] = []) {
  const storage = await openStorage(url);
  const failures: unknown[] = [];
  const logConsumers = new LogConsumers({ storage, consumers, onError: (error) => failures.push(error) });
  await logConsumers.start();
  const deleteBatch = deleteOldEvents({
    storage,
    clock,
    consumers: logConsumers,
    retentionMs: 3_600_000,
    findHeld: findFirstHeldEvent,
  });
  return {
    storage,
    logConsumers,
    deleteBatch,
    deleteAll: async () => {
      while (await deleteBatch());
    },
    positions: async () =>
      (await storage.read((reader) => readEvents(reader, 0, 10_000))).map(({ position }) => position),
    [Symbol.asyncDispose]: async () => {
      await logConsumers.stop();
      await storage.close();
      expect(failures).toEqual([]);
    },
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

test.each(engines)(
  '%s: old events are deleted in batches, except the newest event of the log',
  async (engine) => {
    const { url } = await createDatabase(engine);
    await using server = await start(url);
    expect(await server.deleteBatch()).toBe(false);
    await append(server.storage, 700);
    await append(server.storage, 5, young);
    // These come from a process whose clock is behind.
    await append(server.storage, 5);
    expect(await server.deleteBatch()).toBe(true);
    const [oldest] = await server.positions();
    expect(oldest).toBeGreaterThan(100);
    expect(oldest).toBeLessThan(600);
    await server.deleteAll();
    expect(await server.positions()).toEqual(range(701, 710));
    clock.advance(3_600_000);
    await server.deleteAll();
    clock.advance(-3_600_000);
    expect(await server.positions()).toEqual([710]);
    await append(server.storage, 1, young);
    expect(await server.positions()).toEqual([710, 711]);
  },
);

test.each(engines)('%s: events that a consumer has not passed are kept', async (engine) => {
  const { url } = await createDatabase(engine);
  await using server = await start(url, [consumer('idle', false)]);
  const behind = consumer('behind', true);
  const { storage, logConsumers } = server;
  const consumerRunner = new ConsumerRunner(
    { storage, tail: logConsumers.tail, consumer: behind },
    await loadOrCreateCursor(storage, behind),
  );
  await append(server.storage, 1000);
  await server.deleteAll();
  expect(await server.positions()).toEqual(range(1, 1000));
  await server.logConsumers.tail.poll();
  await consumerRunner.poll();
  await server.deleteAll();
  const left = await server.positions();
  expect(consumerRunner.position).toBeLessThan(1000);
  expect(left).toEqual(range(consumerRunner.position + 1, 1000));
  while ((await consumerRunner.poll()) !== 'idle');
  await server.deleteAll();
  expect(await server.positions()).toEqual([1000]);
});

test.each(engines)('%s: a consumer that skips every event does not prevent deletion', async (engine) => {
  const { url } = await createDatabase(engine);
  const idle = consumer('idle', false);
  await using server = await start(url, [idle]);
  await append(server.storage, 50);
  await server.logConsumers.settle();
  expect(await loadOrCreateCursor(server.storage, idle)).toBe(0);
  await server.deleteAll();
  expect(await loadOrCreateCursor(server.storage, idle)).toBe(50);
  expect(await server.positions()).toEqual([50]);
});

test.each(engines)(
  '%s: a held event keeps all after it, also when it is held during a deletion',
  async (engine) => {
    const { url } = await createDatabase(engine);
    await using server = await start(url);
    await append(server.storage, 20);
    let held: number | undefined = 12;
    let calls = 0;
    const deleteBatch = deleteOldEvents({
      storage: server.storage,
      clock,
      consumers: server.logConsumers,
      retentionMs: 3_600_000,
      // The last call is in the transaction.
      findHeld: async (_, { first, last }) => {
        if (++calls === 3) held = 5;
        return held !== undefined && held >= first && held <= last ? held : undefined;
      },
    });
    await deleteBatch();
    expect(await server.positions()).toEqual(range(5, 20));
    expect(await deleteBatch()).toBe(false);
    held = undefined;
    await deleteBatch();
    expect(await server.positions()).toEqual([20]);
  },
);

test.each(engines)('%s: concurrent deletions leave no gap', async (engine) => {
  const { url } = await createDatabase(engine);
  await using one = await start(url);
  await using other = canShare(engine) ? await start(url) : undefined;
  const processes = [one, one, other ?? one, other ?? one];
  await append(one.storage, 3000);
  for (let last = 3000, from = 1; from < last; last += 10) {
    await Promise.all([append(one.storage, 10), ...processes.map(({ deleteBatch }) => deleteBatch())]);
    const left = await one.positions();
    expect(left).toEqual(range(left[0] ?? 0, last + 10));
    // At least one of them deleted something.
    expect(left[0]).toBeGreaterThan(from);
    from = left[0] ?? last;
    if (left.length < 20) break;
  }
});

test('a deletion returns at once while another process holds the oldest event', async () => {
  const { url } = await createDatabase('postgres');
  await using one = await start(url);
  await using other = await start(url);
  await append(one.storage, 10);
  await other.storage.write(async (transaction) => {
    await transaction.lock(lockOldest, {});
    expect(await one.deleteBatch()).toBe(false);
    expect(await one.positions()).toHaveLength(10);
  });
  await one.deleteBatch();
  expect(await one.positions()).toEqual([10]);
});
