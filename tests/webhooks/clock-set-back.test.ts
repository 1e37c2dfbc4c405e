import { createClient } from '@colloquy/client';
import { createLog, parseConfig, readSettings, startApp } from 'colloquy';
import { expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';
import { createServiceWithWebhook, withWebhooks } from './support/inspection-client.ts';

const hourBefore = new Date(startTime.getTime() - 3_600_000);

test.each(engines)(
  '%s: a retry does not wait until a clock that was set back has caught up',
  async (engine) => {
    const { url } = await createDatabase(engine);
    await using receiver = await startReceiver();
    receiver.onRequest = () => 503;
    const first = await startServer(url);
    const client = createClient(first);
    const service = await createServiceWithWebhook(client, receiver.url, ['onConversationAdded']);
    await client.createServiceConversation(service, withWebhooks);
    await first.advance('PT0S');
    expect(receiver.received).toHaveLength(1);
    await first.stop();
    // The lease of a process that was killed.
    await queryRows(url, 'UPDATE webhook_lane SET leased_until = due RETURNING id');

    receiver.onRequest = () => 200;
    await using second = await startServer(url, {}, hourBefore);
    await second.advance('PT0S');
    expect(receiver.received.map(({ parameters }) => parameters['RetryCount'])).toEqual(['0', '1']);
    expect(await queryRows(url, 'SELECT id FROM webhook_lane')).toEqual([]);
  },
);

test.each(engines)(
  '%s: a server that runs while its clock is set back by seconds attempts at once what waits',
  async (engine) => {
    const { url } = await createDatabase(engine);
    await using receiver = await startReceiver();
    receiver.onRequest = () => 503;
    let now = startTime.getTime();
    const config = parseConfig(
      readSettings(
        {},
        { ...accountSettings, PORT: '0', COLLOQUY_DATABASE_URL: url, COLLOQUY_PRIVATE_WEBHOOKS: '1' },
      ),
    );
    await using app = await startApp(config, {
      clock: { now: () => now },
      log: await createLog({ level: 'silent', pretty: false }),
    });
    const client = createClient({ baseUrl: app.url, accountSid: account.sid, authToken: account.token });
    const service = await createServiceWithWebhook(client, receiver.url, ['onConversationAdded']);
    await client.createServiceConversation(service, withWebhooks);
    await app.runDue();
    expect(receiver.received).toHaveLength(1);

    receiver.onRequest = () => 200;
    now -= 30_000;
    await app.runDue();
    expect(receiver.received.map(({ parameters }) => parameters['RetryCount'])).toEqual(['0', '1']);
    expect(await queryRows(url, 'SELECT id FROM webhook_lane')).toEqual([]);
  },
);
