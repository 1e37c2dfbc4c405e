import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage } from '../../packages/server/src/storage/open.ts';
import { account } from '../support/accounts.ts';
import { execute, queryRows, readContents } from '../support/engines/database-contents.ts';
import { createDatabase, type TestDatabase } from '../support/engines/databases.ts';
import { openEventStream } from '../support/http/event-stream.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';
import { findPrograms } from '../support/processes/find-program.ts';
import { range } from '../support/range.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startPgbouncer } from './start-pgbouncer.ts';

const [program = ''] = findPrograms('pgbouncer');
const authorization = `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString('base64')}`;
const clientOf = (baseUrl: string): Client =>
  createClient({ accountSid: account.sid, authToken: account.token, baseUrl });

describe.skipIf(program === '')('two servers on four sessions of PgBouncer in transaction mode', () => {
  const disposables = new AsyncDisposableStack();
  let database: TestDatabase;
  let pooledUrl: string;
  let servers: readonly [Colloquy, Colloquy];
  let clients: readonly [Client, Client];

  beforeAll(async () => {
    database = await createDatabase('postgres');
    pooledUrl = disposables.use(await startPgbouncer(program, database.url)).urlOf('pgbouncer');
    // They migrate the empty database at the same time.
    const now = new Date();
    servers = await Promise.all([startServer(pooledUrl, {}, now), startServer(pooledUrl, {}, now)]);
    for (const server of servers) disposables.use(server);
    clients = [clientOf(servers[0].baseUrl), clientOf(servers[1].baseUrl)];
  });
  afterAll(() => disposables.disposeAsync());

  /** Expects that the log and the events of a conversation have no gaps, and that its row counts them. */
  async function expectNoGaps(sid: string): Promise<void> {
    const { events, conversations } = await readContents(database.url);
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    const numbers = events.filter((each) => each.conversation_sid === sid).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(conversations.find((each) => each.sid === sid)?.event_counter).toBe(numbers.length);
  }

  test('what one creates and updates, the other fetches, lists and deletes', async () => {
    const [client, other] = clients;
    const { sid } = await client.createConversation({ friendlyName: 'Pooled' });
    await client.updateConversation(sid, { friendlyName: 'Renamed' });
    expect(await other.fetchConversation(sid)).toMatchObject({ friendlyName: 'Renamed' });
    expect((await other.listConversation()).map((each) => each.sid)).toContain(sid);
    await other.deleteConversation(sid);
    await expect(client.fetchConversation(sid)).rejects.toMatchObject({ status: 404 });
  });

  test('messages that both add to one conversation at once are numbered without gaps', async () => {
    const { sid } = await clients[0].createConversation({});
    const created = await Promise.all(
      range(200).map((n) =>
        clients[n % 2 === 0 ? 0 : 1].createConversationMessage(sid, { body: `message ${n}` }),
      ),
    );
    const indexes = created.map(({ index }) => index).toSorted((a, b) => a - b);
    expect(indexes).toEqual(range(200));
    await expectNoGaps(sid);
  });

  test('an event stream of one sends the changes that the other commits', async () => {
    await using stream = await openEventStream(`${servers[0].baseUrl}/colloquy/v1/events`, { authorization });
    const { sid } = await clients[1].createConversation({});
    const [event] = await stream.events(1);
    expect(event?.data.data).toMatchObject({ conversation_sid: sid });
  });

  test('webhooks are delivered once, by either', async () => {
    const { webhooks } = servers[0];
    await webhooks.listen('onMessageAdded');
    const { sid } = await clients[1].createConversation({});
    await clients[1].createConversationMessage(sid, { body: 'Delivered', xTwilioWebhookEnabled: true });
    expect((await webhooks.next('onMessageAdded')).parameters).toMatchObject({ Body: 'Delivered' });
    expect(webhooks.caught).toHaveLength(1);
  });

  test('the locks of a server that is killed in the middle of its writes are released', async () => {
    const { sid } = await clients[0].createConversation({});
    await using victim = await startServerProcess({
      COLLOQUY_ACCOUNT_SID: account.sid,
      COLLOQUY_AUTH_TOKEN: account.token,
      COLLOQUY_DATABASE_URL: pooledUrl,
      COLLOQUY_LOG_LEVEL: 'error',
    });
    const dying = clientOf(victim.baseUrl);
    const writes = range(300).map((n) => dying.createConversationMessage(sid, { body: `dying ${n}` }));
    const settled = Promise.allSettled(writes);
    await Promise.race(writes);
    await victim.kill('SIGKILL');
    await settled;
    // A row that stays locked would give a 503 after 10 seconds.
    await clients[0].createConversationMessage(sid, { body: 'after' });
    await expectNoGaps(sid);
  });

  test('no setting of a transaction and no statement stays in a session', async () => {
    await clients[0].createConversation({});
    const sql = `SELECT current_setting('statement_timeout') AS timeout, (SELECT count(*) FROM pg_prepared_statements) AS statements`;
    for (const rows of await Promise.all(range(8).map(() => queryRows(pooledUrl, sql))))
      expect(rows).toEqual([{ timeout: '0', statements: 0 }]);
  });

  test('with the direct URL, signals reach other processes', async () => {
    const options = { directUrl: database.url };
    await using first = await openStorage(pooledUrl, options);
    await using second = await openStorage(pooledUrl, options);
    const received: string[] = [];
    second.signals.on('news', (payload) => received.push(payload));
    first.signals.on('news', () => {});
    await expect
      .poll(() => {
        first.signals.send('news', 'arrived');
        return received;
      })
      .toContain('arrived');
  });

  test.each([
    ['refuses', ''],
    ['ignores', 'ignore_startup_parameters = idle_in_transaction_session_timeout,statement_timeout'],
  ])('a URL that hides a pooler which %s the settings of a session is refused', async (_, settings) => {
    await using pooler = await startPgbouncer(program, database.url, settings);
    await expect(openStorage(pooler.urlOf('postgres'))).rejects.toThrow('Use the scheme pgbouncer:');
  });

  test('requests go on after all sessions of the pooler were ended', async () => {
    const { sid } = await clients[0].createConversation({});
    await execute(
      database.url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await expect
      .poll(() => clients[1].createConversationMessage(sid, {}).then(({ index }) => index, String), {
        timeout: 10_000,
      })
      .toBe(0);
  });
});
