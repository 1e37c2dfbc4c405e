import { describe, expect, it } from 'vitest';
import type { Consumer } from '../../packages/server/src/events/consumer.ts';
import { ConsumerRunner } from '../../packages/server/src/events/consumer-runner.ts';
import { loadCursor } from '../../packages/server/src/events/cursor.ts';
import { eventLog, type LoggedEvent, readEvents } from '../../packages/server/src/events/event-log.ts';
import { LogTail } from '../../packages/server/src/events/log-tail.ts';
import { select, update } from '../../packages/server/src/storage/statement.ts';
import type { Storage } from '../../packages/server/src/storage/storage.ts';
import { integer, optional, table, text } from '../../packages/server/src/storage/table.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { addRow, findRow, lockRow, openTestStorage, record, row, setRow } from './support/storage-rows.ts';

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

/** Changes a conversation as a handler does: takes its row, counts on, and tells of it in the log. */
const change = (storage: Storage, sid: string) =>
  storage.write(async (transaction) => {
    const before = await transaction.lock(lockRow, { sid });
    const number = Number(before?.auth_token) + 1;
    await transaction.update(setRow, { sid, auth_token: String(number) });
    transaction.append(eventLog, record(sid, number));
  });

/**
 * A consumer that writes down what it is given, one row for each record, numbered as they come: a record that came
 * twice, or not at all, or out of its turn, is seen in the rows.
 *
 * @param onWrite is called with how many times it has been at it; what it throws comes after some of the writing.
 * @param maxEvents records that it takes of those that it is given.
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
      return taken.length;
    },
  };
}

/** A consumer that remembers the positions of what it is given. */
function collecting(name: string, wants: Consumer['wants'] = () => true) {
  const seen: number[] = [];
  const consume: Consumer['consume'] = async (_, events) => {
    seen.push(...events.map(({ position }) => position));
    return events.length;
  };
  return { name, wants, consume, seen };
}

const unexpected = (error: unknown) => {
  throw error;
};

/** A consumer on its way in a process that has begun just now. */
async function begin(storage: Storage, consumer: Consumer) {
  const tail = new LogTail({ storage, onError: unexpected });
  await tail.start();
  const follower = new ConsumerRunner({ storage, tail, consumer }, await loadCursor(storage, consumer));
  return {
    follower,
    step: async () => {
      await tail.poll();
      return follower.poll();
    },
    [Symbol.asyncDispose]: () => tail.stop(),
  };
}

/** Has a consumer go on until so many records have been noted; answers how often it failed. */
async function follow(storage: Storage, consumer: Consumer, until: number): Promise<number> {
  await using way = await begin(storage, consumer);
  let failures = 0;
  for (;;) {
    try {
      await way.step();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      failures++;
    }
    const counter = await storage.read((reader) => reader.one(findRow, { sid: 'counter' }));
    if (Number(counter?.auth_token) >= until) return failures;
    // A database in this process answers at once: without this, nobody else would have their turn.
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

describe.each(engines)('a reader of the log that keeps its place, on %s', (engine) => {
  const sids = Array.from({ length: conversations }, (_, n) => `CH${n}`);
  const prepare = async () => {
    const { url } = await createDatabase(engine);
    const first = await openTestStorage(url);
    // A SQLite file has one owner; on PostgreSQL another process is at it too.
    const other = canShare(engine) ? await openTestStorage(url) : first;
    await first.write(async (transaction) => {
      for (const sid of ['counter', ...sids]) await transaction.insert(addRow, row(sid, '0'));
    });
    await loadCursor(first, createNoteConsumer());
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

  it('takes each record once, in order, while others write and two are at it', async () => {
    await using cluster = await prepare();
    const { first, other } = cluster;
    const following = [first, other].map((storage) => follow(storage, createNoteConsumer(), total));
    await Promise.all([write([first, other]), ...following]);
    await expectAllNoted(first);
  });

  it('takes what it has failed at again, and nothing twice', async () => {
    await using cluster = await prepare();
    const { first, other } = cluster;
    const failing = () =>
      createNoteConsumer((call) => {
        if (call % 3 !== 0) throw new RangeError('trouble');
      });
    const following = [first, other].map((storage) => follow(storage, failing(), total));
    const [, ...failures] = await Promise.all([write([first, other]), ...following]);
    expect(failures.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
    await expectAllNoted(first);
  });

  it('goes on where it has left off when it takes a part, and after it has paused', async () => {
    await using cluster = await prepare();
    const { first, other } = cluster;
    await write([first, other]);
    await follow(first, createNoteConsumer(undefined, 7), total / 2);
    await follow(other, createNoteConsumer(undefined, 11), total);
    await expectAllNoted(first);
    await using way = await begin(first, createNoteConsumer());
    expect(await way.step()).toBe('idle');
  });

  it('that is new begins behind what was there, and one that is not keeps its place', async () => {
    await using cluster = await prepare();
    const { first } = cluster;
    await write([first]);
    const late = collecting('late');
    await loadCursor(first, late);
    {
      await using way = await begin(first, late);
      expect(await way.step()).toBe('idle');
    }
    await change(first, 'CH0');
    await using way = await begin(first, late);
    await way.step();
    expect(late.seen).toEqual([total + 1]);
  });

  it('is not called for what it does not want, and loses nothing for that', async () => {
    await using cluster = await prepare();
    const { first, other } = cluster;
    const wants = ({ conversation_sid }: LoggedEvent) => conversation_sid === 'CH3';
    const [one, two] = [collecting('choosy', wants), collecting('choosy', wants)];
    await loadCursor(first, one);
    await using way = await begin(first, one);
    const begun = await loadCursor(first, one);
    await change(first, 'CH1');
    expect(await way.step()).toBe('advanced');
    // Its place need not follow, which would be a commit for nothing.
    expect(await loadCursor(first, one)).toBe(begun);
    await write([first, other]);
    await using later = await begin(other, two);
    while ((await later.step()) !== 'idle');
    while ((await way.step()) !== 'idle');
    await change(first, 'CH3');
    await way.step();
    await later.step();
    const log = await first.read((reader) => readEvents(reader, 0, total + 10));
    // Both had their eyes on the same records: each of them was one's or the other's.
    expect([...two.seen, ...one.seen]).toEqual(log.filter(wants).map(({ position }) => position));
    expect(way.follower.position).toBe(log.at(-1)?.position);
  });

  it('has its place moved past what it does not want, now and then', async () => {
    await using cluster = await prepare();
    const { first } = cluster;
    const none = collecting('none', () => false);
    await loadCursor(first, none);
    for (let n = 0; n < 25; n++) {
      await first.write(async (transaction) => {
        for (let m = 0; m < 100; m++) transaction.append(eventLog, record('CH9', n * 100 + m));
      });
    }
    await using way = await begin(first, none);
    while ((await way.step()) !== 'idle');
    expect(way.follower.position).toBe(2500);
    const reached = await loadCursor(first, none);
    expect(reached).toBeGreaterThan(1000);
    expect(reached).toBeLessThan(2500);
    expect(none.seen).toEqual([]);
  });

  it('goes back with its place when the database does', async () => {
    await using cluster = await prepare();
    const { first } = cluster;
    const one = collecting('one');
    await loadCursor(first, one);
    await using way = await begin(first, one);
    for (const _ of [1, 2, 3]) await change(first, 'CH0');
    expect(await way.step()).toBe('advanced');
    // As a standby that takes over without the last commits.
    await first.write((transaction) => transaction.update(setCursor, { consumer: 'one', position: 1 }));
    await change(first, 'CH0');
    while ((await way.step()) !== 'idle');
    expect(one.seen).toEqual([1, 2, 3, 2, 3, 4]);
  });

  it('waits with the rest when it takes none, and does not skip it', async () => {
    await using cluster = await prepare();
    const { first } = cluster;
    let ready = false;
    const seen: number[] = [];
    const hesitant: Consumer = {
      name: 'hesitant',
      wants: () => true,
      consume: async (_, events) => (ready ? seen.push(...events.map(({ position }) => position)) : 0),
    };
    await loadCursor(first, hesitant);
    await change(first, 'CH0');
    await using way = await begin(first, hesitant);
    expect(await way.step()).toBe('blocked');
    await change(first, 'CH1');
    expect(await way.step()).toBe('blocked');
    ready = true;
    expect(await way.step()).toBe('advanced');
    expect(seen).toEqual([1, 2]);
  });
});
