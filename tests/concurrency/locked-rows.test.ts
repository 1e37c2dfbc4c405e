import { type Colloquy, startColloquy } from '@colloquy/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller, type Reply } from '../support/http/caller.ts';
import { range } from '../support/range.ts';

/** A row that a session which is not ours has locked, as an administrator does who forgets to commit. */
let url: string;
let colloquy: Colloquy;
let call: HttpCaller;
let outsider: pg.Client;
beforeAll(async () => {
  url = (await createDatabase('postgres')).url;
  colloquy = await startColloquy({ databaseUrl: url });
  call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  outsider = new pg.Client({ connectionString: url });
  await outsider.connect();
});
afterAll(async () => {
  await outsider.end();
  await colloquy.stop();
});

const create = async () => (await call('POST', '/v1/Conversations', {})).body.sid;
const send = (sid: string, body = 'x') => call('POST', `/v1/Conversations/${sid}/Messages`, { Body: body });

async function lockRow(sid: string): Promise<void> {
  await outsider.query('BEGIN');
  await outsider.query('UPDATE conversation SET friendly_name = friendly_name WHERE sid = $1', [sid]);
}

const countConnections = async () =>
  (
    await queryRows(
      url,
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'colloquy'`,
    )
  ).length;

/** Milliseconds of requests that are sent one after the other, sorted. */
async function measure(requests: readonly (() => Promise<Reply>)[]): Promise<number[]> {
  const durations: number[] = [];
  for (const request of requests) {
    const start = performance.now();
    expect((await request()).status).toBeLessThan(300);
    durations.push(performance.now() - start);
  }
  return durations.toSorted((a, b) => a - b);
}

const median = (sorted: readonly number[]): number => sorted[sorted.length >> 1] ?? Number.NaN;

test('a locked row delays only the requests that need it, however many they are', async () => {
  const [locked, ...others] = await Promise.all(range(5).map(create));
  if (locked === undefined) throw new Error('A conversation is missing.');
  const requests = range(100).flatMap((n) => {
    const sid = others[n % others.length] ?? '';
    return [() => send(sid), () => call('GET', `/v1/Conversations/${sid}/Messages?PageSize=1`)];
  });
  await measure(requests);
  const free = await measure(requests);

  await lockRow(locked);
  let settled = 0;
  const waiting = range(200).map((n) => send(locked, `waited ${n}`).finally(() => settled++));
  const beside = await measure(requests);
  expect(settled).toBe(0);
  // The group that finds the lock is delayed once; no other request is.
  expect(beside.filter((duration) => duration > 500).length).toBeLessThanOrEqual(2);
  expect(median(beside) / median(free)).toBeLessThan(3);
  expect(await countConnections()).toBeLessThanOrEqual(10);

  await outsider.query('ROLLBACK');
  const replies = await Promise.all(waiting);
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  const { body } = await call('GET', `/v1/Conversations/${locked}/Messages?PageSize=500`);
  const { messages } = body as unknown as { messages: readonly { index: number; body: string }[] };
  expect(messages.map(({ index }) => index)).toEqual(range(200));
  expect(new Set(messages.map((message) => message.body)).size).toBe(200);
});

test('a request for a row that stays locked gets 503 after ten seconds, and the next ones delay no other', {
  timeout: 40_000,
}, async () => {
  const [locked, other] = [await create(), await create()];
  await lockRow(locked);
  const start = performance.now();
  const refused = await Promise.all(range(20).map(() => send(locked)));
  const seconds = (performance.now() - start) / 1000;
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(range(20).map(() => [503, 20503]));
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect(seconds).toBeGreaterThan(9);
  expect(seconds).toBeLessThan(13);
  expect((await fetch(`${colloquy.baseUrl}/readyz`)).status).toBe(200);

  // It is known that the row is locked, so this request does not delay a group.
  const next = send(locked);
  const beside = await measure(range(20).map(() => () => send(other)));
  expect(beside.at(-1)).toBeLessThan(500);
  await outsider.query('ROLLBACK');
  expect((await next).status).toBe(201);
});

test('rows that are locked by several sessions are all released', async () => {
  const sids = await Promise.all(range(6).map(create));
  await outsider.query('BEGIN');
  await outsider.query('SELECT sid FROM conversation WHERE sid = ANY($1) FOR UPDATE', [sids]);
  const waiting = sids.flatMap((sid) => [
    send(sid),
    call('POST', `/v1/Conversations/${sid}`, { FriendlyName: 'y' }),
    call('POST', `/v1/Conversations/${sid}/Participants`, { Identity: 'Ann' }),
  ]);
  expect((await send(await create())).status).toBe(201);
  await outsider.query('COMMIT');
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(
    sids.flatMap(() => [201, 200, 201]),
  );
});
