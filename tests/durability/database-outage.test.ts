import { expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { openInterruptibleDatabase } from '../support/engines/interruptible-database.ts';
import { createCaller } from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';

/** Resolves when the log contains the text. */
async function logged(output: { readonly stdout: string }, text: string, work: () => Promise<unknown>) {
  while (!output.stdout.includes(text)) await work();
}

test('a database that is away is reported once when it goes and once when it is back, without stacks', async () => {
  const { url } = await createDatabase('postgres');
  await using database = await openInterruptibleDatabase(url);
  await using server = await startServerProcess({
    COLLOQUY_ACCOUNT_SID: account.sid,
    COLLOQUY_AUTH_TOKEN: account.token,
    // Otherwise the start warns about it.
    COLLOQUY_PRIVATE_WEBHOOKS: '0',
    COLLOQUY_DATABASE_URL: database.url,
  });
  const call = createCaller(server.baseUrl, account.sid, account.token);
  expect((await call('POST', '/v1/Conversations', {})).status).toBe(201);

  await database.interrupt();
  const refused = [];
  for (let n = 0; n < 5; n++) refused.push(await call('POST', '/v1/Conversations', {}));
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(Array(5).fill([503, 20503]));
  expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(503);

  await database.restore();
  await logged(server.output, '"available again"', () => call('GET', '/v1/Conversations'));
  expect((await call('POST', '/v1/Conversations', {})).status).toBe(201);
  const { stdout } = await server.kill('SIGTERM');
  const records = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): { msg: string; level: number; part: string; code?: number } => JSON.parse(line));
  expect(records.filter(({ level }) => level > 30)).toMatchObject([
    { level: 50, part: 'database', msg: 'unavailable', reason: expect.stringMatching(/respond|reached/) },
    { level: 40, part: 'database', msg: 'available again', failures: expect.any(Number) },
  ]);
  expect(
    records.filter(({ msg, code }) => msg === 'request' && code === 20503).length,
  ).toBeGreaterThanOrEqual(5);
});
