import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { createDatabase, type Engine } from '../support/engines/databases.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { fill } from './support/fill.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-ndjson-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const at = (name: string) => join(directory, name);

/** A database of its own with a folder for its media. */
async function createPlace(engine: Engine, name: string) {
  const { url } = await createDatabase(engine);
  const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
  const environment = {
    COLLOQUY_ACCOUNT_SID,
    COLLOQUY_AUTH_TOKEN,
    COLLOQUY_DATABASE_URL: url,
    COLLOQUY_MEDIA_URL: `file:${at(`media-${name}`)}`,
  };
  return {
    environment,
    start: () => startServer(url, environment),
    run: (...args: readonly string[]) => runInProcess(args, environment),
  };
}

/** Every file of an export with its bytes. */
const readExport = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(at(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'latin1')]),
  );

const linesOf = (folder: string, kind: string): readonly Record<string, unknown>[] =>
  readFileSync(join(at(folder), `${kind}.ndjson`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test.each([
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
  ['sqlite', 'sqlite'],
] as const)('an export of %s that is imported on %s is exported again byte for byte', async (from, to) => {
  const name = `${from}-${to}`;
  const first = await createPlace(from, `${name}-first`);
  const second = await createPlace(to, `${name}-second`);
  const exported = await (async () => {
    await using server = await first.start();
    const filled = await fill(createClient(server));
    // The server may run.
    expect(await first.run('export', at(`${name}-1`), '--secrets')).toMatchObject({ code: 0, stderr: '' });
    return filled;
  })();
  const imported = await second.run('import', 'ndjson', at(`${name}-1`), '--json');
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(imported.stdout)).toMatchObject({ problems: [], objects: { messages: { created: 3 } } });
  await second.run('export', at(`${name}-2`), '--secrets');
  const bytes = readExport(`${name}-1`);
  expect(readExport(`${name}-2`)).toEqual(bytes);
  expect(bytes[exported.media]).toBe('\u0000\n\u00ff\r');
  // No request registers a device or creates an API key of an account in the settings.
  for (const kind of Object.keys(bytes).filter((file) => file.endsWith('.ndjson')))
    if (!/^(bindings|api_keys)/.test(kind)) expect([kind, bytes[kind]?.length]).not.toEqual([kind, 0]);

  // What the second import changes is nothing, and what the target does next continues where the source was.
  const again = JSON.parse((await second.run('import', 'ndjson', at(`${name}-1`), '--json')).stdout);
  expect(again.objects.messages).toEqual({ created: 0, updated: 0, unchanged: 3 });
  await using server = await second.start();
  const client = createClient(server);
  const posted = await client.createConversationMessage('order-1', { body: 'next', author: 'alice' });
  expect(posted.index).toBe(5);
  expect(await client.fetchConversation('order-1')).toMatchObject({
    sid: exported.room,
    attributes: '{ "z": 1, "a":"\\u00e9  é" }',
    chatServiceSid: exported.service,
  });
});

test('an export has what its filters select, and only its owner can read it', async () => {
  const place = await createPlace('sqlite', 'filters');
  await using server = await place.start();
  const { service, room, other } = await fill(createClient(server));
  const conversationsOf = async (folder: string, ...args: readonly string[]) => {
    expect(await place.run('export', at(folder), ...args)).toMatchObject({ code: 0 });
    return linesOf(folder, 'conversations').map(({ sid }) => sid);
  };
  expect((await conversationsOf('by-service', '--service', service)).sort()).toEqual([room, other].sort());
  expect(linesOf('by-service', 'credentials')).toEqual([]);
  expect(await conversationsOf('by-sid', '--conversation', other)).toEqual([other]);
  expect(linesOf('by-sid', 'users').map(({ identity }) => identity)).toEqual(['bob']);
  expect(await conversationsOf('by-identity', '--identity', 'alice')).toEqual([room]);
  expect(await conversationsOf('by-address', '--address', '+15550100')).toEqual([room]);
  expect(await conversationsOf('by-both', '--address', '+15550100', '--identity', 'bob')).toEqual([]);
  expect(statSync(at('by-sid/users.ndjson')).mode & 0o777).toBe(0o600);

  await place.run('export', at('without-secrets'));
  expect(linesOf('without-secrets', 'credentials')).toMatchObject([{ friendly_name: 'push' }]);
  expect(readFileSync(at('without-secrets/credentials.ndjson'), 'utf8')).not.toContain('of-the-push-service');
});

test('mistakes are explained', async () => {
  const place = await createPlace('sqlite', 'mistakes');
  await place.run('migrate');
  writeFileSync(at('a-file'), '');
  const messages = async (...args: readonly string[]) => {
    const { code, stderr } = await place.run(...args);
    return [code, stderr];
  };
  expect(await messages('export', at('whole'))).toEqual([1, expect.stringContaining('has no account AC')]);
  await (await place.start()).stop();
  expect(await messages('export', at('x'), '--service', 'IS1')).toEqual([
    2,
    expect.stringContaining('takes a SID'),
  ]);
  expect(await messages('export', directory)).toEqual([1, expect.stringContaining('is not empty')]);
  expect(await messages('import', 'ndjson', at('nowhere'))).toEqual([
    1,
    expect.stringContaining('no complete export'),
  ]);
  expect(await messages('export', at('whole'))).toEqual([0, '']);
  writeFileSync(at('whole/roles.ndjson'), '{"sid":"RL1"}\n');
  expect(await messages('import', 'ndjson', at('whole'))).toEqual([
    1,
    expect.stringMatching(/roles\.ndjson:1 chat_service_sid is missing/),
  ]);
  expect(await messages('export', at('a-file/x'))).toEqual([1, expect.stringContaining('ENOTDIR')]);
});

test('an export that has not been copied completely is not imported as if it were', async () => {
  const place = await createPlace('sqlite', 'truncated');
  const server = await place.start();
  await fill(createClient(server));
  await server.stop();
  await place.run('export', at('copy'));
  const file = join(at('copy'), 'messages.ndjson');
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, `${lines.slice(0, 2).join('\n')}\n`);
  const target = await createPlace('sqlite', 'truncated-target');
  expect(await target.run('import', 'ndjson', at('copy'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('messages.ndjson has 2 lines of 3'),
  });
  rmSync(file);
  expect(await target.run('import', 'ndjson', at('copy'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('messages.ndjson has 0 lines of 3'),
  });
});
