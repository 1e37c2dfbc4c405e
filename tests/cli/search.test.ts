import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';

let colloquy: Colloquy;
let conversation: string;
beforeAll(async () => {
  colloquy = await startServer('sqlite::memory:');
  const client = createClient(colloquy);
  conversation = (await client.createConversation({ friendlyName: 'Travel' })).sid;
  const post = (body: string, author: string, attributes: string) =>
    client.createConversationMessage(conversation, { body, author, attributes });
  await post('The train to Zürich', 'ann', '{"topic":"trains"}');
  await post('Zürich by night \u001b[31m', 'bob', '{"topic":"nights"}');
  await colloquy.advance('PT1S');
});
afterAll(() => colloquy.stop());

const run = (...args: readonly string[]) =>
  runInProcess([...args, '--url', colloquy.baseUrl], accountSettings);

test('search prints what it finds, newest first, without the control characters of texts', async () => {
  const { code, stdout } = await run('search', 'zurich');
  expect(code).toBe(0);
  const [heading, ...rows] = stdout.trimEnd().split('\n');
  expect(heading).toMatch(/^OBJECT +CREATED \(UTC\) +AUTHOR +CONVERSATION +TEXT$/);
  expect(rows).toEqual([
    expect.stringMatching(/^IM\w+ .* bob +Travel +Zürich by night/),
    expect.stringMatching(/^IM\w+ .* ann +Travel +The train to Zürich$/),
  ]);
  expect(stdout).not.toContain('\u001b');
  expect((await run('search', 'nowhere')).stdout).toBe('Nothing was found.\n');
  expect((await run('search', 'zurich', '--limit', '1')).stdout).toContain('There are more.');
});

test.each([
  [['zurich', '--author', 'ann'], 1],
  [['--attribute', 'topic=nights'], 1],
  [['--attribute', 'topic'], 2],
  [['--kind', 'conversation', '--kind', 'user'], 1],
  [['zurich', '--since', '2100-01-01'], 0],
])('search %j prints the results of the API as JSON', async (args, count) => {
  const { code, stdout } = await run('search', ...args, '--json');
  expect(code).toBe(0);
  const results = JSON.parse(stdout);
  expect(results).toHaveLength(count);
  for (const result of results) expect(result).toMatchObject({ conversation_sid: conversation });
});

test('search refuses a value that the API does not know', async () => {
  expect(await run('search', 'x', '--kind', 'mesage')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean message?'),
  });
  expect(await run('search', 'x', '--limit', '0')).toMatchObject({ code: 2 });
});

test('recent lists conversations by their last activity', async () => {
  const { code, stdout } = await run('recent');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^CONVERSATION .*\nCH\w+ .* active +Travel\n$/);
  const { stdout: json } = await run('recent', '--json');
  expect(JSON.parse(json)).toMatchObject([{ sid: conversation, date_last_activity: expect.any(String) }]);
});

test('reindex returns when the index has been rebuilt', async () => {
  const { code, stdout } = await run('reindex', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'ready', date_finished: expect.any(String) });
  expect((await run('reindex')).stdout).toMatch(
    /^Done: \d+ objects and entries of the index were checked\.\n$/,
  );
});

test('a server without a search says so', async () => {
  const other = await startServer('sqlite::memory:', { COLLOQUY_SEARCH: '0' });
  const { code, stderr } = await runInProcess(['search', 'x', '--url', other.baseUrl], accountSettings);
  await other.stop();
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('has no search.') });
});
