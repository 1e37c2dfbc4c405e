import { createClient } from '@colloquy/client';
import { expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { range } from '../support/range.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { createServiceWithWebhook, withWebhooks } from './support/inspection-client.ts';

/** The dispatcher's limits for one origin. */
const [maxLanes, maxRequests, maxDeliveriesPerLease] = [48, 16, 5];

test.each(engines)('%s: lanes with a backlog yield to a lane that waits for capacity', async (engine) => {
  const [laneCount, backlog] = [maxLanes + 8, maxDeliveriesPerLease * 2];
  const { url } = await createDatabase(engine);
  await using receiver = await startReceiver();
  await using colloquy = await startServer(url);
  const client = createClient(colloquy);
  const service = await createServiceWithWebhook(client, receiver.url, ['onMessageAdded']);
  const createConversation = async () => (await client.createServiceConversation(service)).sid;
  const conversations = await Promise.all(range(laneCount).map(createConversation));
  const lastConversation = await createConversation();
  const isPosted = Promise.withResolvers<void>();
  receiver.onRequest = async () => {
    await isPosted.promise;
    return 200;
  };
  const post = (sid: string) =>
    client.createServiceConversationMessage(service, sid, { body: 'Hello', ...withWebhooks });
  for (const _ of range(backlog)) await Promise.all(conversations.map(post));
  await post(lastConversation);
  const lanes = () => queryRows(url, 'SELECT id FROM webhook_lane');
  await expect.poll(async () => (await lanes()).length, { timeout: 10_000 }).toBe(laneCount + 1);
  await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(maxRequests);

  // A lane that yields moves behind the others by its date, so the clock moves before the first reply.
  const advanced = colloquy.advance('PT1S');
  isPosted.resolve();
  await advanced;
  expect(receiver.received).toHaveLength(laneCount * backlog + 1);
  const position = receiver.received.findIndex(
    ({ parameters }) => parameters['ConversationSid'] === lastConversation,
  );
  // One lease of every lane in progress, the requests that wait for a slot, and those in flight.
  expect(position).toBeLessThanOrEqual(maxLanes * maxDeliveriesPerLease + maxLanes + maxRequests);
});

test('postgres: a server that stops releases the leases of lanes that wait for a request slot', async () => {
  const { url } = await createDatabase('postgres');
  await using receiver = await startReceiver();
  receiver.onRequest = () => 'silence';
  const colloquy = await startServer(url);
  const client = createClient(colloquy);
  const service = await createServiceWithWebhook(client, receiver.url, ['onConversationAdded']);
  await Promise.all(range(maxLanes + 12).map(() => client.createServiceConversation(service, withWebhooks)));
  await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(maxRequests);
  await colloquy.stop();
  expect(receiver.received).toHaveLength(maxRequests);
  expect(await queryRows(url, 'SELECT id FROM webhook_lane WHERE leased_until IS NOT NULL')).toEqual([]);
});
