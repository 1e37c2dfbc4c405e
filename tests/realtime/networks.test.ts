import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { range } from '../support/range.ts';
import { MessageLog } from './support/message-log.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';
import { TcpProxy } from './support/tcp-proxy.ts';

const messageCount = 500;

describe.each(engines)('clients behind a bad network, on %s', (engine) => {
  let colloquy: Colloquy;
  let call: HttpCaller;
  let service: string;
  closeClientsAfterEach();
  beforeAll(async () => {
    colloquy = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
    call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
  });
  afterAll(() => colloquy.stop());

  /** Creates a conversation with three users. Returns its path. */
  async function createRoom(identities: readonly string[]): Promise<{ sid: string; path: string }> {
    const root = `/v1/Services/${service}/Conversations`;
    const { sid } = (await call('POST', root, { FriendlyName: 'Room' })).body;
    for (const Identity of identities) await call('POST', `${root}/${sid}/Participants`, { Identity });
    return { sid, path: `${root}/${sid}` };
  }

  const connect = async (url: string, identity: string) =>
    connectClient(url, await colloquy.token({ identity, serviceSid: service }));

  test('clients whose connections are cut and stalled get all of 500 messages, once and in order', async () => {
    await using proxy = await TcpProxy.start(colloquy.listeningUrl);
    const identities = [`cut ${engine} 1`, `cut ${engine} 2`, `cut ${engine} 3`];
    const { sid, path } = await createRoom(identities);
    const clients = await Promise.all(identities.map((identity) => connect(proxy.url, identity)));
    const logs = clients.map((client) => new MessageLog(client));
    const bodies = range(messageCount).map((n) => `message ${n}`);
    for (const [n, Body] of bodies.entries()) {
      if (n % 100 === 50) proxy.stall(100);
      if (n % 100 === 99) proxy.cutAll();
      expect((await call('POST', `${path}/Messages`, { Body })).status).toBe(201);
    }
    for (const log of logs) await log.expectAll(sid, bodies);
    expect(proxy.accepted).toBeGreaterThan(clients.length);
  }, 90_000);

  test('a client whose half-open connection is found to be dead gets what it has missed', async () => {
    await using proxy = await TcpProxy.start(colloquy.listeningUrl);
    const identity = `half-open ${engine}`;
    const { sid, path } = await createRoom([identity]);
    const log = new MessageLog(await connect(proxy.url, identity));
    const reset = proxy.halfOpenAll();
    const bodies = range(250).map((n) => `message ${n}`);
    for (const Body of bodies) await call('POST', `${path}/Messages`, { Body });
    expect(log.bodies).toEqual([]);
    reset();
    await log.expectAll(sid, bodies);
  }, 60_000);
});
