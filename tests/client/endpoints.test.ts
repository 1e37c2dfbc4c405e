import { type Client, ColloquyError, createClient } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import { startReceiver } from '../support/http/webhook-receiver.ts';

const now = new Date('2024-05-01T12:00:00Z');
let colloquy: Colloquy;
let client: Client;
beforeAll(async () => {
  colloquy = await startColloquy({ now, settings: { COLLOQUY_TEST_CLOCK: '1' } });
  client = createClient(colloquy);
});
afterAll(() => colloquy.stop());

test('API keys are created, listed over all pages, updated and deleted', async () => {
  const { accountSid } = colloquy;
  const key = await client.createKey(accountSid, { friendlyName: 'one' }, { idempotencyKey: 'key' });
  expect(key).toMatchObject({ friendlyName: 'one', dateCreated: now, secret: expect.any(String) });
  for (const friendlyName of ['two', 'three']) await client.createKey(accountSid, { friendlyName });
  const names = async (options: { pageSize?: number; limit?: number }) =>
    (await client.listKey(accountSid, options)).map(({ friendlyName }) => friendlyName);
  expect(await names({ pageSize: 1 })).toEqual(['three', 'two', 'one']);
  expect(await names({ limit: 2 })).toEqual(['three', 'two']);
  const page = await client.pageKey(accountSid, { pageSize: 2 });
  expect(page).toMatchObject({ page: 0, pageSize: 2, start: 0, end: 1 });
  expect((await page.nextPage())?.items.map(({ sid }) => sid)).toEqual([key.sid]);
  await client.updateKey(accountSid, key.sid, { friendlyName: 'new' });
  expect((await client.fetchKey(accountSid, key.sid)).friendlyName).toBe('new');
  expect(await client.deleteKey(accountSid, key.sid)).toBeUndefined();
  await expect(client.fetchKey(accountSid, key.sid)).rejects.toThrow(ColloquyError);
});

test('an access token is created for a user', async () => {
  const token = await client.createToken({ identity: 'alice', ttl: 60 });
  const dateExpires = new Date(now.getTime() + 60_000);
  expect(token).toMatchObject({ identity: 'alice', token: expect.any(String), dateExpires });
  expect((await client.fetchService(token.serviceSid)).sid).toBe(token.serviceSid);
});

test('media are uploaded from a Blob, and their content is fetched as one', async () => {
  const { sid: service } = await client.createService({ friendlyName: 'Files' });
  const content = new Blob(['hello'], { type: 'text/plain' });
  const media = await client.createMedia(service, content, { filename: 'a.txt', category: 'body' });
  expect(media).toMatchObject({ size: 5, contentType: 'text/plain', filename: 'a.txt', category: 'body' });
  expect(await client.fetchMedia(service, media.sid)).toMatchObject({ sid: media.sid, dateCreated: now });
  const fetched = await client.fetchMediaContent(service, media.sid);
  expect([fetched.type, await fetched.text()]).toEqual(['text/plain', 'hello']);
  const { searchParams } = new URL(media.links.contentDirectTemporary);
  const [expires, signature] = ['expires', 'signature'].map((name) => searchParams.get(name) ?? '');
  const linked = await client.fetchLinkedMediaContent(service, media.sid, { expires, signature });
  expect(await linked.text()).toBe('hello');
  const set = await client.fetchMediaSet(service, [media.sid, 'ME0']);
  expect(set).toMatchObject([
    { code: 200, mediaRecord: { filename: 'a.txt' } },
    { code: 404, mediaRecord: { sid: 'ME0' } },
  ]);
  await client.deleteMedia(service, media.sid);
  await expect(client.fetchMedia(service, media.sid)).rejects.toMatchObject({ status: 404 });
});

test('webhook deliveries are listed, fetched and replayed, and events are triggered and listed', async () => {
  await using receiver = await startReceiver();
  const { sid: service } = await client.createService({ friendlyName: 'Hooks' });
  await client.updateServiceWebhookConfiguration(service, {
    postWebhookUrl: receiver.url,
    filters: ['onConversationAdded'],
  });
  const { sid: conversationSid } = await client.createServiceConversation(service, {
    xTwilioWebhookEnabled: true,
  });
  await client.createServiceConversation(service, { xTwilioWebhookEnabled: true });
  await colloquy.advance('PT0S');
  const deliveries = await client.listWebhookDeliveries({ serviceSid: service, pageSize: 1 });
  expect(deliveries.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  const sid = deliveries[1]?.sid ?? '';
  const delivery = await client.fetchWebhookDelivery(sid);
  expect(delivery).toMatchObject({ conversationSid, parameters: { EventType: 'onConversationAdded' } });
  expect(delivery.attempts[0]).toMatchObject({ status: 200, date: expect.any(Date) });
  expect(await client.replayWebhookDelivery(sid)).toMatchObject({ state: 'pending' });
  await colloquy.advance('PT0S');
  const many = await client.replayWebhookDeliveries({ state: 'delivered', serviceSid: service });
  expect(many).toEqual({ replayed: 2, nextPageToken: null });
  const triggered = await client.triggerWebhook({ eventType: 'onConversationAdded', conversationSid });
  expect(triggered.deliveries).toMatchObject([{ target: service, state: 'pending' }]);
  const { items, meta } = await client.pageWebhookEvents({ serviceSid: service });
  expect(items.map(({ eventName, wantedBy }) => [eventName, wantedBy])).toEqual([
    ['onConversationAdded', [service]],
    ['onConversationAdded', [service]],
  ]);
  expect((await client.pageWebhookEvents({ after: meta.position })).items).toEqual([]);
});

test('an inbound message is injected', async () => {
  await client.createConfigurationAddress({
    type: 'sms',
    address: '+14155550100',
    autoCreationEnabled: true,
  });
  const message = { from: '+14155550199', to: '+14155550100', body: 'Hi' };
  const { messageSid, conversationSid, conversationCreated } = await client.injectInboundMessage(message);
  expect(conversationCreated).toBe(true);
  expect(await client.fetchConversationMessage(conversationSid, messageSid)).toMatchObject({ body: 'Hi' });
});

test('events are streamed until the signal aborts', async () => {
  const stop = new AbortController();
  const { sid } = await client.createConversation({ friendlyName: 'Streamed' });
  const events = client.streamEvents({ after: 0, conversation: [sid] }, { signal: stop.signal });
  const { value: first } = await events.next();
  expect(first).toMatchObject({ type: 'com.twilio.conversations.conversation.added', time: now });
  stop.abort(new Error('enough'));
  await expect(events.next()).rejects.toThrow('enough');
  await expect(client.streamEvents({ after: 10 ** 9 }).next()).rejects.toMatchObject({ code: 20001 });
});

test('the test clock is advanced, and the server is reset', async () => {
  expect((await client.fetchClock()).now).toEqual(now);
  expect((await client.advanceClock({ duration: 'PT1M' })).now).toEqual(new Date('2024-05-01T12:01:00Z'));
  expect(await client.freezeClock()).toMatchObject({ frozen: true });
  expect(await client.resumeClock()).toMatchObject({ frozen: false });
  await client.resetServer();
  expect(await client.listConversation()).toEqual([]);
});

test('health, metrics and documents are fetched', async () => {
  expect(await client.fetchHealth()).toEqual({ status: 'ok' });
  expect(await client.fetchReadiness()).toEqual({ status: 'ready' });
  expect(await client.fetchMetrics()).toContain('colloquy_');
  expect((await client.fetchOpenApi()).openapi).toBe('3.1.0');
});

test('the types of the methods follow from the contract', () => {
  expectTypeOf<Client['fetchWebhookDelivery']>().parameter(0).toBeString();
  expectTypeOf<Client['deleteKey']>().returns.resolves.toBeVoid();
  expectTypeOf<Client['createMedia']>().parameter(1).toEqualTypeOf<Blob>();
  const compiled = (_check: () => unknown) => {};
  compiled(() => [
    client.listWebhookDeliveries({ state: 'dead', limit: 5 }),
    // @ts-expect-error: not a state
    client.listWebhookDeliveries({ state: 'lost' }),
    // @ts-expect-error: the server refuses this filter
    client.listWebhookEvents({ target: 'AC1' }),
    // @ts-expect-error: the state is required
    client.replayWebhookDeliveries({}),
    // @ts-expect-error: a reset cannot be made idempotent
    client.resetServer({ idempotencyKey: 'a' }),
  ]);
});
