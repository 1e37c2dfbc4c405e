import { expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { createCaller } from '../support/http/caller.ts';
import { exchangeRaw, type RawReply } from '../support/http/raw-exchange.ts';
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

test('a request that does not get past the HTTP parser is logged with its error', async () => {
  await using server = await startServerProcess({ COLLOQUY_DATABASE_URL: 'sqlite::memory:' });
  const bytes = [
    'hello\r\n\r\n',
    'CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nConnection: close\r\n\r\n',
  ];
  const replies: RawReply[] = [];
  for (const each of bytes) replies.push(...(await exchangeRaw(server.baseUrl, each)));
  const { stdout } = await server.kill('SIGTERM');
  const records = stdout.split('\n').filter((line) => line.includes('"msg":"rejected"'));
  expect(records.map((line) => JSON.parse(line))).toMatchObject(
    [
      [400, 20001, 'The request is malformed'],
      [405, 20004, 'Method not allowed'],
      [417, 20001, 'The expectation cannot be met'],
    ].map(([status, code, message], index) => ({
      level: 30,
      request: replies[index]?.headers['twilio-request-id'],
      status,
      code,
      message,
    })),
  );
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
