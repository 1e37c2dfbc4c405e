import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { type Receiver, startReceiver } from '../support/http/webhook-receiver.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { type AdminBody, createInspectionClient } from '../webhooks/support/inspection-client.ts';

/** JSON escapes each of these with six characters, so an event takes 197 KB. */
const body = '\u0001'.repeat(32_768);
const messageCount = 60;
const maxReplyBytes = 4_300_000;

describe.each(engines)('events and deliveries of long messages on %s', (engine) => {
  let colloquy: Colloquy;
  let receiver: Receiver;
  let client: ReturnType<typeof createClient>;
  let admin: ReturnType<typeof createInspectionClient>;
  let conversationSid: string;
  const messageSids: string[] = [];
  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    receiver = await startReceiver();
    client = createClient(colloquy);
    admin = createInspectionClient(colloquy);
    ({ sid: conversationSid } = await client.createConversation());
    for (let index = 0; index < messageCount; index++)
      messageSids.push((await client.createConversationMessage(conversationSid, { body })).sid);
  }, 120_000);
  afterAll(async () => {
    await colloquy.stop();
    await receiver[Symbol.asyncDispose]();
  });

  const indexesOf = (events: readonly { readonly parameters: Readonly<Record<string, string>> }[]) =>
    events.flatMap(({ parameters }) => parameters['Index'] ?? []);
  const allIndexes = Array.from({ length: messageCount }, (_, index) => String(index));

  test('the list of events ends by bytes, and leads through all events', async () => {
    const found: string[] = [];
    let pages = 0;
    let next: string | null = '/events?PageSize=1000&EventName=onMessageAdded';
    for (; next !== null; pages++) {
      const { text, body: page }: { text: string; body: AdminBody } = await admin('GET', next);
      expect(Buffer.byteLength(text)).toBeLessThan(maxReplyBytes);
      found.push(...indexesOf(page.events));
      next = page.meta.next_page_url;
    }
    expect(found).toEqual(allIndexes.toReversed());
    expect(pages).toBeGreaterThan(2);
  });

  test('the events after a position end by bytes, and can be followed to the end', async () => {
    const found: string[] = [];
    for (let [position, isLast] = [0, false]; !isLast; ) {
      const reply = await admin('GET', `/events?After=${position}`);
      expect(Buffer.byteLength(reply.text)).toBeLessThan(maxReplyBytes);
      found.push(...indexesOf(reply.body.events));
      isLast = reply.body.meta.position === position;
      position = reply.body.meta.position;
    }
    expect(found).toEqual(allIndexes);
  });

  test('a webhook with a backfill receives all messages in order, and the list of deliveries stays short', async () => {
    await client.createConversationScopedWebhook(conversationSid, {
      target: 'webhook',
      configurationUrl: receiver.url,
      configurationMethod: 'POST',
      configurationFilters: ['onMessageAdded'],
      configurationReplayAfter: 0,
    });
    for (let round = 0; receiver.received.length < messageCount && round < messageCount; round++)
      await colloquy.advance('PT1S');
    expect(receiver.received.map(({ parameters }) => parameters['Index'])).toEqual(allIndexes);
    const list = await admin('GET', '/deliveries?PageSize=1000');
    expect(list.body.deliveries).toHaveLength(messageCount);
    expect(list.text.length).toBeLessThan(100_000);
  });

  test('the event of the oldest message can be triggered', async () => {
    const reply = await admin('POST', '/trigger', {
      EventType: 'onMessageAdded',
      ConversationSid: conversationSid,
      MessageSid: messageSids[0] ?? '',
    });
    expect(reply.status).toBe(202);
  });
});
