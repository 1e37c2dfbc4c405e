import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';

const account = { COLLOQUY_ACCOUNT_SID: `AC${'1'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'token' };

/** Of SQLite's files. */
const pageSize = 4096;

/** Limits the size of the files that a process writes: writes beyond it fail, as on a full disk. */
const limitFileSize = (pid: number | undefined, bytes: string) =>
  spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]).status;

test.skipIf(spawnSync('prlimit', ['--version']).status !== 0)(
  'a server whose file cannot be written is not ready until it can',
  async () => {
    const { url } = await createDatabase('sqlite');
    await using server = await startServerProcess({ ...account, COLLOQUY_DATABASE_URL: url });
    const call = createCaller(server.baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
    const ready = async () => (await fetch(`${server.baseUrl}/readyz`)).status;
    const create = async () => (await call('POST', '/v1/Conversations')).status;
    expect([await create(), await ready()]).toEqual([201, 200]);

    expect(limitFileSize(server.process.pid, '1')).toBe(0);
    expect(await create()).toBe(503);
    expect([await ready(), await ready()]).toEqual([503, 503]);
    expect((await call('GET', '/v1/Conversations')).body.conversations).toHaveLength(1);

    expect(limitFileSize(server.process.pid, 'unlimited')).toBe(0);
    expect([await ready(), await create(), await ready()]).toEqual([200, 201, 200]);
  },
);

test('a server that finds its file damaged is not ready', async () => {
  const { url } = await createDatabase('sqlite');
  const file = url.slice('sqlite:'.length);
  const environment = { ...account, COLLOQUY_DATABASE_URL: url };
  await using first = await startServerProcess(environment);
  const call = createCaller(first.baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
  await call('POST', '/v1/Conversations');
  await first.kill('SIGTERM');
  const database = new DatabaseSync(file);
  const table = database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'conversation'`).get();
  database.close();
  const bytes = readFileSync(file);
  const end = Number(table?.['rootpage']) * pageSize;
  bytes.fill(0xff, end - pageSize, end);
  writeFileSync(file, bytes);

  await using second = await startServerProcess(environment);
  const callAgain = createCaller(second.baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
  expect((await callAgain('GET', '/v1/Conversations')).status).toBeGreaterThanOrEqual(500);
  expect((await fetch(`${second.baseUrl}/readyz`)).status).toBe(503);
  expect((await fetch(`${second.baseUrl}/healthz`)).status).toBe(200);
});
