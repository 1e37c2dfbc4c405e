import { expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createCaller } from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';

interface LogRecord {
  readonly level: number;
  readonly path: string;
  readonly status: number;
}

/** Calls a server that runs in a process of its own, and returns the records of the requests in its log. */
async function logOf(
  level: string,
  work: (call: ReturnType<typeof createCaller>, baseUrl: string) => Promise<void>,
): Promise<readonly LogRecord[]> {
  await using server = await startServerProcess({
    COLLOQUY_ACCOUNT_SID: account.sid,
    COLLOQUY_AUTH_TOKEN: account.token,
    COLLOQUY_DATABASE_URL: 'sqlite::memory:',
    COLLOQUY_LOG_LEVEL: level,
  });
  await work(createCaller(server.baseUrl, account.sid, account.token), server.baseUrl);
  const { stdout } = await server.kill('SIGTERM');
  return stdout
    .split('\n')
    .filter((line) => line.includes('"msg":"request"'))
    .map((line): LogRecord => JSON.parse(line));
}

test('the record of a refused request has the code and the message of the error', async () => {
  const records = await logOf('info', async (call, baseUrl) => {
    await call('POST', '/v1/Conversations', { State: 'closed' });
    await call('GET', '/v1/Conversations/a%22b');
    await call('GET', '/v1/%ZZ');
    await fetch(`${baseUrl}/v1/Conversations`);
  });
  expect(records).toMatchObject([
    { level: 30, status: 400, code: 50384, message: "Initial state can't be 'closed'" },
    { status: 404, code: 20404, message: 'The requested resource /Conversations/a%22b was not found' },
    { status: 404, code: 20404, message: 'The requested resource /%ZZ was not found' },
    { status: 401, code: 20003, message: 'Authentication Error - No credentials provided' },
  ]);
});

test('requests that programs repeat are logged at level debug, except when they are refused', async () => {
  const polled = ['/healthz', '/readyz', '/metrics', '/colloquy/v1/webhooks/events'];
  const requests = async (call: ReturnType<typeof createCaller>, baseUrl: string) => {
    for (const path of polled.slice(0, 3)) await (await fetch(baseUrl + path)).text();
    await call('GET', '/colloquy/v1/webhooks/events?After=0');
    await call('GET', '/colloquy/v1/webhooks/events?After=x');
    await call('GET', '/v1/Conversations');
  };
  const shown = await logOf('info', requests);
  expect(shown.map(({ level, path, status }) => [level, path, status])).toEqual([
    [30, '/colloquy/v1/webhooks/events', 400],
    [30, '/v1/Conversations', 200],
  ]);
  const all = await logOf('debug', requests);
  expect(all.filter(({ level }) => level === 20).map(({ path }) => path)).toEqual(polled);
});
