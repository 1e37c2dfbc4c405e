import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-json-'));
const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
const environment = {
  COLLOQUY_ACCOUNT_SID,
  COLLOQUY_AUTH_TOKEN,
  COLLOQUY_DATABASE_URL: `sqlite:${join(directory, 'own.db')}`,
};

let colloquy: Colloquy;
let client: Client;
beforeAll(async () => {
  colloquy = await startServer('sqlite::memory:', { COLLOQUY_ALLOW_RESET: '1' });
  client = createClient(colloquy);
});
afterAll(async () => {
  await colloquy.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs a command that has to succeed, and parses its output, which has to be one document. */
async function runJson(...args: readonly string[]) {
  const { code, stdout, stderr } = await runInProcess([...args, '--json'], environment);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}
const runOnServer = (...args: readonly string[]) => runJson(...args, '--url', colloquy.baseUrl);

test('migrate and keys print documents', async () => {
  expect(await runJson('migrate')).toEqual({ schema_version: expect.any(Number) });
  const key = await runJson('keys', 'create', '--name', 'ci');
  expect(key).toEqual({
    sid: expect.stringMatching(/^SK[0-9a-f]{32}$/),
    account_sid: account.sid,
    friendly_name: 'ci',
    date_created: expect.any(String),
    secret: expect.stringMatching(/^\w{32}$/),
  });
  expect(await runJson('keys', 'list')).toMatchObject([{ sid: key.sid, friendly_name: 'ci' }]);
  expect(await runJson('keys', 'delete', key.sid)).toEqual({ deleted: key.sid });
  expect(await runJson('keys', 'list')).toEqual([]);
});

test('seed and reset print documents', async () => {
  const file = join(directory, 'seed.yaml');
  writeFileSync(file, 'users:\n  - identity: bob\n');
  expect(await runOnServer('seed', file)).toEqual({ users: { created: 1, updated: 0, unchanged: 0 } });
  expect(await runOnServer('seed', file)).toMatchObject({ users: { created: 0, unchanged: 1 } });
  expect(await runOnServer('reset', '--yes')).toEqual({ reset: true });
  expect(await client.listUser()).toEqual([]);
});

test('the webhook commands print what the API replies', async () => {
  const { sid } = await client.createConversation({ uniqueName: 'json' });
  await client.createConversationScopedWebhook(sid, {
    target: 'webhook',
    configurationUrl: 'http://127.0.0.1:1/hook',
    configurationFilters: ['onMessageAdded'],
  });
  await client.createConversationMessage(sid, { body: 'hello' });
  const triggered = await runOnServer('webhooks', 'trigger', 'onMessageAdded', '--conversation', sid);
  expect(triggered).toMatchObject({
    event_name: 'onMessageAdded',
    deliveries: [{ conversation_sid: sid, state: 'pending' }],
  });
  const [delivery] = triggered.deliveries;
  const listed = await runOnServer('webhooks', 'list', '--conversation', sid);
  expect(listed.map((each: { readonly sid: string }) => each.sid)).toEqual([delivery.sid]);
  const shown = await runOnServer('webhooks', 'show', delivery.sid);
  // The same as a plain request, except that the delivery may have been attempted meanwhile.
  const authorization = `Basic ${btoa(`${account.sid}:${account.token}`)}`;
  const replied = await fetch(`${colloquy.baseUrl}/colloquy/v1/webhooks/deliveries/${delivery.sid}`, {
    headers: { authorization },
  });
  const expected = (await replied.json()) as Record<string, unknown>;
  expect(Object.keys(shown)).toEqual(Object.keys(expected));
  expect(shown).toMatchObject({ parameters: expected['parameters'], date_created: expected['date_created'] });
  expect(await runOnServer('webhooks', 'replay', delivery.sid)).toMatchObject({ sid: delivery.sid });
  expect(await runOnServer('webhooks', 'replay', '--state', 'delivered')).toEqual({ replayed: 0 });
});
