import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
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

const testWithLimits = test.skipIf(spawnSync('prlimit', ['--version']).status !== 0);

testWithLimits('a server whose disk has room for short writes only is not ready', async () => {
  const { url } = await createDatabase('sqlite');
  const file = url.slice('sqlite:'.length);
  await using server = await startServerProcess({ ...account, COLLOQUY_DATABASE_URL: url });
  const call = createCaller(server.baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
  const ready = async () => (await fetch(`${server.baseUrl}/readyz`)).status;
  const createLong = async () => {
    const form = { Attributes: JSON.stringify({ text: 'a'.repeat(16_000) }) };
    return (await call('POST', '/v1/Conversations', form)).status;
  };
  expect(await createLong()).toBe(201);
  // While somebody reads, SQLite does not begin its log again, which would make room in it.
  using reader = new DatabaseSync(file, { readOnly: true });
  reader.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
  const size = Math.max(...[file, `${file}-wal`].map((path) => statSync(path).size));
  expect(limitFileSize(server.process.pid, String(size + 200_000))).toBe(0);
  let status = 201;
  for (let count = 0; status === 201 && count < 500; count++) status = await createLong();
  expect(status).toBe(503);
  expect([await ready(), await ready()]).toEqual([503, 503]);
  expect(limitFileSize(server.process.pid, 'unlimited')).toBe(0);
  expect([await ready(), await createLong(), await ready()]).toEqual([200, 201, 200]);
});

testWithLimits('a server whose file cannot be written is not ready until it can', async () => {
  const { url } = await createDatabase('sqlite');
  await using server = await startServerProcess({ ...account, COLLOQUY_DATABASE_URL: url });
  const call = createCaller(server.baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
  const ready = async () => (await fetch(`${server.baseUrl}/readyz`)).status;
  const create = async () => (await call('POST', '/v1/Conversations')).status;
  expect([await create(), await ready()]).toEqual([201, 200]);

  expect(limitFileSize(server.process.pid, '1')).toBe(0);
  const refused = await call('POST', '/v1/Conversations');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect([await ready(), await ready()]).toEqual([503, 503]);
  expect((await call('GET', '/v1/Conversations')).body.conversations).toHaveLength(1);

  expect(limitFileSize(server.process.pid, 'unlimited')).toBe(0);
  expect([await ready(), await create(), await ready()]).toEqual([200, 201, 200]);
});

/** Creates a database with a conversation, and overwrites the only page of one of its tables. */
async function createDamagedDatabase(table: string) {
  const { url } = await createDatabase('sqlite');
  const file = url.slice('sqlite:'.length);
  const environment = { ...account, COLLOQUY_DATABASE_URL: url };
  await using server = await startServerProcess(environment);
  const call = createCaller(server.baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
  const { sid } = (await call('POST', '/v1/Conversations')).body;
  await server.kill('SIGTERM');
  const database = new DatabaseSync(file);
  const found = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
  database.close();
  const bytes = readFileSync(file);
  const end = Number(found?.['rootpage']) * pageSize;
  bytes.fill(0xff, end - pageSize, end);
  writeFileSync(file, bytes);
  return { file, environment, sid };
}

test('a server that finds its file damaged replies with 503 to what needs the damaged part, and is not ready', async () => {
  const { file, environment, sid } = await createDamagedDatabase('conversation');
  await using server = await startServerProcess(environment);
  const call = createCaller(server.baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
  for (const [method, path] of [
    ['GET', '/v1/Conversations'],
    ['POST', '/v1/Conversations'],
    ['GET', `/v1/Conversations/${sid}`],
  ] as const) {
    const refused = await call(method, path);
    expect(refused).toMatchObject({ status: 503, body: { code: 20503 } });
    expect(refused.headers.has('retry-after')).toBe(false);
  }
  expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(503);
  expect((await fetch(`${server.baseUrl}/healthz`)).status).toBe(200);
  expect((await call('GET', '/v1/Services')).status).toBe(200);

  const { stdout, stderr } = await server.kill('SIGTERM');
  const errors = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('"level":50'));
  expect(errors.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      msg: 'unavailable',
      part: 'database',
      reason: expect.stringContaining(`The database ${file} is damaged`),
    }),
  ]);
});

test.each(['event', 'account'])(
  'a server whose %s table is damaged does not start, and explains why in one line',
  async (table) => {
    const { file, environment } = await createDamagedDatabase(table);
    const started = await startServerProcess(environment).catch((error: unknown) => error);
    expect(String(started)).toContain(`colloquy: The database ${file} is damaged`);
    expect(String(started)).toContain('.recover');
    expect(String(started)).not.toContain('    at ');
  },
);

test('a file that is not a database is refused with the same advice', async () => {
  const { file, environment } = await createDamagedDatabase('event');
  writeFileSync(file, 'not a database '.repeat(1000));
  const started = await startServerProcess(environment).catch((error: unknown) => error);
  expect(String(started)).toContain(`colloquy: The database ${file} is damaged (file is not a database)`);
  expect(String(started)).not.toContain('    at ');
});
