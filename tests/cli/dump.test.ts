import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';

const sample = join(import.meta.dirname, '../../samples/support-desk.yaml');
const directory = mkdtempSync(join(tmpdir(), 'colloquy-dump-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const at = (name: string) => join(directory, name);

const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
const environment = { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN };

/** The dump without the time that timers have left, which passes. */
const readDump = (name: string): string =>
  readFileSync(at(name), 'utf8').replaceAll(/"(inactive|closed)": "PT\d+S"/g, '"$1": "left"');

test('a dump is a seed that creates the same on another server', async () => {
  await using first = await startServer('sqlite::memory:');
  await using second = await startServer('sqlite::memory:');
  const on = (server: typeof first, ...args: readonly string[]) =>
    runInProcess([...args, '--url', server.baseUrl], environment);
  expect(await on(first, 'seed', sample)).toMatchObject({ code: 0, stderr: '' });
  const dumped = await on(first, 'dump', at('first.json'));
  expect(dumped).toMatchObject({ code: 0, stderr: '' });
  expect(dumped.stdout).toMatch(/^Wrote .*first\.json:\n\n(.*\n)*messages +\d+\n/);
  expect(await on(second, 'seed', at('first.json'))).toMatchObject({ code: 0, stderr: '' });
  await on(second, 'dump', at('second.json'));
  expect(readDump('second.json')).toEqual(readDump('first.json'));
  // It has what the sample describes.
  for (const text of ['order-7301', '+15550100142', 'Support desk', '"last_read_message_index"', '"left"'])
    expect(readDump('first.json')).toContain(text);

  expect(await on(first, 'dump', at('first.json'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('exists, and would be replaced. Pass --yes to confirm.'),
  });
  expect(await on(first, 'dump', at('first.yaml'), '--json')).toMatchObject({ code: 0 });
  expect(await on(second, 'seed', at('first.yaml'))).toMatchObject({ code: 0, stderr: '' });
});

test('objects without a name get one, by which a seed finds them', async () => {
  await using server = await startServer('sqlite::memory:');
  const client = createClient(server);
  const { sid } = await client.createConversation({ friendlyName: 'Nameless' });
  await client.createService({ friendlyName: 'Twin' });
  await client.createService({ friendlyName: 'Twin' });
  const run = (...args: readonly string[]) => runInProcess([...args, '--url', server.baseUrl], environment);
  await run('dump', at('names.yaml'));
  const text = readFileSync(at('names.yaml'), 'utf8');
  expect(text).toContain(`unique_name: unnamed-${sid}`);
  expect(text).toContain('friendly_name: Twin (2)');
});
