import { ColloquyError, createClient } from '@colloquy/client';
import { expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { range } from '../support/range.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { createInspectionClient, type Delivery, withWebhooks } from './support/inspection-client.ts';

async function start(databaseUrl: string, preWebhookUrl: string) {
  const colloquy = await startServer(databaseUrl);
  const client = createClient(colloquy);
  const { sid: service } = await client.createService({ friendlyName: 'Webhooks' });
  const conversation = await client.createServiceConversation(service);
  await client.updateServiceWebhookConfiguration(service, { preWebhookUrl, filters: ['onMessageAdd'] });
  const post = (body: string) =>
    client.createServiceConversationMessage(service, conversation.sid, { body, ...withWebhooks }).then(
      () => 201,
      (error: unknown) => (error instanceof ColloquyError ? error.status : Promise.reject(error)),
    );
  return { colloquy, service, conversation, post, admin: createInspectionClient(colloquy) };
}

test.each(engines)(
  '%s: pre-action requests are listed like deliveries and cannot be replayed',
  async (engine) => {
    const { url } = await createDatabase(engine);
    await using receiver = await startReceiver();
    const { colloquy, service, conversation, post, admin } = await start(url, receiver.url);
    await using _ = colloquy;
    receiver.onRequest = ({ parameters }) =>
      parameters['Body'] === 'no' ? { status: 422, body: 'rude' } : 200;
    expect(await post('yes')).toBe(201);
    expect(await post('no')).toBe(403);
    const { body } = await admin('GET', '/deliveries', { State: 'pre_action', EventName: 'onMessageAdd' });
    expect(body.deliveries).toMatchObject(
      [422, 200].map(() => ({
        state: 'pre_action',
        conversation_sid: conversation.sid,
        target: service,
        attempt_count: 1,
      })),
    );
    const details = await admin<Delivery>('GET', `/deliveries/${body.deliveries[0]?.sid}`);
    expect(details.body).toMatchObject({
      url: receiver.url,
      parameters: { EventType: 'onMessageAdd', Body: 'no' },
      attempts: [
        {
          number: 1,
          retry_count: 0,
          status: 422,
          body: 'rude',
          error: null,
          url: receiver.url,
          method: 'POST',
        },
      ],
    });
    const token = receiver.received[1]?.headers['i-twilio-idempotency-token'];
    expect(`WD${String(token).replaceAll('-', '')}`).toBe(body.deliveries[0]?.sid);

    expect((await admin('POST', `/deliveries/${body.deliveries[0]?.sid}/replay`)).status).toBe(400);
    expect((await admin('POST', '/deliveries/replay', { State: 'pre_action' })).body.replayed).toBe(0);
    await colloquy.advance('P8D');
    expect((await admin('GET', '/deliveries')).body.deliveries).toEqual([]);
    expect(receiver.received).toHaveLength(2);
  },
);

test('slow pre-action webhooks are awaited by any number of concurrent requests', async () => {
  await using receiver = await startReceiver();
  const { colloquy, post } = await start('sqlite::memory:', receiver.url);
  await using _ = colloquy;
  const allCalled = Promise.withResolvers<void>();
  // The receiver does not reply before it has all requests.
  receiver.onRequest = async () => {
    if (receiver.received.length === 150) allCalled.resolve();
    await allCalled.promise;
    return 403;
  };
  const statuses = await Promise.all(range(150).map((n) => post(`${n}`)));
  expect(new Set(statuses)).toEqual(new Set([403]));
});
