import twilio from 'twilio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Colloquy, startColloquy } from './start-colloquy.ts';

const withWebhooks = { xTwilioWebhookEnabled: true };

let colloquy: Colloquy;
beforeAll(async () => {
  colloquy = await startColloquy();
});
afterAll(() => colloquy.stop());

test('a hundred accounts that are used at the same time see only their own data', async () => {
  const counts = await Promise.all(
    Array.from({ length: 100 }, async (_, number) => {
      const { client } = await colloquy.createAccount();
      await client.createConversation({ uniqueName: 'the same everywhere', friendlyName: String(number) });
      return (await client.listConversation()).map(({ friendlyName }) => friendlyName);
    }),
  );
  expect(counts).toEqual(Array.from({ length: 100 }, (_, number) => [String(number)]));
});

test('a webhook is caught with a signature that the official SDK accepts, by its own account only', async () => {
  const [account, other] = [await colloquy.createAccount(), await colloquy.createAccount()];
  await Promise.all([account, other].map(({ webhooks }) => webhooks.listen('onMessageAdded')));
  const { sid } = await account.client.createConversation(withWebhooks);
  await account.client.createConversationMessage(sid, { body: 'Hello', ...withWebhooks });
  const { event, url, headers, parameters } = await account.webhooks.next('onMessageAdded');
  expect({ event, parameters }).toMatchObject({ event: 'onMessageAdded', parameters: { Body: 'Hello' } });
  const signature = String(headers['x-twilio-signature']);
  expect(twilio.validateRequest(account.authToken, signature, url, parameters)).toBe(true);
  expect(other.webhooks.caught).toEqual([]);
});

test('a responder changes what a pre-action webhook asks about', async () => {
  const { client, webhooks } = await colloquy.createAccount();
  await webhooks.listen('onMessageAdd');
  webhooks.respond(({ parameters }) => ({ status: 200, body: { body: `${parameters['Body']}!` } }));
  const { sid } = await client.createConversation();
  const { body } = await client.createConversationMessage(sid, { body: 'Hello', ...withWebhooks });
  expect(body).toBe('Hello!');
});

test('a webhook that does not arrive is reported with those that have', async () => {
  const { client, webhooks } = await colloquy.createAccount();
  await webhooks.listen();
  await client.createConversation(withWebhooks);
  await colloquy.advance('PT0S');
  await expect(webhooks.next('onMessageAdded', { timeoutMs: 20 })).rejects.toThrow(
    'No webhook onMessageAdded arrived within 20 ms, but onConversationAdded.',
  );
});

test('webhooks of one event are returned in their order, once each', async () => {
  const { client, webhooks } = await colloquy.createAccount();
  await webhooks.listen('onMessageAdded');
  const { sid } = await client.createConversation();
  const bodies = ['first', 'second'];
  for (const body of bodies) await client.createConversationMessage(sid, { body, ...withWebhooks });
  const [first, second] = [await webhooks.next(), await webhooks.next('onMessageAdded')];
  expect([first, second].map(({ parameters }) => parameters['Body'])).toEqual(bodies);
});

test('a customer writes to an account, and its users get tokens', async () => {
  const { client, inbound, token } = await colloquy.createAccount();
  const { sid } = await client.createConversation();
  await client.createConversationParticipant(sid, {
    messagingBindingAddress: '+15550100',
    messagingBindingProxyAddress: '+15550199',
  });
  expect(await inbound({ from: '+15550100', to: '+15550199', body: 'Hello' })).toMatchObject({
    conversationSid: sid,
  });
  expect(await token({ identity: 'alice' })).toMatch(/^ey/);
});
