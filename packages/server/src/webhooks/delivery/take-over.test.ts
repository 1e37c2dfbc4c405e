import { expect, test } from 'vitest';
import { countBlocked } from '../../../../../tests/support/engines/database-contents.ts';
import { createDatabase } from '../../../../../tests/support/engines/databases.ts';
import { loggedEvent } from '../../../test/logged-event.ts';
import { ManualClock } from '../../platform/clock.ts';
import { instant } from '../../platform/instant.ts';
import { openStorage } from '../../storage/open.ts';
import type { Storage } from '../../storage/storage.ts';
import type { SendResult } from '../http/send-result.ts';
import { enqueueDeliveries } from '../queue/enqueue-deliveries.ts';
import { findLanesAhead } from '../queue/lane-store.ts';
import type { ChooseLease } from '../queue/lanes.ts';
import { createAttemptDelivery } from './attempt-delivery.ts';
import { Dispatcher } from './dispatcher.ts';
import { maxLanes } from './lanes-in-progress.ts';

const clock = new ManualClock(new Date('2024-05-01T00:00:00Z'));
const now = instant(clock.now());
const replied: SendResult = {
  kind: 'reply',
  status: 200,
  body: Buffer.alloc(0),
  isComplete: true,
  durationMs: 1,
};

/** A dispatcher that nothing makes poll, and the SIDs of the deliveries that it has sent. */
function createDispatcher(storage: Storage, reply: () => Promise<SendResult> = async () => replied) {
  const sent: string[] = [];
  const attemptDelivery = createAttemptDelivery({
    sender: { send: reply },
    findAuthToken: async () => 'token',
  });
  const dispatcher = new Dispatcher({
    storage,
    clock,
    attemptDelivery: (leased) => {
      sent.push(leased.delivery.sid);
      return attemptDelivery(leased);
    },
    onAttempt: () => {},
    onError: (error) => expect.fail(String(error)),
    randomFraction: () => 0.5,
  });
  return { dispatcher, sent };
}

const event = loggedEvent({ time: now, webhook_enabled: 1 });
const target = { sid: 'WH', url: 'https://target.example', method: 'POST' } as const;

/** Enqueues a delivery in each lane; two with the same ordering key are in one lane. */
const enqueue = (
  storage: Storage,
  orderingKeys: readonly string[],
  chooseLease?: ChooseLease,
  beforeCommit: () => Promise<void> = async () => {},
) =>
  storage.background.write(async (transaction) => {
    const entries = orderingKeys.map((ordering_key, n) => ({
      sid: `WD ${ordering_key} ${n}`,
      event,
      target,
      parameters: [],
      ordering_key,
    }));
    const enqueued = await enqueueDeliveries(transaction, entries, now, chooseLease);
    await beforeCommit();
    return enqueued;
  });

const readLanes = (storage: Storage) =>
  storage.read((reader) => reader.all(findLanesAhead, { now: instant(0), after: 0, limit: 1000 }));

async function openPostgres() {
  const { url } = await createDatabase('postgres');
  return openStorage(url);
}

test('new lanes are delivered to their end without a poll for what is due', async () => {
  await using storage = await openPostgres();
  const { dispatcher, sent } = createDispatcher(storage);
  const { leased } = await enqueue(storage, ['CH1', 'CH2', 'CH1'], dispatcher.leaseNewLanes());
  dispatcher.takeOver(leased);
  await expect.poll(() => readLanes(storage)).toEqual([]);
  expect(sent.toSorted()).toEqual(['WD CH1 0', 'WD CH1 2', 'WD CH2 1']);
  expect(sent.indexOf('WD CH1 0')).toBeLessThan(sent.indexOf('WD CH1 2'));
  await dispatcher.stop();
});

test('a process takes over as many new lanes of an origin as it can work on, and a poll finds the others', async () => {
  await using storage = await openPostgres();
  const mayReply = Promise.withResolvers<SendResult>();
  const { dispatcher, sent } = createDispatcher(storage, () => mayReply.promise);
  const keys = Array.from({ length: maxLanes.perOrigin + 20 }, (_, n) => `CH${n}`);
  const first = await enqueue(storage, keys.slice(0, 30), dispatcher.leaseNewLanes());
  dispatcher.takeOver(first.leased);
  const second = await enqueue(storage, keys.slice(30), dispatcher.leaseNewLanes());
  dispatcher.takeOver(second.leased);
  expect([first.leased.length, second.leased.length]).toEqual([30, maxLanes.perOrigin - 30]);
  // A poll that finds no capacity for the others shows that lanes wait: newer ones must not overtake them.
  const settled = dispatcher.settle();
  await expect.poll(() => dispatcher.leaseNewLanes()('origin')).toBeNull();
  mayReply.resolve(replied);
  await settled;
  expect(new Set(sent).size).toBe(keys.length);
  expect(sent).toHaveLength(keys.length);
  await dispatcher.stop();
});

test('new lanes get no lease while the breaker of their origin is open, and after the dispatcher has stopped', async () => {
  await using storage = await openPostgres();
  const timedOut: SendResult = { kind: 'failure', failure: 'total-timeout', detail: '', durationMs: 500 };
  const { dispatcher } = createDispatcher(storage, async () => timedOut);
  const { leased } = await enqueue(storage, ['CH1', 'CH2', 'CH3', 'CH4', 'CH5'], dispatcher.leaseNewLanes());
  const origin = leased[0]?.lane.origin ?? '';
  dispatcher.takeOver(leased);
  await expect.poll(() => dispatcher.leaseNewLanes()(origin)).toBeNull();
  expect(dispatcher.leaseNewLanes()('another origin')).not.toBeNull();
  await dispatcher.stop();
  expect(dispatcher.leaseNewLanes()('another origin')).toBeNull();
});

test('new lanes for which there is no capacity any more are released', async () => {
  await using storage = await openPostgres();
  const mayReply = Promise.withResolvers<SendResult>();
  const { dispatcher, sent } = createDispatcher(storage, () => mayReply.promise);
  const keys = Array.from({ length: 40 }, (_, n) => `CH${n}`);
  const enqueued = await Promise.all(
    ['one', 'other'].map((name) =>
      enqueue(
        storage,
        keys.map((key) => `${key} ${name}`),
        dispatcher.leaseNewLanes(),
      ),
    ),
  );
  dispatcher.takeOver(enqueued.flatMap(({ leased }) => leased));
  await expect
    .poll(async () => (await readLanes(storage)).filter(({ leased_until }) => leased_until === null))
    .toHaveLength(80 - maxLanes.perOrigin);
  mayReply.resolve(replied);
  await dispatcher.settle();
  expect(new Set(sent).size).toBe(80);
  expect(sent).toHaveLength(80);
  await dispatcher.stop();
});

test('lanes that a stopped dispatcher takes over are released', async () => {
  await using storage = await openPostgres();
  const { dispatcher, sent } = createDispatcher(storage);
  const { leased } = await enqueue(storage, ['CH1'], dispatcher.leaseNewLanes());
  expect(leased).toHaveLength(1);
  await dispatcher.stop();
  dispatcher.takeOver(leased);
  await expect.poll(() => readLanes(storage)).toMatchObject([{ ordering_key: 'CH1', leased_until: null }]);
  expect(sent).toEqual([]);
});

test('a lane that exists already, or that another transaction adds meanwhile, is not taken over', async () => {
  const { url } = await createDatabase('postgres');
  await using storage = await openStorage(url);
  await using other = await openStorage(url);
  const { dispatcher } = createDispatcher(storage);
  await enqueue(storage, ['CH1']);
  const [isAdded, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const adding = enqueue(other, ['CH2'], undefined, () => {
    isAdded.resolve();
    return mayCommit.promise;
  });
  await isAdded.promise;
  const enqueuing = enqueue(storage, ['CH1', 'CH2', 'CH3'], dispatcher.leaseNewLanes());
  await expect.poll(() => countBlocked(url)).toBeGreaterThan(0);
  mayCommit.resolve();
  await adding;
  const { leased } = await enqueuing;
  expect(leased.map(({ lane }) => lane.ordering_key)).toEqual(['CH3']);
  expect(await readLanes(storage)).toMatchObject([
    { ordering_key: 'CH1', leased_until: null },
    { ordering_key: 'CH2', leased_until: null },
    { ordering_key: 'CH3', leased_until: instant(clock.now() + 60_000) },
  ]);
});

test('a sole process leases no lanes', async () => {
  const { url } = await createDatabase('sqlite');
  await using storage = await openStorage(url);
  const { dispatcher } = createDispatcher(storage);
  const { leased } = await enqueue(storage, ['CH1'], dispatcher.leaseNewLanes());
  expect(leased).toEqual([]);
  expect(await readLanes(storage)).toMatchObject([{ leased_until: null }]);
});
