import { expect, test } from 'vitest';
import { createDatabase } from '../../../../../tests/support/engines/databases.ts';
import { loggedEvent } from '../../../test/logged-event.ts';
import { ManualClock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { openStorage } from '../../storage/open.ts';
import type { Storage } from '../../storage/storage.ts';
import type { SendResult } from '../http/send-result.ts';
import { enqueueDeliveries } from '../queue/enqueue-deliveries.ts';
import { createAttemptDelivery } from './attempt-delivery.ts';
import { Dispatcher } from './dispatcher.ts';

const maxRequestsPerOrigin = 16;
const timedOut: SendResult = { kind: 'failure', failure: 'total-timeout', detail: '', durationMs: 500 };

/** A storage that calls back before it returns what it has read. */
const afterReads = (storage: Storage, afterRead: () => Promise<void>): Storage =>
  new Proxy(storage, {
    get(target, name) {
      if (name !== 'read') return Reflect.get(target, name, target);
      const read: Storage['read'] = async (work) => {
        const result = await target.read(work);
        await afterRead();
        return result;
      };
      return read;
    },
  });

test('lanes that are leased while the breaker of their origin opens send nothing', async () => {
  const { url } = await createDatabase('sqlite');
  await using storage = await openStorage(url);
  const clock = new ManualClock(new Date('2024-05-01T00:00:00Z'));
  const failing = Promise.withResolvers<SendResult>();
  const allSent = Promise.withResolvers<void>();
  const allFailed = Promise.withResolvers<void>();
  let [sent, failed, reads] = [0, 0, 0];
  const dispatcher = new Dispatcher({
    storage: afterReads(storage, async () => {
      if (sent < maxRequestsPerOrigin) return;
      reads += 1;
      // The second one reads the lanes to lease; the first one read their origin.
      if (reads !== 2) return;
      failing.resolve(timedOut);
      await allFailed.promise;
    }),
    clock,
    attemptDelivery: createAttemptDelivery({
      sender: {
        send: () => {
          sent += 1;
          if (sent === maxRequestsPerOrigin) allSent.resolve();
          return failing.promise;
        },
      },
      findAuthToken: async () => 'token',
    }),
    onAttempt: () => {
      failed += 1;
      if (failed === maxRequestsPerOrigin) setImmediate(allFailed.resolve);
    },
    onError: (error) => expect.fail(String(error)),
    randomFraction: () => 0.5,
  });
  const event = loggedEvent({ time: instant(clock.now()), webhook_enabled: 1 });
  const target = { sid: 'WH', url: 'https://target.example', method: 'POST' } as const;
  const enqueue = (name: string) =>
    storage.write((transaction) =>
      enqueueDeliveries(
        transaction,
        Array.from({ length: maxRequestsPerOrigin }, (_, n) => ({
          sid: `WD${name}${n}`,
          event,
          target,
          parameters: [],
          ordering_key: `CH${name}${n}`,
        })),
        instant(clock.now()),
      ),
    );
  await enqueue('first');
  dispatcher.wake();
  await allSent.promise;
  await enqueue('second');
  await dispatcher.settle();
  await dispatcher.stop();
  expect({ sent, failed }).toEqual({ sent: maxRequestsPerOrigin, failed: maxRequestsPerOrigin });
});
