import { createClient } from '@colloquy/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { execute, queryRows } from '../support/engines/database-contents.ts';
import { canShare, createDatabase, engines, type TestDatabase } from '../support/engines/databases.ts';
import { type Receiver, startReceiver } from '../support/http/webhook-receiver.ts';
import { startColloquyCommand } from '../support/processes/colloquy-command.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';
import { tablesWith } from './support/raw-files.ts';

const needle = 'zq7quince';
/** Only the tests of files need the rewrite, which takes seconds on a server. */
const person = ['--identity', 'zq7quince', '--skip-rewrite', '--yes', '--json'] as const;
const oneDayMs = 24 * 60 * 60 * 1000;

describe.each(engines)('an erasure and servers on %s', (engine) => {
  // Where servers may run, an erasure waits for them, so that there is time to kill it.
  const manyMessages = canShare(engine) ? 250 : 2000;
  let database: TestDatabase;
  let environment: Readonly<Record<string, string>>;
  beforeAll(async () => {
    database = await createDatabase(engine);
    environment = { ...accountSettings, COLLOQUY_DATABASE_URL: database.url };
  });
  const erase = () => runInProcess(['erase', ...person], environment);

  /** A conversation with a message of the person and then one of bob, whose webhooks have failed so far. */
  async function post(server: Parameters<typeof createClient>[0], receiver: Receiver) {
    const client = createClient(server);
    const room = await client.createConversation({});
    await client.createConversationParticipant(room.sid, { identity: 'zq7quince' });
    await client.updateConfigurationWebhook({ postWebhookUrl: receiver.url, filters: ['onMessageAdded'] });
    for (const author of ['zq7quince', 'bob'])
      await client.createConversationMessage(room.sid, { body: author, author, xTwilioWebhookEnabled: true });
    await expect.poll(() => receiver.received.length).toBeGreaterThan(0);
    return room.sid;
  }

  test('a webhook that is still to be sent is not sent, and the next one is', async () => {
    await using receiver = await startReceiver();
    receiver.onRequest = () => 503;
    await (async () => {
      await using server = await startServer(database.url);
      await post(server, receiver);
      await expect
        .poll(() => queryRows(database.url, "SELECT sid FROM webhook_delivery WHERE state = 'pending'"))
        .toHaveLength(2);
    })();
    const before = receiver.received.length;
    const { code, stdout, stderr } = await erase();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout).erased).toMatchObject({ messages: 1, deliveries: 1 });
    expect(await tablesWith(database.url, needle)).toEqual([]);
    receiver.onRequest = () => 200;
    await using _ = await startServer(database.url, {}, new Date(startTime.getTime() + oneDayMs));
    await expect.poll(() => queryRows(database.url, 'SELECT id FROM webhook_lane')).toEqual([]);
    expect(receiver.received.slice(before).map(({ parameters }) => parameters['Author'])).toEqual(['bob']);
  });

  test('an erasure that is killed continues where it was', async () => {
    const room = await (async () => {
      await using server = await startServer(database.url);
      const client = createClient(server);
      const { sid } = await client.createConversation({});
      await client.createConversationParticipant(sid, { identity: 'zq7quince' });
      await client.createConversationMessage(sid, { body: 'from bob', author: 'bob' });
      return sid;
    })();
    const columns =
      'service_id, conversation_sid, attributes, date_created, date_updated, created_event, updated_event';
    const numbers = Array.from({ length: manyMessages }, (_, index) => index + 1);
    const values = numbers.map((index) => `(${index}, 'IM${String(index).padStart(32, '0')}')`);
    await execute(
      database.url,
      `INSERT INTO message (${columns}, message_index, sid, author, body)
        SELECT ${columns}, added.column1, added.column2, 'zq7quince', 'zq7quince text'
        FROM message, (VALUES ${values.join(', ')}) AS added WHERE conversation_sid = '${room}'`,
    );
    const command = startColloquyCommand(['erase', ...person], environment);
    const erasedMessages = async () => {
      const [row] = await queryRows(database.url, 'SELECT counts FROM erasure WHERE proof IS NULL');
      return row === undefined ? 0 : Number(JSON.parse(String(row['counts'])).messages);
    };
    await expect.poll(erasedMessages, { interval: 5, timeout: 30_000 }).toBeGreaterThan(0);
    command.process.kill('SIGKILL');
    expect(await command.result).toMatchObject({ signal: 'SIGKILL' });

    // Standard error can have its progress.
    const { code, stdout } = await erase();
    expect(code).toBe(0);
    expect(JSON.parse(stdout).erased).toMatchObject({ messages: manyMessages, participants: 1 });
    expect(await tablesWith(database.url, needle)).toEqual([]);
    const left = await queryRows(database.url, `SELECT body FROM message WHERE conversation_sid = '${room}'`);
    expect(left).toEqual([{ body: 'from bob' }]);
    // Each deletion has an event with the next number.
    const [state] = await queryRows(
      database.url,
      `SELECT event_counter, (SELECT count(*) FROM event WHERE conversation_sid = '${room}') AS events
        FROM conversation WHERE sid = '${room}'`,
    );
    expect(state?.['event_counter']).toBe(state?.['events']);
  });

  test('an erasure waits for what the server has not finished', async () => {
    await execute(
      database.url,
      "INSERT INTO job (kind, service_id, subject_sid, payload) SELECT 'remove_memberships', min(id), 'US1', '' FROM service",
    );
    const result = erase();
    if (canShare(engine)) await execute(database.url, 'DELETE FROM job');
    expect(await result).toMatchObject(
      canShare(engine)
        ? { code: 0 }
        : { code: 1, stdout: '', stderr: expect.stringMatching(/has not finished creating or deleting/) },
    );
    await execute(database.url, 'DELETE FROM job');
  });

  test.runIf(canShare(engine))('servers go on during an erasure, and show its result', async () => {
    await using receiver = await startReceiver();
    await using server = await startServer(database.url);
    const room = await post(server, receiver);
    expect(await erase()).toMatchObject({ code: 0, stderr: '' });
    const client = createClient(server);
    const messages = await client.listConversationMessage(room);
    expect(messages.map(({ body }) => body)).toEqual(['bob']);
    expect(await client.listConversationParticipant(room)).toEqual([]);
    const { index } = await client.createConversationMessage(room, { body: 'on', author: 'bob' });
    expect(index).toBe(2);
  });

  test.runIf(!canShare(engine))('a server that has the file open prevents an erasure', async () => {
    await using _ = await startServer(database.url);
    expect(await erase()).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/Another process has the database .* Stop it first/),
    });
  });
});

test.each<[string, number, readonly string[], RegExp]>([
  ['no name', 2, [], /Name the person with --identity, --address or both/],
  ['an empty name', 2, ['--identity', ''], /Name the person/],
  ['the author of messages without one', 2, ['--identity', 'system'], /"system" is the author of messages/],
  ['an empty address', 2, ['--identity', 'x', '--address', ''], /Name the person/],
  [
    'a database in memory',
    1,
    ['--identity', 'x', '--database-url', 'sqlite::memory:'],
    /database in memory is lost/,
  ],
])('an erasure with %s is refused', async (_, code, args, message) => {
  expect(await runInProcess(['erase', ...args, '--yes'], accountSettings)).toMatchObject({
    code,
    stdout: '',
    stderr: expect.stringMatching(message),
  });
});
