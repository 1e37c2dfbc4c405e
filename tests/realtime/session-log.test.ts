import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { type ServerProcess, startServerProcess } from '../support/processes/colloquy-command.ts';
import { SessionClient } from '../support/realtime/session-client.ts';
import { createChatService } from '../support/servers/chat-service.ts';

interface LogRecord {
  readonly level: number;
  readonly msg: string;
  readonly session?: string;
}

let server: ServerProcess;
beforeAll(async () => {
  server = await startServerProcess({
    ...accountSettings,
    COLLOQUY_DATABASE_URL: 'sqlite::memory:',
    COLLOQUY_LOG_LEVEL: 'debug',
  });
});
afterAll(() => server?.kill('SIGKILL'));

test('the log follows a session by its SID: its start, each request, and its end', async () => {
  const serviceSid = await createChatService(server);
  const conversations = `/v1/Services/${serviceSid}/Conversations`;
  const now = Math.floor(Date.now() / 1000);
  const connect = async (identity: string) => {
    const client = new SessionClient(server.baseUrl);
    const claims = { iat: now, exp: now + 3600 };
    await client.init(
      signAccessToken(serviceSid, { claims, grants: { identity, chat: { service_sid: serviceSid } } }),
    );
    return client;
  };
  using alice = await connect('alice');
  using bob = await connect('bob');
  await alice.request('POST', conversations, {}, JSON.stringify({ unique_name: 'se"cret' }));
  await bob.request('GET', '/Client/v2/Configuration');
  await bob.request('GET', `${conversations}/missing`);
  await alice.request('POST', '/v4/Subscriptions', {}, '{}');
  alice.send('close');
  await alice.closed;

  const { stdout } = await server.kill('SIGTERM');
  const records = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): LogRecord => JSON.parse(line));
  const sessions = records.filter(({ msg }) => msg === 'session opened').map(({ session }) => session);
  expect(new Set(sessions).size).toBe(2);
  const [ofAlice, ofBob] = sessions.map((sid) => records.filter(({ session }) => session === sid));
  const method = 'session request';
  expect(ofAlice).toMatchObject([
    { level: 30, msg: 'session opened', actor: expect.stringMatching(/^SK/) },
    {
      level: 30,
      msg: method,
      method: 'POST',
      path: conversations,
      status: 201,
      milliseconds: expect.any(Number),
    },
    { level: 30, msg: method, path: '/v4/Subscriptions', status: 400, code: 20001 },
    { level: 30, msg: 'session ended', reason: 'client', seconds: expect.any(Number) },
  ]);
  expect(ofBob).toMatchObject([
    { level: 30, msg: 'session opened' },
    // What the SDK requests by itself.
    { level: 20, msg: method, method: 'GET', path: '/Client/v2/Configuration', status: 200 },
    { level: 30, msg: method, path: `${conversations}/missing`, status: 404, code: 20404 },
    { level: 30, msg: 'session ended', reason: 'stopping' },
  ]);
  expect(JSON.stringify(ofAlice)).not.toMatch(/alice|se\\*"cret/);
});
