import { describe, expect, it } from 'vitest';
import type { Consumer } from '../../packages/server/src/events/consumer.ts';
import { ConsumerRunner } from '../../packages/server/src/events/consumer-runner.ts';
import { loadOrCreateCursor } from '../../packages/server/src/events/cursor.ts';
import { eventLog, type LoggedEvent, readEvents } from '../../packages/server/src/events/event-log.ts';
import { LogTail } from '../../packages/server/src/events/log-tail.ts';
import { openStorage } from '../../packages/server/src/storage/open.ts';
import { select, update } from '../../packages/server/src/storage/statement.ts';
import type { Storage } from '../../packages/server/src/storage/storage.ts';
import { integer, optional, table, text } from '../../packages/server/src/storage/table.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { addRow, findRow, lockRow, record, row, setRow } from './support/storage-rows.ts';

const conversations = 5;
const changes = 60;
const total = conversations * changes;

const setCursor = update(table('log_cursor', { consumer: text(), position: integer() }, ['consumer']), [
  'position',
]);

const findNotes = select(
  'test.notes',
  {},
  { sid: text(), auth_token: optional(text()) },
  () => `SELECT sid, auth_token FROM account WHERE sid LIKE 'note %' ORDER BY sid`,
);

/** Changes a conversation as a handler does: locks its row, increments its counter and appends an event. */
const change = (storage: Storage, sid: string) =>
  storage.write(async (transaction) => {
    const before = await transaction.lock(lockRow, { sid });
    const number = Number(before?.auth_token) + 1;
    await transaction.update(setRow, { sid, auth_token: String(number) });
    transaction.append(eventLog, record(sid, number));
  });

/**
 * A consumer that writes a numbered row for each event, so that the rows show an event that came twice, out of order or
 * not at all.
 *
 * @param onWrite is called with the number of the call, after some of the writes; it may throw.
 * @param maxEvents the number of events that one call consumes.
 */
function createNoteConsumer(
  onWrite: (call: number) => void = () => {},
  maxEvents = Number.POSITIVE_INFINITY,
): Consumer {
  let calls = 0;
  return {
    name: 'notes',
    wants: () => true,
    async consume(transaction, events) {
      const call = ++calls;
      const counter = await transaction.lock(lockRow, { sid: 'counter' });
      let count = Number(counter?.auth_token);
      const taken = events.slice(0, maxEvents);
      for (const { position, conversation_sid, number } of taken) {
        count++;
        const name = `note ${String(count).padStart(6, '0')}`;
        expect(await transaction.insert(addRow, row(name, `${position} ${conversation_sid} ${number}`))).toBe(
          true,
        );
        if (count % 13 === 0) onWrite(call);
      }
      await transaction.update(setRow, { sid: 'counter', auth_token: String(count) });
      return { count: taken.length };
    },
  };
}

/** A consumer that collects the positions of its events. */
function createCollector(name: string, wants: Consumer['wants'] = () => true) {
  const seen: number[] = [];
  const consume: Consumer['consume'] = async (_, events) => {
    seen.push(...events.map(({ position }) => position));
    return { count: events.length };
  };
  return { name, wants, consume, seen };
}

const unexpected = (error: unknown) => {
  throw error;
};

/** Runs a consumer as a process that has just started. */
async function startRunner(storage: Storage, consumer: Consumer) {
  const tail = new LogTail({ storage, onError: unexpected });
  await tail.start();
  const runner = new ConsumerRunner({ storage, tail, consumer }, await loadOrCreateCursor(storage, consumer));
  return {
    runner,
    poll: async () => {
      await tail.poll();
      return runner.poll();
    },
    [Symbol.asyncDispose]: () => tail.stop(),
  };
}

/** Polls until the given number of events has been noted. Returns the number of failures. */
async function pollUntil(storage: Storage, consumer: Consumer, until: number): Promise<number> {
  await using started = await startRunner(storage, consumer);
  let failures = 0;
  for (;;) {
    try {
      await started.poll();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      failures++;
    }
    const counter = await storage.read((reader) => reader.one(findRow, { sid: 'counter' }));
    if (Number(counter?.auth_token) >= until) return failures;
    // A database in this process responds at once: without a pause, nothing else would run.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function expectAllNoted(storage: Storage): Promise<void> {
  const log = await storage.read((reader) => readEvents(reader, 0, total + 1));
  expect(log).toHaveLength(total);
  const notes = await storage.read((reader) => reader.all(findNotes, {}));
  expect(notes.map(({ auth_token }) => auth_token)).toEqual(
    log.map(({ position, conversation_sid, number }) => `${position} ${conversation_sid} ${number}`),
  );
}

describe.each(engines)('a log consumer on %s', (engine) => {
  const sids = Array.from({ length: conversations }, (_, n) => `CH${n}`);
  const prepare = async () => {
    const { url } = await createDatabase(engine);
    const first = await openStorage(url);
    // A second process where the engine allows it.
    const other = canShare(engine) ? await openStorage(url) : first;
    await first.write(async (transaction) => {
      for (const sid of ['counter', ...sids]) await transaction.insert(addRow, row(sid, '0'));
    });
    await loadOrCreateCursor(first, createNoteConsumer());
    const close = async () => {
      await first.close();
      if (other !== first) await other.close();
    };
    return { first, other, [Symbol.asyncDispose]: close };
  };
  const write = (writers: readonly Storage[]) =>
    Promise.all(
      writers.map(async (storage, index) => {
        for (let n = index; n < changes; n += writers.length)
          await Promise.all(sids.map((sid) => change(storage, sid)));
      }),
    );

  it('two processes with concurrent writers consume each event once, in order', async () => {
    await using cluster = await prepare();
    const { first, other } = cluster;
    const following = [first, other].map((storage) => pollUntil(storage, createNoteConsumer(), total));
    await Promise.all([write([first, other]), ...following]);
    await expectAllNoted(first);
  });

  it('events whose consumption failed are consumed again, and none twice', async () => {
    await using cluster = await prepare();
    const { first, other } = cluster;
    const failing = () =>
      createNoteConsumer((call) => {
        if (call % 3 !== 0) throw new RangeError('consume failed');
      });
    const following = [first, other].map((storage) => pollUntil(storage, failing(), total));
    const [, ...failures] = await Promise.all([write([first, other]), ...following]);
    expect(failures.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
    await expectAllNoted(first);
  });

  it('a consumer continues where it stopped, after a partial batch and in another process', async () => {
    await using cluster = await prepare();
    const { first, other } = cluster;
    await write([first, other]);
    await pollUntil(first, createNoteConsumer(undefined, 7), total / 2);
    await pollUntil(other, createNoteConsumer(undefined, 11), total);
    await expectAllNoted(first);
    await using started = await startRunner(first, createNoteConsumer());
    expect(await started.poll()).toBe('idle');
  });

  it('a new consumer starts after the events that already exist, and a known one continues at its cursor', async () => {
    await using cluster = await prepare();
    const { first } = cluster;
    await write([first]);
    const late = createCollector('late');
    await loadOrCreateCursor(first, late);
    {
      await using started = await startRunner(first, late);
      expect(await started.poll()).toBe('idle');
    }
    await change(first, 'CH0');
    await using started = await startRunner(first, late);
    await started.poll();
    expect(late.seen).toEqual([total + 1]);
  });

  it('a consumer gets only the events that it wants, and all of them', async () => {
    await using cluster = await prepare();
    const { first, other } = cluster;
    const wants = ({ conversation_sid }: LoggedEvent) => conversation_sid === 'CH3';
    const [one, two] = [createCollector('choosy', wants), createCollector('choosy', wants)];
    await loadOrCreateCursor(first, one);
    await using started = await startRunner(first, one);
    const begun = await loadOrCreateCursor(first, one);
    await change(first, 'CH1');
    expect(await started.poll()).toBe('advanced');
    // Skipping does not advance the stored cursor, which would need a commit.
    expect(await loadOrCreateCursor(first, one)).toBe(begun);
    await write([first, other]);
    await using later = await startRunner(other, two);
    while ((await later.poll()) !== 'idle');
    while ((await started.poll()) !== 'idle');
    await change(first, 'CH3');
    await started.poll();
    await later.poll();
    const log = await first.read((reader) => readEvents(reader, 0, total + 10));
    // Both processes polled the same events: each event was consumed by one of them.
    expect([...two.seen, ...one.seen]).toEqual(log.filter(wants).map(({ position }) => position));
    expect(started.runner.position).toBe(log.at(-1)?.position);
  });

  it('the stored cursor advances past skipped events from time to time', async () => {
    await using cluster = await prepare();
    const { first } = cluster;
    const none = createCollector('none', () => false);
    await loadOrCreateCursor(first, none);
    for (let n = 0; n < 25; n++) {
      await first.write(async (transaction) => {
        for (let m = 0; m < 100; m++) transaction.append(eventLog, record('CH9', n * 100 + m));
      });
    }
    await using started = await startRunner(first, none);
    while ((await started.poll()) !== 'idle');
    expect(started.runner.position).toBe(2500);
    const reached = await loadOrCreateCursor(first, none);
    expect(reached).toBeGreaterThan(1000);
    expect(reached).toBeLessThan(2500);
    expect(none.seen).toEqual([]);
  });

  it('a consumer follows its cursor back when the database loses commits', async () => {
    await using cluster = await prepare();
    const { first } = cluster;
    const one = createCollector('one');
    await loadOrCreateCursor(first, one);
    await using started = await startRunner(first, one);
    for (const _ of [1, 2, 3]) await change(first, 'CH0');
    expect(await started.poll()).toBe('advanced');
    // As a promoted standby without the last commits.
    await first.write((transaction) => transaction.update(setCursor, { consumer: 'one', position: 1 }));
    await change(first, 'CH0');
    while ((await started.poll()) !== 'idle');
    expect(one.seen).toEqual([1, 2, 3, 2, 3, 4]);
  });

  it('a consumer that consumes nothing is blocked, and skips no event', async () => {
    await using cluster = await prepare();
    const { first } = cluster;
    let ready = false;
    const seen: number[] = [];
    const hesitant: Consumer = {
      name: 'hesitant',
      wants: () => true,
      consume: async (_, events) => ({
        count: ready ? seen.push(...events.map(({ position }) => position)) : 0,
      }),
    };
    await loadOrCreateCursor(first, hesitant);
    await change(first, 'CH0');
    await using started = await startRunner(first, hesitant);
    expect(await started.poll()).toBe('blocked');
    await change(first, 'CH1');
    expect(await started.poll()).toBe('blocked');
    ready = true;
    expect(await started.poll()).toBe('advanced');
    expect(seen).toEqual([1, 2]);
  });
});
