import { expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { basicAuthorization, createCaller } from '../support/http/caller.ts';
import { exchangeRaw, type RawReply } from '../support/http/raw-exchange.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';

interface LogRecord {
  readonly level: number;
  readonly path: string;
  readonly status: number;
  readonly actor?: string;
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

test('the record of a request names the credentials that were valid, and no user', async () => {
  const records = await logOf('debug', async (call, baseUrl) => {
    const { body: service } = await call('POST', '/v1/Services', { FriendlyName: 'x' });
    const media = `/v1/Services/${service.sid}/Media`;
    const send = (path: string, headers: Readonly<Record<string, string>>, body?: string) =>
      fetch(baseUrl + path, { headers, ...(body !== undefined && { method: 'POST', body }) });
    const basic = {
      authorization: basicAuthorization(account.sid, account.token),
      'content-type': 'text/plain',
    };
    const upload = await send(media, basic, 'content');
    const { sid } = (await upload.json()) as { readonly sid: string };
    await send(`${media}/${sid}`, basic);
    await send(`${media}/${sid}/Content`, basic);
    await send('/v1/%ZZ', basic);
    await send('/v1/Nothing', basic);
    await send(media, { ...basic, authorization: basicAuthorization(account.sid, 'wrong') }, 'content');
    const issued = await send(
      '/colloquy/v1/Tokens',
      { ...basic, 'content-type': 'application/x-www-form-urlencoded' },
      `Identity=ann&ServiceSid=${service.sid}`,
    );
    const { token } = (await issued.json()) as { readonly token: string };
    await send(media, { 'x-twilio-token': token, 'content-type': 'text/plain' }, 'content');
    await send('/healthz', basic);
  });
  expect(records.map(({ path, status, actor }) => [path.split('/').at(-1), status, actor])).toEqual([
    ['Services', 201, account.sid],
    ['Media', 201, account.sid],
    [expect.stringMatching(/^ME/), 200, account.sid],
    ['Content', 200, account.sid],
    ['%ZZ', 404, account.sid],
    ['Nothing', 404, account.sid],
    ['Media', 401, undefined],
    ['Tokens', 201, account.sid],
    ['Media', 201, undefined],
    ['healthz', 200, undefined],
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
