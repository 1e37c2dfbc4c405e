import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';

const sample = join(import.meta.dirname, '../../samples/support-desk.yaml');
const directory = mkdtempSync(join(tmpdir(), 'colloquy-seed-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const account = { COLLOQUY_ACCOUNT_SID: `AC${'1'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'token' };

function file(content: string, name: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** Reads the table that a run prints: the counts of each section. */
const readCounts = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    [...stdout.matchAll(/^(\w+) +(\d+) +(\d+) +(\d+)$/gm)].map(([, key, ...n]) => [key, n.join()]),
  );

describe.each(engines)('on %s', (engine) => {
  test('the sample fills an empty database, and a second run on the running server creates nothing', async () => {
    const { url } = await createDatabase(engine);
    const settings = { ...account, COLLOQUY_DATABASE_URL: url };
    const first = await runInProcess(['seed', sample], settings);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const created = readCounts(first.stdout);
    expect(created).toMatchObject({ services: '2,0,0', conversations: '14,0,0', configuration: '0,2,0' });

    await using server = await startColloquy({ databaseUrl: url, settings: account });
    const client = createClient(server);
    const before = await contents(client);
    expect(new Set(before.conversations.map(({ state }) => state))).toEqual(
      new Set(['active', 'inactive', 'closed']),
    );
    expect(before.messages).toBe(Number.parseInt(created.messages ?? '', 10) - 8);
    const again = await runInProcess(['seed', sample, '--url', server.listeningUrl], account);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(readCounts(again.stdout)).toEqual(
      Object.fromEntries(
        Object.entries(created).map(([key, counts]) => [
          key,
          `0,0,${Math.max(...counts.split(',').map(Number))}`,
        ]),
      ),
    );
    expect(await contents(client)).toEqual(before);
  });
});

/** The contents of the account's default service, which the sample sets. */
async function contents(client: ReturnType<typeof createClient>) {
  const conversations = await client.listConversation();
  const lists = await Promise.all(conversations.map(({ sid }) => client.listConversationMessage(sid)));
  return { conversations, messages: lists.flat().length };
}

describe('on a running server', () => {
  let server: Awaited<ReturnType<typeof startColloquy>>;
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    server = await startColloquy({ settings: account });
    client = createClient(server);
  });
  afterAll(() => server.stop());
  const seed = (content: object, name = 'seed.json') =>
    runInProcess(['seed', file(JSON.stringify(content), name), '--url', server.baseUrl], account);

  test('a JSON file sets names, dates, timers, read horizons and states', async () => {
    const { code, stderr } = await seed({
      services: [
        {
          friendly_name: 'One',
          roles: [{ friendly_name: 'guest', type: 'conversation', permissions: ['sendMessage'] }],
          conversations: [
            {
              unique_name: 'a',
              state: 'inactive',
              date_created: '2024-05-01T12:00:00Z',
              date_updated: '2024-05-01T13:00:00Z',
              timers: { closed: 'P1D' },
              participants: [{ identity: 'u', role_sid: 'guest', last_read_message_index: 0 }],
              messages: [{ author: 'u', body: 'Hello', date_created: '-PT1H' }],
              webhooks: [
                {
                  target: 'webhook',
                  configuration: { url: 'http://127.0.0.1:1/', filters: ['onMessageAdded'] },
                },
              ],
            },
          ],
        },
      ],
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [service] = await client.listService();
    const is = service?.sid ?? '';
    expect(await client.fetchServiceConversation(is, 'a')).toMatchObject({
      state: 'inactive',
      dateCreated: new Date('2024-05-01T12:00:00Z'),
      dateUpdated: new Date('2024-05-01T13:00:00Z'),
      timers: { dateClosed: expect.any(Date) },
    });
    const guest = (await client.listServiceRole(is)).find(({ friendlyName }) => friendlyName === 'guest');
    expect(await client.fetchServiceConversationParticipant(is, 'a', 'u')).toMatchObject({
      roleSid: guest?.sid,
      lastReadMessageIndex: 0,
    });
    const [message] = await client.listServiceConversationMessage(is, 'a');
    expect(message).toMatchObject({ body: 'Hello', author: 'u' });
    expect(Math.abs(Date.now() - 3_600_000 - Number(message?.dateCreated))).toBeLessThan(60_000);
    expect(await client.listServiceConversationScopedWebhook(is, 'a')).toHaveLength(1);
  });

  test('existing objects are updated where the file differs, and missing ones are created', async () => {
    const before = {
      users: [{ identity: 'b', friendly_name: 'Before' }],
      conversations: [
        { unique_name: 'b', date_created: '2024-05-01T12:00:00Z', messages: [{ body: '1' }] },
        { unique_name: 'c' },
      ],
    };
    await seed(before);
    await client.updateConversation('b', { state: 'inactive' });
    const { stdout } = await seed({
      users: [{ identity: 'b', friendly_name: 'After' }],
      conversations: [
        {
          unique_name: 'b',
          state: 'active',
          date_created: '2020-05-01T12:00:00Z',
          messages: [{ body: '1' }, { body: '2' }],
        },
        {
          unique_name: 'c',
          participants: [{ messaging_binding: { address: '+15550100', proxy_address: '+15550199' } }],
        },
      ],
    });
    expect(readCounts(stdout)).toEqual({
      users: '0,1,0',
      conversations: '0,0,2',
      participants: '1,0,0',
      messages: '0,0,2',
    });
    expect(await client.fetchUser('b')).toMatchObject({ friendlyName: 'After' });
    expect(await client.fetchConversation('b')).toMatchObject({
      state: 'inactive',
      dateCreated: new Date('2024-05-01T12:00:00Z'),
    });
  });

  test('an object that the server refuses is reported with its location, after the counts so far', async () => {
    const [{ code, stdout, stderr }, full] = await Promise.all([
      seed({ users: [{ identity: 'c' }, { identity: 'd', role_sid: 'nobody' }] }),
      seed(
        { conversations: [{ unique_name: 'e', messages: [{ media_sid: `ME${'0'.repeat(32)}` }] }] },
        'other.json',
      ),
    ]);
    expect({ code, counts: readCounts(stdout) }).toEqual({ code: 1, counts: { users: '1,0,0' } });
    expect(stderr).toMatch(
      /^colloquy: .*seed\.json:1:28: users\[1\]: there is none of the roles called nobody\n$/,
    );
    expect(full.stderr).toMatch(/conversations\[0\]\.messages\[0\]: Media not found \(50507\)\n$/);
  });

  test('a mistake of the user prints one line', async () => {
    const settings = { ...account, COLLOQUY_DATABASE_URL: 'sqlite::memory:' };
    const wrong: readonly [readonly string[], exitCode: number, RegExp][] = [
      [[], 2, /missing required argument 'FILE'/],
      [['/nowhere.yaml'], 1, /Cannot read the seed file/],
      [[sample, '--url', 'ftp://a'], 2, /--url, or COLLOQUY_URL, must be/],
      [[sample, '--url', 'http://127.0.0.1:1'], 1, /services\[0\]: .* no reply/],
      [[sample], 1, /database in memory/],
    ];
    await Promise.all(
      wrong.map(async ([args, exitCode, message]) => {
        const { code, stdout, stderr } = await runInProcess(['seed', ...args], settings);
        expect(stderr).toMatch(message);
        expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
      }),
    );
  });
});

test('a SQLite file that a server has open needs --url, which needs an account', async () => {
  const { url } = await createDatabase('sqlite');
  await using _ = await startColloquy({ databaseUrl: url });
  const [direct, nobody] = await Promise.all([
    runInProcess(['seed', sample], { COLLOQUY_DATABASE_URL: url }),
    runInProcess(['seed', sample, '--url', 'http://127.0.0.1:1']),
  ]);
  expect(direct).toMatchObject({ code: 1, stderr: expect.stringMatching(/has the database .* --url/) });
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringMatching(/--account-sid/) });
});
