import type { Colloquy } from '@colloquy/testkit';
import { describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { backUp } from '../support/engines/backup.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller } from '../support/http/caller.ts';
import { createChatService } from '../support/servers/chat-service.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { SyncClient } from './support/sync-client.ts';

describe.each(engines)('on %s', (engine) => {
  test('clients that know events which a restored database lacks end with 406, and new ones begin with what is there', async () => {
    const { url } = await createDatabase(engine);
    await using stack = new AsyncDisposableStack();
    let server: Colloquy = stack.use(await startServer(url));
    const service = await createChatService(server);
    const root = `/v1/Services/${service}/Conversations`;
    const call = (path: string, form: Record<string, string>) =>
      createCaller(server.baseUrl, account.sid, account.token)('POST', root + path, form);
    const { sid } = (await call('', {})).body;
    await call(`/${sid}/Participants`, { Identity: 'alice' });
    await call(`/${sid}/Messages`, { Body: 'kept' });
    await server.stop();
    const restore = await backUp(engine, url);

    server = stack.use(await startServer(url));
    const token = signAccessToken(service, { grants: { identity: 'alice', chat: { service_sid: service } } });
    const connect = async () => {
      const client = stack.use(new SyncClient(token));
      await client.connect(server.listeningUrl);
      return client;
    };
    const client = await connect();
    await call(`/${sid}/Messages`, { Body: 'lost' });
    await expect.poll(() => [...client.seenTexts]).toEqual(['kept', 'lost']);
    await client.idle();
    expect(client.violations).toEqual([]);

    // A shared database is restored below the servers, which notice it themselves.
    if (canShare(engine)) await restore();
    else {
      client.cut();
      await server.stop();
      await restore();
      server = stack.use(await startServer(url));
      await client.connect(server.listeningUrl);
    }
    await expect
      .poll(() => client.violations.map(String).join('\n'), { timeout: 15_000 })
      .toContain('"code":406');
    const next = await connect();
    await expect.poll(() => [...next.seenTexts], { timeout: 15_000 }).toEqual(['kept']);
    await next.idle();
    expect(next.violations).toEqual([]);
  }, 60_000);
});
