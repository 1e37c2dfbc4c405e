import { expect, test } from 'vitest';
import { eventLog, type LoggedEvent, readEvents } from '../../packages/server/src/events/event-log.ts';
import { openStorage } from '../../packages/server/src/storage/open.ts';
import type { Storage } from '../../packages/server/src/storage/storage.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { addRow, lockRow, record, row, setRow } from './support/storage-rows.ts';

const conversations = 6;
const changes = 40;

/** Changes a conversation as a handler does: locks its row, increments its counter and appends an event. */
const change = (storage: Storage, sid: string) =>
  storage.write(async (transaction) => {
    const before = await transaction.lock(lockRow, { sid });
    const number = Number(before?.auth_token) + 1;
    await transaction.update(setRow, { sid, auth_token: String(number) });
    transaction.append(eventLog, record(sid, number));
  });

/** Reads the log from the position of the last event on, until the given number of events. */
async function follow(storage: Storage, until: number): Promise<LoggedEvent[]> {
  const seen: LoggedEvent[] = [];
  while (seen.length < until) {
    seen.push(...(await storage.read((reader) => readEvents(reader, seen.at(-1)?.position ?? 0, 7))));
    // A database in this process responds at once: without a pause, nothing else would run.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return seen;
}

test.each(engines)(
  '%s: a log consumer with concurrent writers skips and repeats no event',
  async (engine) => {
    const { url } = await createDatabase(engine);
    await using first = await openStorage(url);
    // More processes where the engine allows them.
    await using other = canShare(engine) ? await openStorage(url) : undefined;
    await using third = canShare(engine) ? await openStorage(url) : undefined;
    const writers = [first, other ?? first, third ?? first];
    const sids = Array.from({ length: conversations }, (_, n) => `CH${n}`);
    await first.write(async (transaction) => {
      for (const sid of sids) await transaction.insert(addRow, row(sid, '0'));
    });

    const total = conversations * changes;
    const readers = [first, other ?? first].map((storage) => follow(storage, total));
    const writing = writers.map(async (storage, index) => {
      // Each writer works on all conversations, so that every row is contended.
      for (let n = index; n < changes; n += writers.length) {
        await Promise.all(sids.map((sid) => change(storage, sid)));
      }
    });
    const [...logs] = await Promise.all(readers);
    await Promise.all(writing);
    const final = await first.read((reader) => readEvents(reader, 0, total + 1));
    expect(final.map(({ position }) => position)).toEqual(Array.from({ length: total }, (_, n) => n + 1));
    for (const log of logs) expect(log).toEqual(final);
    for (const sid of sids) {
      const range = final.filter((event) => event.conversation_sid === sid).map(({ number }) => number);
      expect(range).toEqual(Array.from({ length: changes }, (_, n) => n + 1));
    }
  },
);
