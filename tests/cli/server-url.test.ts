import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';

type Server = Awaited<ReturnType<typeof startServer>>;

const directory = mkdtempSync(join(tmpdir(), 'colloquy-url-'));
const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
const account = { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN };
let named: Server;
let other: Server;
beforeAll(async () => {
  named = await startServer('sqlite::memory:', { COLLOQUY_ALLOW_RESET: '1' });
  other = await startServer('sqlite::memory:');
});
afterAll(async () => {
  await Promise.all([named, other].map((server) => server?.[Symbol.asyncDispose]()));
  rmSync(directory, { recursive: true, force: true });
});

/** The server that a command uses. */
async function serverOf(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder?: string,
): Promise<string> {
  const { code, stdout, stderr } = await runInProcess(
    ['status', '--json', ...args],
    { ...account, ...environment },
    folder,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout).url;
}

test('commands use the server that COLLOQUY_URL names, in the environment or in .env', async () => {
  expect(await serverOf([], { COLLOQUY_URL: named.baseUrl })).toBe(named.baseUrl);
  writeFileSync(join(directory, '.env'), `COLLOQUY_URL=${named.baseUrl}\n`);
  expect(await serverOf([], {}, directory)).toBe(named.baseUrl);
  expect(await serverOf([], { COLLOQUY_URL: other.baseUrl }, directory)).toBe(other.baseUrl);
});

test('--url comes before COLLOQUY_URL, and COLLOQUY_URL before the server in the folder and the settings', async () => {
  expect(await serverOf(['--url', other.baseUrl], { COLLOQUY_URL: named.baseUrl })).toBe(other.baseUrl);
  const database = join(directory, 'colloquy.db');
  const running = {
    pid: process.pid,
    url: other.baseUrl,
    accountSid: COLLOQUY_ACCOUNT_SID,
    authToken: COLLOQUY_AUTH_TOKEN,
  };
  writeFileSync(`${database}.server`, JSON.stringify(running));
  const settings = { COLLOQUY_DATABASE_URL: `sqlite:${database}`, PORT: new URL(other.baseUrl).port };
  expect(await serverOf([], { ...settings, COLLOQUY_URL: named.baseUrl })).toBe(named.baseUrl);
  // A variable without a value, as CI services set it, names no server.
  expect(await serverOf([], { ...settings, COLLOQUY_URL: '' })).toBe(other.baseUrl);
});

test('commands that can work on a database use the server that COLLOQUY_URL names', async () => {
  const seed = join(directory, 'seed.yaml');
  writeFileSync(seed, 'users:\n  - identity: alice\n');
  const environment = { ...account, COLLOQUY_URL: named.baseUrl };
  const identities = async () =>
    JSON.parse((await runInProcess(['users', 'list', '--json'], environment)).stdout).map(
      ({ identity }: { readonly identity: string }) => identity,
    );
  expect(await runInProcess(['seed', seed], environment)).toMatchObject({ code: 0, stderr: '' });
  expect(await identities()).toEqual(['alice']);
  expect(await runInProcess(['reset', '--yes'], environment)).toMatchObject({ code: 0, stderr: '' });
  expect(await identities()).toEqual([]);
});

test('an error of the server that COLLOQUY_URL names leads to the variable', async () => {
  const run = (url: string) => runInProcess(['status'], { ...account, COLLOQUY_URL: url });
  expect(await run('127.0.0.1:8080')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^colloquy: --url, or COLLOQUY_URL, must be an http or https URL/),
  });
  expect(await run('http://127.0.0.1:1')).toMatchObject({
    code: 1,
    stderr:
      'colloquy: http://127.0.0.1:1 does not respond. Start the server there, or name another with --url or COLLOQUY_URL.\n',
  });
});
