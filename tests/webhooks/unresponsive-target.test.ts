import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { createDatabase, engines, implementationOf } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { range } from '../support/range.ts';
import { expectCompleteLanes, expectDeliveredOnce } from './support/expect-lanes.ts';
import { withWebhooks } from './support/inspection-client.ts';

const backlogs = { sqlite: 1500, postgres: 500 };

test.each(engines)(
  '%s: a target that is down delays no other target and loses no delivery',
  async (engine) => {
    const backlog = backlogs[implementationOf(engine)];
    const { url } = await createDatabase(engine);
    await using dead = await startReceiver();
    await using alive = await startReceiver();
    await using colloquy = await startColloquy({ databaseUrl: url });
    const client = createClient(colloquy);
    const serviceFor = async (postWebhookUrl: string, filter: 'onConversationAdded' | 'onMessageAdded') => {
      const { sid } = await client.createService({ friendlyName: 'Told' });
      await client.updateServiceWebhookConfiguration(sid, { postWebhookUrl, filters: [filter] });
      return sid;
    };
    dead.onRequest = () => 'silence';
    const silentService = await serviceFor(`${dead.url}/#tt=500&rc=5`, 'onConversationAdded');
    await Promise.all(
      range(backlog).map(() => client.createServiceConversation(silentService, withWebhooks)),
    );
    await expect.poll(() => dead.received.length).toBeGreaterThan(0);

    const liveService = await serviceFor(alive.url, 'onMessageAdded');
    const conversations = await Promise.all(
      range(20).map(async () => (await client.createServiceConversation(liveService)).sid),
    );
    const started = performance.now();
    await Promise.all(
      conversations.map(async (conversation) => {
        for (const n of range(5))
          await client.createServiceConversationMessage(liveService, conversation, {
            body: `${n}`,
            ...withWebhooks,
          });
      }),
    );
    await expect.poll(() => alive.received.length, { timeout: 4000, interval: 10 }).toBe(100);
    // Far less than the time of requests to the target that is down.
    expect(performance.now() - started).toBeLessThan(4000);
    expectDeliveredOnce(alive.received, new Map(conversations.map((sid) => [sid, 5])));

    // A target that is down gets its share of requests and a few more until the breaker opens, then only probes.
    await colloquy.advance('PT0S');
    const before = dead.received.length;
    expect(before).toBeLessThan(16 + 5);
    await colloquy.advance('PT0S');
    expect(dead.received.length).toBe(before);
    await colloquy.advance('PT2S');
    expect(dead.received.length).toBe(before + 1);

    // It comes back and receives all pending deliveries.
    dead.onRequest = () => 200;
    await colloquy.advance('PT2M');
    for (let n = 0; n < 3; n++) await colloquy.advance('PT2M');
    const tokens = new Set(dead.received.map(({ headers }) => headers['i-twilio-idempotency-token']));
    expect(tokens.size).toBe(backlog);
    expect(new Set(dead.received.map(({ parameters }) => parameters['ConversationSid'])).size).toBe(backlog);
    expect(dead.received.length).toBe(backlog + before + 1);
    expectCompleteLanes(alive.received, new Map(conversations.map((sid) => [sid, 5])));
  },
);
