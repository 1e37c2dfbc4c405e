import { describe, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';
import { range } from '../support/range.ts';
import { MessageLog } from './support/message-log.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';
import { TcpProxy } from './support/tcp-proxy.ts';

const settings = (databaseUrl: string) => ({
  ...accountSettings,
  COLLOQUY_DATABASE_URL: databaseUrl,
  COLLOQUY_LOG_LEVEL: 'error',
});

/** A token of a process, whose clock cannot be set. */
function tokenOf(service: string, identity: string): string {
  const now = Math.floor(Date.now() / 1000);
  const grants = { identity, chat: { service_sid: service } };
  return signAccessToken(service, { grants, claims: { iat: now, exp: now + 3600 } });
}

/** Creates a service and a conversation with some users. */
async function createRoom(call: HttpCaller, identities: readonly string[]) {
  const service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
  const root = `/v1/Services/${service}/Conversations`;
  const { sid } = (await call('POST', root, { FriendlyName: 'Room' })).body;
  for (const Identity of identities) await call('POST', `${root}/${sid}/Participants`, { Identity });
  return { service, sid, path: `${root}/${sid}` };
}

/** Posts a message until a server has acknowledged it, with a key that makes the repetitions harmless. */
async function post(calls: () => HttpCaller, path: string, Body: string): Promise<void> {
  const headers = { 'Idempotency-Key': `post ${Body}` };
  await expect
    .poll(
      async () =>
        (await calls()('POST', `${path}/Messages`, { Body }, headers).catch(() => undefined))?.status,
      {
        timeout: 30_000,
      },
    )
    .toBe(201);
}

describe('server processes that are killed', () => {
  closeClientsAfterEach();

  test('clients of a killed process resume on the other one, and miss nothing', async () => {
    const { url } = await createDatabase('postgres');
    await using killed = await startServerProcess(settings(url));
    await using other = await startServerProcess(settings(url));
    await using proxy = await TcpProxy.start(killed.baseUrl, other.baseUrl);
    const call = createCaller(other.baseUrl, account.sid, account.token);
    const identities = range(4).map((n) => `user ${n}`);
    const { service, sid, path } = await createRoom(call, identities);
    // One after the other, so that they are spread evenly.
    const logs: MessageLog[] = [];
    for (const identity of identities)
      logs.push(new MessageLog(await connectClient(proxy.url, tokenOf(service, identity))));
    const doomed = createCaller(killed.baseUrl, account.sid, account.token);
    const bodies = range(200).map((n) => `message ${n}`);
    for (const [n, body] of bodies.entries()) {
      if (n === 100) {
        proxy.setTargets(other.baseUrl);
        await killed.kill('SIGKILL');
      }
      await post(() => (n % 2 === 0 && n < 100 ? doomed : call), path, body);
    }
    for (const log of logs) await log.expectAll(sid, bodies);
  }, 120_000);

  test('clients resume by themselves after a crash on SQLite, and nothing that was acknowledged is lost', async () => {
    const { url } = await createDatabase('sqlite');
    await using stack = new AsyncDisposableStack();
    let server = stack.use(await startServerProcess(settings(url)));
    await using proxy = await TcpProxy.start(server.baseUrl);
    const call = () => createCaller(server.baseUrl, account.sid, account.token);
    const identities = ['one', 'two'];
    const { service, sid, path } = await createRoom(call(), identities);
    const logs = await Promise.all(
      identities.map(async (each) => new MessageLog(await connectClient(proxy.url, tokenOf(service, each)))),
    );
    const bodies = range(150).map((n) => `message ${n}`);
    for (const [n, body] of bodies.entries()) {
      if (n === 50 || n === 100) {
        await server.kill('SIGKILL');
        server = stack.use(await startServerProcess(settings(url)));
        proxy.setTargets(server.baseUrl);
      }
      await post(call, path, body);
    }
    for (const log of logs) await log.expectAll(sid, bodies);
  }, 120_000);
});
