import { createClient } from '@colloquy/client';
import { expect, test } from 'vitest';
import { account, otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { range } from '../support/range.ts';
import { type NameReply, startNameServer } from '../support/servers/name-server.ts';
import { startServer } from '../support/servers/start-servers.ts';
import {
  createInspectionClient,
  createServiceWithWebhook,
  withWebhooks,
} from './support/inspection-client.ts';

/** Dead names of an account: several times those that it may resolve at the same time. */
const deadNames = 100;
const maxLatencyMs = 1500;

/** The names below `dead.test` get no reply. */
const replyTo = (name: string): NameReply =>
  name.endsWith('dead.test') ? 'silence' : name === 'alive.test' || name === '' ? '127.0.0.1' : 'unknown';

test.each(engines)("%s: an account's names that get no reply delay no other account", async (engine) => {
  const { url } = await createDatabase(engine);
  await using names = await startNameServer(replyTo);
  await using receiver = await startReceiver();
  await using colloquy = await startServer(url, { COLLOQUY_NAME_SERVERS: names.address });
  const clientOf = ({ sid, token }: typeof account) =>
    createClient({ baseUrl: colloquy.baseUrl, username: sid, password: token });
  const [bystander, other] = [clientOf(account), clientOf(otherAccount)];
  const aliveUrl = receiver.url.replace('127.0.0.1', 'alive.test');
  const service = await createServiceWithWebhook(bystander, aliveUrl, ['onMessageAdded']);
  const { sid: conversation } = await bystander.createServiceConversation(service);
  const vetoed = await bystander.createService({ friendlyName: 'Vetoed' });
  const veto = { preWebhookUrl: `${aliveUrl}/veto`, filters: ['onConversationAdd'] } as const;
  await bystander.updateServiceWebhookConfiguration(vetoed.sid, veto);
  receiver.onRequest = ({ path }) => (path === '/veto' ? 403 : 200);

  const services: string[] = [];
  for (const n of range(deadNames))
    services.push(await createServiceWithWebhook(other, `http://h${n}.dead.test`, ['onConversationAdded']));
  const ownVeto = await other.createService({ friendlyName: 'Vetoed, too' });
  await other.updateServiceWebhookConfiguration(ownVeto.sid, veto);
  await Promise.all(services.map((sid) => other.createServiceConversation(sid, withWebhooks)));
  await expect
    .poll(() => names.asked.filter((name) => name.endsWith('dead.test')).length)
    .toBeGreaterThan(20);

  const latencies: number[] = [];
  for (const n of range(20)) {
    const started = performance.now();
    const body = { body: `${n}`, ...withWebhooks };
    await bystander.createServiceConversationMessage(service, conversation, body);
    const arrived = () => receiver.received.filter(({ path }) => path === '/').length;
    await expect.poll(arrived, { timeout: 20_000, interval: 10 }).toBe(n + 1);
    latencies.push(performance.now() - started);
    await expect(bystander.createServiceConversation(vetoed.sid, withWebhooks)).rejects.toMatchObject({
      code: 50056,
    });
  }
  expect(Math.max(...latencies)).toBeLessThan(maxLatencyMs);

  // Requests of the account itself may be refused, but none skips its webhook.
  for (const sid of services) {
    const preWebhook = { preWebhookUrl: `http://pre-${sid.toLowerCase()}.dead.test` };
    await other.updateServiceWebhookConfiguration(sid, { ...preWebhook, filters: ['onConversationAdd'] });
  }
  const waiting = services.map((sid) =>
    other.createServiceConversation(sid, withWebhooks).catch((error) => error),
  );
  await expect(other.createServiceConversation(ownVeto.sid, withWebhooks)).rejects.toMatchObject({
    status: expect.toBeOneOf([403, 429]),
  });
  const results = await Promise.all(waiting);
  expect(results.filter(({ code }) => code === undefined).length).toBeGreaterThan(0);
  expect(results.filter(({ code }) => code === 20429).length).toBeGreaterThan(0);
  expect(results.every(({ code }) => code === undefined || code === 20429)).toBe(true);
});

test.each(engines)(
  '%s: without a working name server, nothing is skipped and nothing is lost',
  async (engine) => {
    let replies = false;
    const { url } = await createDatabase(engine);
    await using names = await startNameServer((name) => (replies ? replyTo(name) : 'failure'));
    await using receiver = await startReceiver();
    await using colloquy = await startServer(url, { COLLOQUY_NAME_SERVERS: names.address });
    const client = createClient(colloquy);
    const aliveUrl = receiver.url.replace('127.0.0.1', 'alive.test');
    const service = await createServiceWithWebhook(client, aliveUrl, ['onConversationAdded']);
    await client.createServiceConversation(service, withWebhooks);
    for (let n = 0; n < 6; n++) await colloquy.advance('PT1M');
    const preActions = {
      preWebhookUrl: aliveUrl,
      filters: ['onConversationAdd', 'onConversationAdded'],
    } as const;
    await client.updateServiceWebhookConfiguration(service, preActions);
    await expect(client.createServiceConversation(service, withWebhooks)).rejects.toMatchObject({
      status: 503,
      code: 20503,
    });
    const { body } = await createInspectionClient(colloquy)('GET', '/deliveries', { State: 'pending' });
    expect(body.deliveries).toMatchObject([{ state: 'pending' }]);

    replies = true;
    await colloquy.advance('PT1M');
    expect(receiver.events()).toEqual(['onConversationAdded']);
    expect(receiver.received[0]?.parameters['RetryCount']).toBe('0');
    await client.createServiceConversation(service, withWebhooks);
    expect(await client.listServiceConversation(service)).toHaveLength(2);
  },
);
