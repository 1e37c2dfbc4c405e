import { ConnectionError, createClient } from '@colloquy/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Colloquy, startColloquy } from './start-colloquy.ts';

let colloquy: Colloquy;
beforeAll(async () => {
  colloquy = await startColloquy();
});
afterAll(() => colloquy.stop());

/** An account whose client does not retry. */
async function createAccount() {
  const account = await colloquy.createAccount();
  return { ...account, client: createClient({ ...account, retry: { retries: 0 } }) };
}

test('an error replaces the replies to one operation of one account, as often as it should', async () => {
  const [{ client, faults }, other] = [await createAccount(), await createAccount()];
  await faults.add({ kind: 'error', operation: 'CreateConversation', status: 429, retryAfter: 7, count: 2 });
  const credentials = Buffer.from(`${other.accountSid}:${other.authToken}`).toString('base64');
  for (let n = 0; n < 2; n++)
    await expect(client.createConversation()).rejects.toMatchObject({ status: 429, code: 20429 });
  expect(await client.listConversation()).toEqual([]);
  expect(await client.createConversation()).toMatchObject({ state: 'active' });
  expect(await other.client.createConversation()).toMatchObject({ state: 'active' });
  expect(await faults.list()).toMatchObject([{ kind: 'error', remaining: 0, hitCount: 2 }]);

  await other.faults.add({ kind: 'error', status: 429, retryAfter: 7 });
  const reply = await fetch(`${colloquy.baseUrl}/v1/Conversations`, {
    headers: { authorization: `Basic ${credentials}` },
  });
  expect(reply.headers.get('retry-after')).toBe('7');
  await other.faults.clear();
  expect(await other.client.listConversation()).toHaveLength(1);
});

test('a connection breaks before a request is handled, or after it', async () => {
  const { client, faults } = await createAccount();
  await faults.add({ kind: 'disconnect', operation: 'CreateConversation', count: 1 });
  await expect(client.createConversation({ uniqueName: 'before' })).rejects.toThrow(ConnectionError);
  await faults.add({ kind: 'lost_reply', operation: 'CreateConversation', count: 1 });
  await expect(client.createConversation({ uniqueName: 'after' })).rejects.toThrow(ConnectionError);
  expect((await client.listConversation()).map(({ uniqueName }) => uniqueName)).toEqual(['after']);
});

test('a delay lets a request wait', async () => {
  const { client, faults } = await createAccount();
  await faults.add({ kind: 'delay', operation: 'ListConversation', delayMs: 50 });
  const start = performance.now();
  await client.listConversation();
  expect(performance.now() - start).toBeGreaterThanOrEqual(49);
});

test('a fault with a probability happens to some requests and not to others', async () => {
  const { client, faults } = await createAccount();
  await faults.add({ kind: 'error', operation: 'FetchConfiguration', probability: 0.5 });
  const results = await Promise.allSettled(Array.from({ length: 100 }, () => client.fetchConfiguration()));
  const failed = results.filter(({ status }) => status === 'rejected').length;
  // Both limits are further from 50 than one run in a billion.
  expect(failed).toBeGreaterThan(15);
  expect(failed).toBeLessThan(85);
});

test('a webhook that fails is attempted again', async () => {
  const { client, faults, webhooks } = await createAccount();
  await webhooks.listen('onMessageAdded');
  await faults.add({ kind: 'webhook_timeout', operation: 'onMessageAdded', count: 1 });
  const { sid } = await client.createConversation();
  await client.createConversationMessage(sid, { body: 'Hello', xTwilioWebhookEnabled: true });
  await colloquy.advance('PT0S');
  expect(webhooks.caught).toEqual([]);
  expect(await client.listWebhookDeliveries()).toMatchObject([
    { lastAttempt: { error: expect.stringMatching(/^total-timeout: /) } },
  ]);
  await colloquy.advance('PT1M');
  expect((await webhooks.next('onMessageAdded')).parameters).toMatchObject({ RetryCount: '1' });
});

test('a pre-action webhook that fails does not change anything', async () => {
  const { client, faults, webhooks } = await createAccount();
  await webhooks.listen('onConversationAdd');
  await faults.add({ kind: 'webhook_error', operation: 'onConversationAdd', status: 403, count: 1 });
  const create = () => client.createConversation({ xTwilioWebhookEnabled: true });
  await expect(create()).rejects.toMatchObject({ code: 50056 });
  expect(await create()).toMatchObject({ state: 'active' });
});

test('a fault that could never happen is refused, and so is the hundred and first one', async () => {
  const { faults } = await createAccount();
  await expect(faults.add({ kind: 'error', operation: 'CreateConversations' })).rejects.toThrow(
    'Operation: it must be the name of an operation, such as CreateConversation, not "CreateConversations"',
  );
  await expect(faults.add({ kind: 'webhook_error', operation: 'CreateConversation' })).rejects.toThrow(
    'it must be the name of an event of webhooks',
  );
  await expect(faults.add({ kind: 'error', operation: 'AdvanceClock' })).rejects.toThrow(
    'it must be the name of an operation',
  );
  await expect(faults.add({ kind: 'error', delayMs: 100 })).rejects.toThrow(
    'DelayMs: it must be left out for faults of the kind error, not "100"',
  );
  await expect(faults.add({ kind: 'webhook_timeout', status: 500 })).rejects.toMatchObject({ status: 400 });
  for (let n = 0; n < 100; n++) await faults.add({ kind: 'error', operation: 'FetchUser' });
  await expect(faults.add({ kind: 'error' })).rejects.toThrow(
    'An account can have 100 faults, and a server 10000',
  );
});

test('a reset ends all faults', async () => {
  await using server = await startColloquy();
  await server.faults.add({ kind: 'error' });
  await server.reset();
  expect(await server.client.listConversation()).toEqual([]);
});

test('a server that stops does not wait for delays', async () => {
  const server = await startColloquy();
  await server.faults.add({ kind: 'delay', operation: 'CreateConversation', delayMs: 60_000 });
  const created = server.client.createConversation();
  await expect.poll(() => server.faults.list()).toMatchObject([{ hitCount: 1 }]);
  await Promise.all([server.stop(), expect(created).resolves.toMatchObject({ state: 'active' })]);
});
