import { expect, test } from 'vitest';
import { createDatabase, engines } from '../../../../tests/support/engines/databases.ts';
import { loggedEvent } from '../../test/logged-event.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import type { Consumer } from './consumer.ts';
import { eventLog } from './event-log.ts';
import { LogConsumers } from './log-consumers.ts';

const append = (storage: Storage, count: number) =>
  storage.write(async (transaction) => {
    const { position: _, ...row } = loggedEvent();
    for (let n = 0; n < count; n++) transaction.append(eventLog, row);
  });

/** A consumer that collects the positions of its events. `onConsume` may throw. */
function createCollector(name: string, onConsume: () => void = () => {}) {
  const seen: number[] = [];
  const consumer: Consumer = {
    name,
    wants: () => true,
    async consume(_, events) {
      onConsume();
      seen.push(...events.map(({ position }) => position));
      return { count: events.length };
    },
  };
  return { consumer, seen };
}

const positionsUpTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

async function start(url: string, consumers: readonly Consumer[]) {
  const storage = await openStorage(url);
  const failures: unknown[] = [];
  const logConsumers = new LogConsumers({
    storage,
    consumers,
    acquire: () => Promise.resolve(),
    onError: (error) => failures.push(error),
  });
  await logConsumers.start();
  return {
    storage,
    logConsumers,
    failures,
    [Symbol.asyncDispose]: async () => {
      await logConsumers.stop();
      await storage.close();
    },
  };
}

test.each(engines)(
  '%s: a consumer that fails is retried and does not delay another consumer',
  async (engine) => {
    const { url } = await createDatabase(engine);
    let attempts = 0;
    const failing = createCollector('failing', () => {
      if (++attempts < 3) throw new RangeError('consume failed');
    });
    const other = createCollector('other');
    await using server = await start(url, [failing.consumer, other.consumer]);
    await append(server.storage, 250);
    expect(await server.logConsumers.settle()).toBe(true);
    expect(other.seen).toEqual(positionsUpTo(250));
    while (failing.seen.length < 250) await server.logConsumers.settle();
    expect(failing.seen).toEqual(positionsUpTo(250));
    expect(server.failures).toHaveLength(2);
    await server.logConsumers.settle();
    expect(await server.logConsumers.settle()).toBe(false);
  },
);

test.each(engines)(
  '%s: events that were committed while no consumer ran are consumed at the next start',
  async (engine) => {
    const { url } = await createDatabase(engine);
    const { consumer, seen } = createCollector('one');
    {
      await using server = await start(url, [consumer]);
      await append(server.storage, 1);
      await server.logConsumers.settle();
      await server.logConsumers.stop();
      await append(server.storage, 300);
    }
    expect(seen).toEqual([1]);
    await using server = await start(url, [consumer]);
    await server.logConsumers.settle();
    expect(seen).toEqual(positionsUpTo(301));
  },
);

test('postgres: settle waits for the process that holds the cursor', async () => {
  const { url } = await createDatabase('postgres');
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const slow = createCollector('shared');
  const fast = createCollector('shared');
  const holder: Consumer = {
    ...slow.consumer,
    consume: async (transaction, events) => {
      enter();
      await released;
      return slow.consumer.consume(transaction, events);
    },
  };
  await using one = await start(url, [holder]);
  await append(one.storage, 5);
  await entered;
  await using two = await start(url, [fast.consumer]);
  let settled = false;
  const settling = two.logConsumers.settle().then(() => {
    settled = true;
  });
  await two.logConsumers.tail.poll();
  expect(settled).toBe(false);
  release();
  await settling;
  expect(slow.seen).toEqual(positionsUpTo(5));
  expect(fast.seen).toEqual([]);
});
