import { expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { range } from '../support/range.ts';

const environmentOf = (url: string) => ({
  COLLOQUY_ACCOUNT_SID: account.sid,
  COLLOQUY_AUTH_TOKEN: account.token,
  COLLOQUY_DATABASE_URL: url,
  COLLOQUY_LOG_LEVEL: 'error',
});

const verify = async (url: string) => {
  const { stdout } = await runInProcess(['audit', 'verify', '--json'], environmentOf(url));
  return JSON.parse(stdout) as { entries: number; not_chained_yet: number };
};

const objectsOf = async (url: string) =>
  (await queryRows(url, `SELECT object_sid FROM audit_entry WHERE operation = 'CreateService'`)).map(
    (row) => row['object_sid'],
  );

test('two servers on one PostgreSQL make one chain', async () => {
  const { url } = await createDatabase('postgres');
  const start = () => startServerProcess(environmentOf(url));
  await using one = await start();
  await using two = await start();
  const callers = [one, two].map(({ baseUrl }) => createCaller(baseUrl, account.sid, account.token));
  const replies = await Promise.all(
    range(60).map((n) => callers[n % 2]?.('POST', '/v1/Services', { FriendlyName: `${n}` })),
  );
  expect(new Set(replies.map((reply) => reply?.status))).toEqual(new Set([201]));
  expect(new Set(await objectsOf(url))).toEqual(new Set(replies.map((reply) => reply?.body.sid)));
  await expect.poll(async () => (await verify(url)).not_chained_yet, { timeout: 10_000 }).toBe(0);
  expect((await verify(url)).entries).toBeGreaterThan(60);
});

test('a server that is killed loses no act whose request it has answered', async () => {
  const { url } = await createDatabase('sqlite');
  const answered: string[] = [];
  {
    await using server = await startServerProcess(environmentOf(url));
    const call = createCaller(server.baseUrl, account.sid, account.token);
    const client = async () => {
      for (;;) {
        const reply = await call('POST', '/v1/Services', { FriendlyName: 'x' }).catch(() => undefined);
        if (reply === undefined) return;
        answered.push(reply.body.sid);
        if (answered.length === 50) server.process.kill('SIGKILL');
      }
    };
    await Promise.all(range(8).map(client));
    expect((await server.result).signal).toBe('SIGKILL');
  }
  expect(answered.length).toBeGreaterThanOrEqual(50);
  await using server = await startServerProcess(environmentOf(url));
  expect(server.baseUrl).toMatch(/^http/);
  expect(await objectsOf(url)).toEqual(expect.arrayContaining(answered));
  await expect.poll(async () => (await verify(url)).not_chained_yet, { timeout: 10_000 }).toBe(0);
});
