import type { Colloquy } from '@colloquy/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { account } from '../support/accounts.ts';
import { countBlocked, queryRows } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { range } from '../support/range.ts';
import { startServer } from '../support/servers/start-servers.ts';

// Gives the replies of both servers the same URLs.
const settings = { COLLOQUY_PUBLIC_URL: 'https://chat.example.com' };
const path = '/v1/Conversations';

/** Two servers on one PostgreSQL, and a connection of the test that can lock rows. */
let url: string;
let servers: readonly [Colloquy, Colloquy];
let calls: readonly [HttpCaller, HttpCaller];
let other: pg.Client;
beforeAll(async () => {
  url = (await createDatabase('postgres')).url;
  servers = [await startServer(url, settings), await startServer(url, settings)];
  const callOf = ({ listeningUrl }: Colloquy) => createCaller(listeningUrl, account.sid, account.token);
  calls = [callOf(servers[0]), callOf(servers[1])];
  other = new pg.Client({ connectionString: url });
  await other.connect();
  await calls[0]('GET', path);
});
afterAll(async () => {
  await other.end();
  await Promise.all(servers.map((server) => server.stop()));
});

const keyed = (key: string) => ({ 'Idempotency-Key': key });
const waiting = (count: number) =>
  vi.waitFor(async () => expect(await countBlocked(url)).toBeGreaterThanOrEqual(count), 5000);

test.each([
  ['with', (n: number) => ({ UniqueName: `both ${n}` })],
  ['without', (n: number) => ({ FriendlyName: `both ${n}` })],
] as const)('of keys used in both at the same time, each is one change (%s a name)', async (kind, form) => {
  const replies = await Promise.all(
    range(40).flatMap((n) => calls.map((call) => call('POST', path, form(n), keyed(`${kind} ${n}`)))),
  );
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(replies.map(({ text }) => text)).size).toBe(40);
  const first = replies.filter(({ headers }) => headers.get('idempotent-replayed') === null);
  expect(first).toHaveLength(40);
});

/** Inserts a key that is a day old and has not been deleted yet. */
const makeOld = async (key: string) => {
  await calls[0]('POST', path, {}, keyed(key));
  await other.query(
    `UPDATE idempotency_key SET date_created = '2024-04-01T00:00:00.000Z' WHERE key = '${key}'`,
  );
};

test.each([
  ['new', async () => {}],
  ['old', makeOld],
])(
  'of two processes that find a %s key free, one rolls back and returns the result of the other',
  async (key, prepare) => {
    await prepare(key);
    const { sid } = (await calls[0]('POST', path, {})).body;
    const messages = `${path}/${sid}/Messages`;
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM conversation WHERE sid = $1 FOR UPDATE', [sid]);
    // Both have looked for the key when they wait for the row.
    const both = calls.map((call) => call('POST', messages, { Body: 'once' }, keyed(key)));
    await waiting(2);
    await other.query('ROLLBACK');
    const replies = await Promise.all(both);
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    expect(replies[0]?.text).toBe(replies[1]?.text);
    expect(replies.map(({ headers }) => headers.get('idempotent-replayed')).toSorted()).toEqual([
      null,
      'true',
    ]);
    expect(await queryRows(url, `SELECT sid FROM message WHERE conversation_sid = '${sid}'`)).toHaveLength(1);
  },
);

test('of two different requests that race for a key, one succeeds and one is rejected', async () => {
  const { sid } = (await calls[0]('POST', path, {})).body;
  const messages = `${path}/${sid}/Messages`;
  await other.query('BEGIN');
  await other.query('SELECT 1 FROM conversation WHERE sid = $1 FOR UPDATE', [sid]);
  const both = calls.map((call, n) => call('POST', messages, { Body: `${n}` }, keyed('fought for')));
  await waiting(2);
  await other.query('ROLLBACK');
  const replies = await Promise.all(both);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  expect(await queryRows(url, `SELECT sid FROM message WHERE conversation_sid = '${sid}'`)).toHaveLength(1);
});

test('of concurrent updates of one version in two processes, exactly one succeeds', async () => {
  const made = await calls[0]('POST', path, {});
  const at = `${path}/${made.body.sid}`;
  const headers = { 'If-Match': made.headers.get('etag') ?? '' };
  await other.query('BEGIN');
  await other.query('SELECT 1 FROM conversation WHERE sid = $1 FOR UPDATE', [made.body.sid]);
  const both = calls.map((call, n) => call('POST', at, { FriendlyName: `${n}` }, headers));
  await waiting(2);
  await other.query('ROLLBACK');
  const replies = await Promise.all(both);
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  const done = replies.find(({ status }) => status === 200);
  expect((await calls[1]('GET', at)).text).toBe(done?.text);
});

test('of concurrent inbound messages from one sender in two processes, each is stored once', async () => {
  await calls[0]('POST', '/v1/Configuration/Addresses', {
    Type: 'sms',
    Address: '+14155550100',
    'AutoCreation.Enabled': 'true',
  });
  const sendInbound = () =>
    calls.map((call, n) =>
      call(
        'POST',
        '/colloquy/v1/inbound',
        { From: '+14155550199', To: '+14155550100', Body: `${n}` },
        keyed(`inbound ${n}`),
      ),
    );
  await other.query('BEGIN');
  await other.query('SELECT 1 FROM service FOR UPDATE');
  // Both have found no conversation and are about to create one.
  const both = sendInbound();
  await waiting(2);
  await other.query('ROLLBACK');
  const first = await Promise.all(both);
  expect(first.map(({ status }) => status)).toEqual([201, 201]);
  expect(first.map(({ text }) => JSON.parse(text).conversation_created).toSorted()).toEqual([false, true]);
  const again = await Promise.all(sendInbound());
  expect(again.map(({ text }) => text)).toEqual(first.map(({ text }) => text));
});
