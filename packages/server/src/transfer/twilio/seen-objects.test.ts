import { expect, test } from 'vitest';
import type { TransferRecord } from '../records/kinds.ts';
import type { SourceBatch } from '../source.ts';
import { SeenObjects } from './seen-objects.ts';

const service: TransferRecord = { kind: 'services', values: { sid: 'IS1' } };
const conversation = (sid: string): TransferRecord => ({
  kind: 'conversations',
  serviceSid: 'IS1',
  values: { sid },
});
const child = (kind: 'participants' | 'messages', conversation_sid: string, sid: string): TransferRecord => ({
  kind,
  serviceSid: 'IS1',
  values: { conversation_sid, sid },
});

async function* batchesOf(records: readonly TransferRecord[], isCut = false): AsyncGenerator<SourceBatch> {
  for (const record of records) yield { records: [record] };
  if (isCut) throw new Error('The source has failed.');
}

async function walk(seen: SeenObjects, records: readonly TransferRecord[], isCut = false) {
  for await (const _ of seen.watch(batchesOf(records, isCut)));
}

const all = [
  service,
  conversation('CH1'),
  child('messages', 'CH1', 'IM1'),
  child('participants', 'CH1', 'MB1'),
  conversation('CH2'),
  child('messages', 'CH2', 'IM2'),
];
const removed = { serviceSid: 'IS1', isRemoved: true };

test('what an earlier walk has seen and a complete one has not is missing until it is seen or forgotten', async () => {
  const seen = new SeenObjects();
  await walk(seen, all);
  expect(seen.missing()).toEqual([]);
  await walk(seen, [service, conversation('CH1')]);
  const missing = [
    { ...removed, conversationSid: 'CH1', messageSid: 'IM1' },
    { ...removed, conversationSid: 'CH1', participantSid: 'MB1' },
    // With everything in it.
    { ...removed, conversationSid: 'CH2' },
  ];
  expect(seen.missing()).toEqual(missing);
  await walk(seen, [service, conversation('CH1'), child('messages', 'CH1', 'IM1')]);
  expect(seen.missing()).toEqual(missing.slice(1));
  seen.forget(seen.missing());
  expect(seen.missing()).toEqual([]);
});

test('nothing is missing of a service that the walk has not seen', async () => {
  const seen = new SeenObjects();
  await walk(seen, all);
  await walk(seen, []);
  expect(seen.missing()).toEqual([]);
});

test('what only a walk that was cut off has not seen is not missing after a complete one', async () => {
  const seen = new SeenObjects();
  await walk(seen, all);
  await expect(walk(seen, [service], true)).rejects.toThrow('The source has failed.');
  await walk(seen, all);
  expect(seen.missing()).toEqual([]);
});
