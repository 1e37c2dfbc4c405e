import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';

const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
const environment = { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN };

let colloquy: Colloquy;
let client: Client;
beforeAll(async () => {
  colloquy = await startServer('sqlite::memory:', { COLLOQUY_TEST_CLOCK: '1' });
  client = createClient(colloquy);
});
afterAll(() => colloquy.stop());

const run = (...args: readonly string[]) => runInProcess([...args, '--url', colloquy.baseUrl], environment);

test('clock advances the time, which fires timers, and freezes and resumes it', async () => {
  const { sid } = await client.createConversation({ timersInactive: 'PT10M' });
  const now = await run('clock', 'now', '--json');
  expect(JSON.parse(now.stdout)).toEqual({ now: expect.any(String), frozen: expect.any(Boolean) });
  expect(await run('clock', 'freeze')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\S+Z \(frozen\)\n$/),
  });
  const advanced = await run('clock', 'advance', 'PT10M');
  expect(Date.parse(advanced.stdout.split(' ')[0] ?? '')).toBeGreaterThanOrEqual(
    startTime.getTime() + 600_000,
  );
  expect((await client.fetchConversation(sid)).state).toBe('inactive');
  expect((await run('clock', 'resume')).stdout).not.toContain('frozen');
});

test('inbound adds a message to the conversation of its addresses, and names a group by its recipients', async () => {
  const { sid } = await client.createConversation({});
  await client.createConversationParticipant(sid, {
    messagingBindingAddress: '+15550100',
    messagingBindingProxyAddress: '+15550199',
  });
  const args = ['inbound', '--from', '+15550100', '--to', '+15550199', '--body', 'Is anybody there?'];
  const { code, stdout } = await run(...args, '--json');
  const reply = JSON.parse(stdout);
  expect({ code, reply }).toMatchObject({
    code: 0,
    reply: { conversation_sid: sid, conversation_created: false },
  });
  expect(await client.fetchConversationMessage(sid, reply.message_sid)).toMatchObject({
    author: '+15550100',
    body: 'Is anybody there?',
  });
  expect((await run(...args)).stdout).toMatch(/^Added the message IM\w+ to the conversation CH\w+\.\n$/);
  // A group of these members does not exist.
  expect(await run(...args, '--recipient', '+15550101', '--recipient', '+15550102')).toMatchObject({
    code: 1,
    stdout: '',
  });
});

test('faults are added, listed with how often they happened, and cleared', async () => {
  const args = ['--kind', 'error', '--operation', 'ListRole', '--status', '429', '--retry-after', '0'];
  const added = await run('faults', 'add', ...args, '--probability', '1', '--count', '1', '--json');
  expect(JSON.parse(added.stdout)).toMatchObject({
    kind: 'error',
    operation: 'ListRole',
    status: 429,
    retry_after: 0,
    remaining: 1,
  });
  await expect(client.listRole()).rejects.toMatchObject({ status: 429 });
  expect(await client.listRole()).not.toHaveLength(0);
  expect((await run('faults', 'list')).stdout).toMatch(/^error +ListRole +probability 1 +0 left +hits: 1\n$/);
  expect((await run('faults', 'clear')).stdout).toBe('Nothing fails any more.\n');
  expect(await colloquy.faults.list()).toEqual([]);
  expect((await run('faults', 'list')).stdout).toBe('There are no faults.\n');
});

test.each<[string, exitCode: number, readonly string[], RegExp]>([
  ['a clock without a verb', 2, ['clock'], /clock needs one of: now, advance, freeze, resume\./],
  ['an advance without a duration', 2, ['clock', 'advance'], /missing required argument 'DURATION'/],
  [
    'an advance by what is not a duration',
    2,
    ['clock', 'advance', '10m'],
    /DURATION must be .*, not "10m"\./,
  ],
  ['a fault without a kind', 2, ['faults', 'add'], /faults add needs --kind KIND/],
  ['a misspelled kind', 2, ['faults', 'add', '--kind', 'eror'], /did you mean error\?/],
  [
    'a probability above 1',
    2,
    ['faults', 'add', '--kind', 'error', '--probability', '1.5'],
    /--probability must be a number from 0 to 1, such as 0\.5, not "1\.5"/,
  ],
  [
    'a fault of an operation that does not exist',
    1,
    ['faults', 'add', '--kind', 'error', '--operation', 'Nothing'],
    /must be the name of an operation/,
  ],
  ['a message without a sender', 2, ['inbound', '--to', '+15550199'], /inbound needs --from ADDRESS/],
  ['a malformed sender', 2, ['inbound', '--from', '1', '--to', '+15550199'], /--from must be .*, not "1"\./],
  [
    'an address that nobody expects a message at',
    1,
    ['inbound', '--from', '+15550142', '--to', '+15550143', '--body', 'a'],
    /returned an error: /,
  ],
])('%s prints one line and exits with %i', async (_, exitCode, args, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect(stderr).toMatch(/^colloquy: .*\n$/);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
});

test('clock names the setting that a server without a test clock needs', async () => {
  await using plain = await startServer('sqlite::memory:');
  expect(await runInProcess(['clock', 'now', '--url', plain.baseUrl], environment)).toMatchObject({
    code: 1,
    stderr: `colloquy: ${plain.baseUrl} has no test clock. Start it with COLLOQUY_TEST_CLOCK=1.\n`,
  });
});
