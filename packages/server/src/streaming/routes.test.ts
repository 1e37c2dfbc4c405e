import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createDatabase, engines } from '../../../../tests/support/engines/databases.ts';
import { basicAuthorization } from '../../../../tests/support/http/caller.ts';
import { openEventStream } from '../../../../tests/support/http/event-stream.ts';
import { eventLog } from '../events/event-log.ts';
import { LogTail } from '../events/log-tail.ts';
import { deleteOldEvents } from '../events/retention.ts';
import { Authenticator } from '../http/authentication.ts';
import { createHttpServer } from '../http/server.ts';
import { systemClock } from '../platform/clock.ts';
import { openStorage } from '../storage/open.ts';
import { mountEventStream, type StreamOptions } from './routes.ts';

const account = `AC${'1'.repeat(32)}`;
const authorization = basicAuthorization(account, 'token');

const record = (name: string, body: string) => ({
  service_sid: 'IS',
  conversation_sid: 'CH',
  user_sid: null,
  member_sid: null,
  number: 1,
  account_sid: account,
  name,
  source: 'API',
  actor: null,
  time: '2024-05-01T00:00:00.000Z',
  webhook_enabled: 0,
  properties: JSON.stringify({ body }),
});

/** A server that only streams, with the given timeouts. It counts the records that it reads from the log. */
async function start(url: string, options: Partial<StreamOptions> = {}) {
  const storage = await openStorage(url);
  const failures: unknown[] = [];
  const onError = (error: unknown) => failures.push(error);
  const seen = { reads: 0, records: 0 };
  const tail = new LogTail({
    storage: {
      exclusive: storage.exclusive,
      read: async (work) => {
        const found = await storage.read(work);
        seen.reads++;
        const events =
          typeof found === 'object' && found !== null && 'events' in found ? found.events : found;
        if (Array.isArray(events)) seen.records += events.length;
        return found;
      },
    },
    onError,
  });
  await tail.start();
  storage.onAppend(eventLog, () => tail.wake());
  const authenticator = new Authenticator([{ sid: account, secret: 'token', accountSid: account }]);
  const server = createHttpServer({
    authenticator,
    requestId: () => 'RQ1',
    isDraining: () => false,
    baseUrl: () => 'http://localhost',
    onError,
    namesIgnoredParameters: false,
    onRequest: () => {},
    onRejected: () => {},
    onResponse: () => {},
  });
  const authenticate = (header: string | undefined) => authenticator.authenticate(header);
  mountEventStream(server, { tail, authenticate, onError, ...options });
  const baseUrl = await server.listen({ port: 0, host: '127.0.0.1' });
  const append = (count: number, body: string, name = 'onMessageAdded') =>
    storage.write(async (transaction) => {
      for (let n = 0; n < count; n++) transaction.append(eventLog, record(name, body));
    });
  // All records are older than 1 ms.
  const deleteOld = deleteOldEvents({
    storage,
    clock: systemClock,
    retentionMs: 1,
    findHeld: async () => undefined,
    consumers: { saveCursors: async () => {} },
  });
  return {
    url: `${baseUrl}/colloquy/v1/events`,
    append,
    /** Deletes all records except the newest. */
    deleteAllButNewest: async () => {
      while (await deleteOld());
    },
    tail,
    seen,
    failures,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await tail.stop();
      await storage.close();
    },
  };
}

/** Opens a stream on a socket that does not read. */
async function openSocket(url: string) {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) }).pause();
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: test\r\nauthorization: ${authorization}\r\n\r\n`);
  return socket;
}

const total = 3000;
const large = 'x'.repeat(8000);

test.each(engines)('%s: the server reads a backlog only as fast as the client does', async (engine) => {
  const { url } = await createDatabase(engine);
  await using fixture = await start(url);
  await fixture.append(total, large);
  await fixture.tail.poll();
  /** Counts the records that the server reads while a client reads the whole log. */
  const readByOne = async () => {
    const before = fixture.seen.records;
    await using reading = await openEventStream(`${fixture.url}?after=0`, { authorization });
    expect(await reading.events(total)).toHaveLength(total);
    return fixture.seen.records - before;
  };
  const alone = await readByOne();
  const before = fixture.seen.records;
  const socket = await openSocket(`${fixture.url}?after=0`);
  // While another client reads everything, the paused stream has the same chances to continue, but reads no more than
  // the kernel buffers.
  await readByOne();
  const paused = fixture.seen.records - before - alone;
  expect(paused).toBeGreaterThan(0);
  expect(paused).toBeLessThan(total * 0.75);
  // When the client reads again, it receives the whole backlog.
  let [bytes, last] = [0, ''];
  for await (const chunk of socket) {
    bytes += chunk.length;
    last = (last + chunk.toString('latin1')).slice(-large.length * 2);
    if (last.includes(`id: ${total}\n`)) break;
  }
  expect(bytes).toBeGreaterThan(total * large.length);
  expect(fixture.failures).toEqual([]);
});

test.each(engines)('%s: a stream ends when retention deletes events that it has not sent', async (engine) => {
  const { url } = await createDatabase(engine);
  await using fixture = await start(url);
  await fixture.append(total, large);
  await fixture.tail.poll();
  const socket = await openSocket(`${fixture.url}?after=0`);
  {
    // The paused stream has the same chances to continue, but reads no more than the kernel buffers.
    await using reading = await openEventStream(`${fixture.url}?after=0`, { authorization });
    await reading.events(total);
    await fixture.deleteAllButNewest();
    await fixture.append(1, large);
    // A stream that has kept up receives the event as usual.
    expect((await reading.events(1))[0]?.id).toBe(String(total + 1));
  }
  let text = '';
  for await (const chunk of socket) {
    text += chunk.toString('latin1');
    if (text.endsWith('\r\n0\r\n\r\n')) break;
  }
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  expect(ids.length).toBeGreaterThan(1);
  expect(ids.length).toBeLessThan(total);
  expect(ids).toEqual(ids.map((_, n) => n));
  await using again = await openEventStream(fixture.url, {
    authorization,
    'last-event-id': String(ids.at(-1)),
  });
  expect(again.response.status).toBe(410);
  expect(JSON.parse(await again.rest())).toMatchObject({
    code: 20001,
    message: `Events are kept from position ${total} on`,
  });
  expect(fixture.failures).toEqual([]);
});

test.each(engines)(
  '%s: a client that does not read is disconnected, and other streams continue',
  async (engine) => {
    const { url } = await createDatabase(engine);
    const { promise: disconnected, resolve } = Promise.withResolvers<void>();
    // Longer than the other client ever pauses, also on a busy machine.
    const stallTimeoutMs = 1000;
    await using fixture = await start(url, {
      stallTimeoutMs,
      onCountChange: (change) => {
        if (change === -1) resolve();
      },
    });
    await using other = await openEventStream(fixture.url, { authorization });
    const socket = await openSocket(`${fixture.url}?after=0`);
    await fixture.append(total, large);
    expect(await other.events(total)).toHaveLength(total);
    await disconnected;
    // The client can read what was sent before the connection broke in the middle of the reply.
    let text = '';
    for await (const chunk of socket) text = (text + chunk.toString('latin1')).slice(-100);
    expect(text).not.toContain('0\r\n\r\n');
    expect(fixture.failures).toEqual([]);
  },
);

test('streams that keep up share the records that are read', async () => {
  await using fixture = await start('sqlite::memory:');
  const streams = await Promise.all(
    Array.from({ length: 20 }, () => openEventStream(fixture.url, { authorization })),
  );
  for (const stream of streams) await stream.block();
  for (let n = 0; n < 10; n++) {
    await fixture.append(10, 'hello');
    for (const stream of streams) expect(await stream.events(10)).toHaveLength(10);
  }
  expect(fixture.seen.records).toBe(100);
  for (const stream of streams) await stream.close();
});

test('the heartbeat of a stream without events contains the position that it has scanned', async () => {
  await using fixture = await start('sqlite::memory:', { heartbeatMs: 30 });
  await using stream = await openEventStream(`${fixture.url}?event=onUserAdded`, { authorization });
  expect(await stream.block()).toBe('retry: 1000\nid: 0');
  expect(await stream.block()).toBe(': heartbeat\nid: 0');
  await fixture.append(150, 'of no interest');
  for (let block: string | undefined = ''; stream.lastId() !== '150'; block = await stream.block()) {
    expect(block).toMatch(/^$|^: heartbeat\nid: \d+$/);
  }
  await fixture.append(1, '', 'onUserAdded');
  const [heard] = await stream.events(1);
  expect(heard).toMatchObject({ id: '151', event: 'com.twilio.conversations.user.added' });
});

test('a stream ends when its credentials become invalid', async () => {
  let valid = true;
  const authenticate = () => {
    if (!valid) throw new Error('The credentials have been deleted.');
  };
  await using fixture = await start('sqlite::memory:', { heartbeatMs: 20, authenticate });
  await using stream = await openEventStream(fixture.url, { authorization });
  await stream.block();
  valid = false;
  const ended = async () => {
    while ((await stream.block()) !== undefined);
  };
  await expect(ended()).rejects.toThrow();
});

test('a client that does not read does not delay the stop of the server', async () => {
  const fixture = await start('sqlite::memory:');
  await fixture.append(total, large);
  const socket = await openSocket(`${fixture.url}?after=0`);
  // When this client has read everything, the kernel's buffers are full and the other stream waits.
  await using reading = await openEventStream(`${fixture.url}?after=0`, { authorization });
  expect(await reading.events(total)).toHaveLength(total);
  await fixture[Symbol.asyncDispose]();
  socket.destroy();
});
