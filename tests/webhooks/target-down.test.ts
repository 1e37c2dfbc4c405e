import { createClient } from '@colloquy/client';
import { expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { range } from '../support/range.ts';
import { startServer } from '../support/servers/start-servers.ts';
import {
  type AdminBody,
  createInspectionClient,
  createServiceWithWebhook,
  withWebhooks,
} from './support/inspection-client.ts';

/** No server listens there. */
const nowhere = 'http://127.0.0.1:9/';

test.each(engines)(
  '%s: failures of one path do not affect other paths of the same origin',
  async (engine) => {
    const { url } = await createDatabase(engine);
    await using receiver = await startReceiver();
    await using colloquy = await startServer(url);
    const client = createClient(colloquy);
    receiver.onRequest = ({ path }) => (path === '/dead' ? 500 : 200);
    const dead = await createServiceWithWebhook(client, `${receiver.url}/dead`, ['onConversationAdded']);
    const live = await createServiceWithWebhook(client, `${receiver.url}/live`, ['onConversationAdded']);
    await Promise.all(range(60).map(() => client.createServiceConversation(dead, withWebhooks)));
    await colloquy.advance('PT0S');
    await Promise.all(range(5).map(() => client.createServiceConversation(live, withWebhooks)));
    await colloquy.advance('PT0S');
    expect(receiver.received.filter(({ path }) => path === '/live')).toHaveLength(5);
    // Each delivery has all its retries.
    for (const step of ['PT2S', 'PT7S', 'PT31S']) await colloquy.advance(step);
    expect(receiver.received.filter(({ path }) => path === '/dead')).toHaveLength(60 * 4);
    const { body } = await createInspectionClient(colloquy)('GET', '/deliveries', {
      State: 'dead',
      PageSize: '100',
    });
    expect(body.deliveries).toHaveLength(60);
  },
);

test.each(engines)('%s: deliveries to an origin that stays down are dead-lettered', async (engine) => {
  const { url } = await createDatabase(engine);
  await using colloquy = await startServer(url);
  const client = createClient(colloquy);
  const admin = createInspectionClient(colloquy);
  const service = await createServiceWithWebhook(client, nowhere);
  const conversations = await Promise.all(
    range(30).map(() => client.createServiceConversation(service, withWebhooks)),
  );
  for (const { sid } of conversations)
    await client.createServiceConversationMessage(service, sid, { body: 'waits', ...withWebhooks });
  await colloquy.advance('PT0S');
  await colloquy.advance('PT9M');
  const count = async (State: string) =>
    (await admin<AdminBody>('GET', '/deliveries', { State, PageSize: '100' })).body.deliveries.length;
  expect(await count('dead')).toBe(0);
  // A delivery that was used as a probe waits again from then on.
  for (let n = 0; n < 20 && (await count('pending')) > 0; n++) await colloquy.advance('PT11M');
  expect(await count('dead')).toBe(60);
  await client.createServiceConversation(service, withWebhooks);
  await colloquy.advance('PT0S');
  expect(await count('pending')).toBe(1);
  const dead = (await admin('GET', '/deliveries', { State: 'dead', PageSize: '100' })).body.deliveries;
  // A few have been used up as probes.
  const details = await Promise.all(dead.map(({ sid }) => admin('GET', `/deliveries/${sid}`)));
  const downCount = details.filter(({ text }) => text.includes('server-down')).length;
  expect(downCount).toBeGreaterThan(40);
  await using receiver = await startReceiver();
  await client.updateServiceWebhookConfiguration(service, { postWebhookUrl: receiver.url });
  await admin('POST', '/deliveries/replay', { State: 'dead' });
  await colloquy.advance('PT0S');
  expect(receiver.received).toHaveLength(60);
});
