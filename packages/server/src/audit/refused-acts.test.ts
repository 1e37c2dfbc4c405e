import { expect, test } from 'vitest';
import { ManualClock } from '../platform/clock.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { findEntriesAfter } from './audit-log.ts';
import { RefusedActs } from './refused-acts.ts';

const hourMs = 3_600_000;
const time = '2024-05-01T12:00:00.000Z';
const refusal = (actor: string, operation = 'CreateKey') => ({
  time,
  account_sid: 'AC1',
  actor,
  operation,
  address: '192.0.2.1',
  error_code: 20006,
});

test('each credential and operation has its own counts, which survive a write that fails', async () => {
  await using storage = await openStorage('sqlite::memory:');
  const clock = new ManualClock(new Date(time));
  let isFailing = false;
  const write: Storage['write'] = (work) =>
    isFailing ? Promise.reject(new Error('The disk is full.')) : storage.write(work);
  const acts = new RefusedActs({ storage: { write }, clock });
  const entries = async () =>
    (await storage.read((reader) => reader.all(findEntriesAfter, { position: 0, limit: 100 }))).map(
      ({ actor, operation, address, count }) => [actor, operation, address, count],
    );
  for (let n = 0; n < 3; n++) await acts.record(refusal('SK1'));
  await acts.record(refusal('SK1', 'DeleteKey'));
  const first = [
    ['SK1', 'CreateKey', '192.0.2.1', 1],
    ['SK1', 'DeleteKey', '192.0.2.1', 1],
  ];
  expect(await entries()).toEqual(first);

  isFailing = true;
  await expect(acts.record(refusal('SK2'))).rejects.toThrow('The disk is full.');
  await acts.record(refusal('SK2'));
  clock.advance(hourMs);
  await expect(acts.flush()).rejects.toThrow('The disk is full.');
  isFailing = false;
  await acts.flush();
  await acts.flush();
  expect(await entries()).toEqual([...first, ['SK1', 'CreateKey', null, 2], ['SK2', 'CreateKey', null, 2]]);
});
