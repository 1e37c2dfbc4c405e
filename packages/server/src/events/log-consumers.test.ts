import { expect, test } from 'vitest';
import { createDatabase, engines } from '../../../../tests/support/engines/databases.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import type { Consumer } from './consumer.ts';
import { eventLog } from './event-log.ts';
import { LogConsumers } from './log-consumers.ts';

const append = (storage: Storage, count: number) =>
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
        time: '2024-05-01T00:00:00.000Z',
        webhook_enabled: 0,
        properties: '{}',
      });
  });

/** A consumer that remembers what it was given, after some trouble. */
function collecting(name: string, trouble: () => void = () => {}) {
  const seen: number[] = [];
  const consumer: Consumer = {
    name,
    wants: () => true,
    async consume(_, events) {
      trouble();
      seen.push(...events.map(({ position }) => position));
      return events.length;
    },
  };
  return { consumer, seen };
}

const first = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

async function start(url: string, consumers: readonly Consumer[]) {
  const storage = await openStorage(url);
  const failures: unknown[] = [];
  const readers = new LogConsumers({
    storage,
    consumers,
    throttle: () => Promise.resolve(),
    onError: (error) => failures.push(error),
  });
  await readers.start();
  return {
    storage,
    readers,
    failures,
    [Symbol.asyncDispose]: async () => {
      await readers.stop();
      await storage.close();
    },
  };
}

test.each(engines)('%s: one that fails is tried again, and holds up no other', async (engine) => {
  const { url } = await createDatabase(engine);
  let attempts = 0;
  const failing = collecting('failing', () => {
    if (++attempts < 3) throw new RangeError('trouble');
  });
  const other = collecting('other');
  await using cursor = await start(url, [failing.consumer, other.consumer]);
  await append(cursor.storage, 250);
  expect(await cursor.readers.settle()).toBe(true);
  expect(other.seen).toEqual(first(250));
  while (failing.seen.length < 250) await cursor.readers.settle();
  expect(failing.seen).toEqual(first(250));
  expect(cursor.failures).toHaveLength(2);
  await cursor.readers.settle();
  expect(await cursor.readers.settle()).toBe(false);
});

test.each(engines)('%s: what was committed while nobody read is read at the next start', async (engine) => {
  const { url } = await createDatabase(engine);
  const { consumer, seen } = collecting('one');
  {
    await using cursor = await start(url, [consumer]);
    await append(cursor.storage, 1);
    await cursor.readers.settle();
    await cursor.readers.stop();
    await append(cursor.storage, 300);
  }
  expect(seen).toEqual([1]);
  await using cursor = await start(url, [consumer]);
  await cursor.readers.settle();
  expect(seen).toEqual(first(301));
});

test('postgres: it is settled when another process, which is at it, has done it', async () => {
  const { url } = await createDatabase('postgres');
  const { promise: leave, resolve } = Promise.withResolvers<void>();
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const slow = collecting('shared');
  const fast = collecting('shared');
  const held: Consumer = {
    ...slow.consumer,
    consume: async (transaction, events) => {
      enter();
      await leave;
      return slow.consumer.consume(transaction, events);
    },
  };
  await using one = await start(url, [held]);
  await using two = await start(url, [fast.consumer]);
  await append(one.storage, 5);
  await entered;
  let settled = false;
  const settling = two.readers.settle().then(() => {
    settled = true;
  });
  await two.readers.tail.poll();
  expect(settled).toBe(false);
  resolve();
  await settling;
  expect(slow.seen).toEqual(first(5));
  expect(fast.seen).toEqual([]);
});
