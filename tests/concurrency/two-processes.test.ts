import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { readContents } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { expectEventNumbers } from '../support/engines/expect-event-numbers.ts';
import { createCaller, type HttpCaller, type Reply } from '../support/http/caller.ts';
import { type ServerProcess, startServerProcess } from '../support/processes/colloquy-command.ts';
import { range } from '../support/range.ts';
import { startServer } from '../support/servers/start-servers.ts';

let url: string;
let servers: readonly ServerProcess[];
let calls: readonly [HttpCaller, HttpCaller];
beforeAll(async () => {
  url = (await createDatabase('postgres')).url;
  const environment = { ...accountSettings, COLLOQUY_DATABASE_URL: url, COLLOQUY_LOG_LEVEL: 'error' };
  // Started together, so that they also migrate and create the account concurrently.
  const started = await Promise.all([startServerProcess(environment), startServerProcess(environment)]);
  servers = started;
  calls = [
    createCaller(started[0].baseUrl, account.sid, account.token),
    createCaller(started[1].baseUrl, account.sid, account.token),
  ];
});
afterAll(async () => {
  const ended = await Promise.all(servers.map((server) => server.kill('SIGTERM')));
  expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
});

/** Sends the same requests to both servers, interleaved. */
const both = <Item>(
  items: readonly Item[],
  ask: (call: HttpCaller, item: Item) => Promise<Reply>,
): Promise<Reply[]> => Promise.all(items.flatMap((item) => calls.map((call) => ask(call, item))));

const statuses = (replies: readonly Reply[]) => new Set(replies.map(({ status }) => status));
const won = (replies: readonly Reply[], status: number) => replies.filter((reply) => reply.status === status);

test('the default service of an account is created once', async () => {
  const replies = await both(range(5), (call, n) =>
    call('POST', '/v1/Conversations', { FriendlyName: `${n}` }),
  );
  expect(statuses(replies)).toEqual(new Set([201]));
  expect((await readContents(url)).services).toHaveLength(1);
});

test('exactly one of concurrent creates with one unique name succeeds', async () => {
  const replies = await both(
    range(120).map((n) => `created ${n % 30}`),
    (call, name) => call('POST', '/v1/Conversations', { UniqueName: name }),
  );
  expect(statuses(replies)).toEqual(new Set([201, 409]));
  expect(
    won(replies, 201)
      .map(({ body }) => body.unique_name)
      .toSorted(),
  ).toEqual(
    range(30)
      .map((n) => `created ${n}`)
      .toSorted(),
  );
  expect(new Set(won(replies, 409).map(({ body }) => body.code))).toEqual(new Set([50353]));
});

test('exactly one of concurrent updates to one unique name succeeds', async () => {
  const made = await both(range(20), (call) => call('POST', '/v1/Conversations', {}));
  const replies = await Promise.all(
    made.map(({ body }, n) =>
      calls[n % 2 === 0 ? 0 : 1]('POST', `/v1/Conversations/${body.sid}`, { UniqueName: `updated ${n % 8}` }),
    ),
  );
  expect(statuses(replies)).toEqual(new Set([200, 409]));
  expect(
    won(replies, 200)
      .map(({ body }) => body.unique_name)
      .toSorted(),
  ).toEqual(
    range(8)
      .map((n) => `updated ${n}`)
      .toSorted(),
  );
});

test('updates of one conversation are all applied, one after the other', async () => {
  const { body } = await calls[0]('POST', '/v1/Conversations', {});
  const replies = await both(range(60), (call, n) =>
    call('POST', `/v1/Conversations/${body.sid}`, { Attributes: `[${n}, ${Math.random()}]` }),
  );
  expect(statuses(replies)).toEqual(new Set([200]));
  const { events, conversations } = await readContents(url);
  const own = events.filter((event) => event.conversation_sid === body.sid);
  const reported = own.slice(1).map(({ properties }) => properties['attributes']);
  expect(reported.toSorted()).toEqual(replies.map((reply) => reply.body.attributes).toSorted());
  const row = conversations.find(({ sid }) => sid === body.sid);
  expect(row).toMatchObject({ event_counter: 121, attributes: reported.at(-1) });
  expect((await calls[1]('GET', `/v1/Conversations/${body.sid}`)).body.attributes).toBe(reported.at(-1));
});

test('a change in one process is visible in the other at once', async () => {
  const { body } = await calls[0]('POST', '/v1/Conversations', { UniqueName: 'shown' });
  for (const n of range(10)) {
    const [writer, reader] = n % 2 === 0 ? calls : [calls[1], calls[0]];
    await writer('POST', '/v1/Conversations/shown', { FriendlyName: `${n}` });
    expect((await reader('GET', `/v1/Conversations/${body.sid}`)).body.friendly_name).toBe(`${n}`);
    expect((await reader('GET', '/v1/Conversations?PageSize=1')).body.conversations[0]?.friendly_name).toBe(
      `${n}`,
    );
  }
});

test('concurrent updates, renames and deletes in opposite orders cause no internal error', async () => {
  const names = range(12).map((n) => `mixed ${n}`);
  await Promise.all(names.map((name) => calls[0]('POST', '/v1/Conversations', { UniqueName: name })));
  const replies: Reply[] = [];
  for (const round of range(8)) {
    const forwards = names.map((name, n) =>
      calls[0]('POST', `/v1/Conversations/${encodeURIComponent(name)}`, {
        UniqueName: names[(n + 1 + round) % 12] ?? '',
        FriendlyName: `${round}`,
      }),
    );
    const backwards = names
      .toReversed()
      .map((name, n) =>
        calls[1](
          'POST',
          `/v1/Conversations/${encodeURIComponent(name)}`,
          n % 3 === 0 ? { UniqueName: '' } : { FriendlyName: `back ${round}` },
        ),
      );
    const others = names.flatMap((name, n) => [
      calls[n % 2 === 0 ? 0 : 1]('POST', '/v1/Conversations', { UniqueName: name }),
      ...(n % 4 === round % 4
        ? [calls[n % 2 === 0 ? 1 : 0]('DELETE', `/v1/Conversations/${encodeURIComponent(name)}`)]
        : []),
    ]);
    replies.push(...(await Promise.all([...forwards, ...backwards, ...others])));
  }
  expect([...statuses(replies)].filter((status) => ![200, 201, 204, 404, 409].includes(status))).toEqual([]);
  const shown = (await readContents(url)).conversations.flatMap(({ unique_name }) => unique_name ?? []);
  expect(new Set(shown).size).toBe(shown.length);
});

test('deleting a service while the other process writes to it causes no internal error', async () => {
  const { body } = await calls[0]('POST', '/v1/Services', { FriendlyName: 'Short' });
  const path = `/v1/Services/${body.sid}/Conversations`;
  const writes = range(40).map((n) => calls[n % 2 === 0 ? 0 : 1]('POST', path, { UniqueName: `short ${n}` }));
  const removal = calls[1]('DELETE', `/v1/Services/${body.sid}`);
  expect([...statuses(await Promise.all(writes))].filter((status) => ![201, 404].includes(status))).toEqual(
    [],
  );
  expect((await removal).status).toBe(204);
  for (const call of calls) expect((await call('GET', path)).status).toBe(404);
});

test('after all this, the log has no gaps and agrees with the rows', async () => {
  const contents = await readContents(url);
  const [home] = contents.services;
  // The content of the deleted service is deleted in the background.
  const conversations = contents.conversations.filter(
    (row) => Object.hasOwn(row, 'service_id') && Reflect.get(row, 'service_id') === home?.['id'],
  );
  const events = contents.events.map((event) => event.position);
  expect(events).toEqual(range(events.length).map((n) => n + 1));
  const sids = new Set(conversations.map(({ sid }) => sid));
  const own = contents.events.filter(({ conversation_sid }) => sids.has(conversation_sid));
  expectEventNumbers({
    ...contents,
    conversations,
    events: own.map((event, n) => ({ ...event, position: n + 1 })),
  });
});

test('a due timer fires once, whichever process comes first', async () => {
  const database = await createDatabase('postgres');
  await using one = await startServer(database.url);
  await using two = await startServer(database.url);
  const call = createCaller(one.baseUrl, account.sid, account.token);
  const made = await Promise.all(
    range(40).map(() =>
      call('POST', '/v1/Conversations', { 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' }),
    ),
  );
  await Promise.all([one.advance('PT1M'), two.advance('PT1M')]);
  await Promise.all([one.advance('PT9M'), two.advance('PT9M')]);
  const contents = await readContents(database.url);
  expectEventNumbers(contents);
  for (const { body } of made) {
    const own = contents.events.filter((event) => event.conversation_sid === body.sid);
    expect(own.map(({ source }) => source)).toEqual(['API', 'TIMER', 'TIMER']);
    expect(own.slice(1).map(({ properties }) => properties['state_to'])).toEqual(['inactive', 'closed']);
  }
  expect(new Set(contents.conversations.map(({ state }) => state))).toEqual(new Set(['closed']));
});
