import { createClient } from '@colloquy/client';
import { expect, test } from 'vitest';
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
