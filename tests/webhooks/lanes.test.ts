import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { account, otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { freePort } from '../support/processes/free-port.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { createServiceWithWebhook, withWebhooks } from './support/inspection-client.ts';

describe.each(engines)('the lanes in which deliveries wait on %s', (engine) => {
  let colloquy: Colloquy;
  let client: Client;
  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    client = createClient(colloquy);
  });
  beforeEach(() => colloquy.reset());
  afterAll(() => colloquy.stop());

  test('a lane shows what waits in it, the last error, and when it is attempted next', async () => {
    await using receiver = await startReceiver();
    receiver.onRequest = () => 503;
    const service = await createServiceWithWebhook(client, receiver.url);
    const { sid } = await client.createServiceConversation(service, withWebhooks);
    await client.createServiceConversationMessage(service, sid, { body: 'Hello', ...withWebhooks });
    await colloquy.advance('PT0S');
    const lanes = await client.listWebhookLanes();
    const first = (await client.listWebhookDeliveries()).at(-1);
    expect(lanes).toMatchObject([
      {
        target: service,
        orderingKey: sid,
        replay: false,
        origin: new URL(receiver.url).origin,
        status: 'retry',
        waitingCount: 2,
        attemptCount: 1,
        pausedUntil: null,
        deliverySid: first?.sid,
        eventName: 'onConversationAdded',
        lastAttempt: { status: 503, error: null },
      },
    ]);
    const { now, due } = await client.fetchClockDue();
    expect(lanes[0]?.dateNextAttempt.getTime()).toBeGreaterThan(now.getTime());
    expect(due[0]?.dateDue).toEqual(lanes[0]?.dateNextAttempt);
    receiver.onRequest = () => 200;
    await colloquy.advance('PT2S');
    expect(await client.listWebhookLanes()).toEqual([]);
  });

  test('a server that cannot be reached pauses its lanes until its next probe', async () => {
    const service = await createServiceWithWebhook(client, `http://127.0.0.1:${await freePort()}/hook`);
    for (let n = 0; n < 6; n++) await client.createServiceConversation(service, withWebhooks);
    await colloquy.advance('PT0S');
    const lanes = await client.listWebhookLanes();
    expect(lanes).toHaveLength(6);
    const { now } = await client.fetchClockDue();
    for (const { status, pausedUntil } of lanes) {
      expect(status).toBe('paused');
      expect(pausedUntil?.getTime()).toBeGreaterThan(now.getTime());
    }
    expect(lanes.map(({ lastAttempt }) => lastAttempt?.error)).toContainEqual(
      expect.stringContaining('connect-failed'),
    );
  });

  test('lanes are listed in pages, and only those of the account', async () => {
    await using receiver = await startReceiver();
    receiver.onRequest = () => 500;
    const services = [
      await createServiceWithWebhook(client, receiver.url),
      await createServiceWithWebhook(client, receiver.url.replace('127.0.0.1', 'localhost')),
    ];
    for (let n = 0; n < 5; n++)
      for (const service of services) await client.createServiceConversation(service, withWebhooks);
    await colloquy.advance('PT0S');
    const all = await client.listWebhookLanes();
    expect(all).toHaveLength(10);
    expect(new Set(all.map(({ orderingKey }) => orderingKey)).size).toBe(10);
    expect(await client.listWebhookLanes({ pageSize: 3 })).toEqual(all);
    const call = createCaller(colloquy.baseUrl, account.sid, account.token);
    expect((await call('GET', '/colloquy/v1/webhooks/lanes?PageSize=1')).status).toBe(200);
    for (const token of ['x', Buffer.from('1 2 3').toString('base64url')])
      expect((await call('GET', `/colloquy/v1/webhooks/lanes?PageToken=${token}`)).status).toBe(400);
    const theirs = createClient({
      baseUrl: colloquy.baseUrl,
      accountSid: otherAccount.sid,
      authToken: otherAccount.token,
    });
    expect(await theirs.listWebhookLanes()).toEqual([]);
    const { meta } = (await call('GET', '/colloquy/v1/webhooks/lanes?PageSize=1')).body;
    const token = new URL(meta.next_page_url ?? '').searchParams.get('PageToken') ?? '';
    expect((await theirs.pageWebhookLanes({ pageToken: token })).items).toEqual([]);
  });
});
