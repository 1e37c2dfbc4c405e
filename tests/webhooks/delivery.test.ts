import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import twilio from 'twilio';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { type ReceivedRequest, startReceiver } from '../support/http/webhook-receiver.ts';
import { withWebhooks } from './support/inspection-client.ts';

type Client = ReturnType<typeof createClient>;
type Filter = NonNullable<
  NonNullable<Parameters<Client['updateServiceWebhookConfiguration']>[1]>['filters']
>[number];
type Hook = Parameters<Client['createConversationScopedWebhook']>[1];

describe.each(engines)('webhooks on %s', async (engine) => {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  afterAll(() => colloquy.stop());
  const client = createClient(colloquy);
  const deliverAll = () => colloquy.advance('PT0S');

  /** Creates a service with a webhook. */
  const serviceFor = async (url: string, filters: readonly Filter[], method: 'GET' | 'POST' = 'POST') => {
    const service = await client.createService({ friendlyName: 'Hooks' });
    await client.updateServiceWebhookConfiguration(service.sid, {
      postWebhookUrl: url,
      method,
      filters,
    });
    return service.sid;
  };
  const isSigned = ({ headers, parameters }: ReceivedRequest, url: string, body = parameters) =>
    twilio.validateRequest(colloquy.authToken, String(headers['x-twilio-signature']), url, body);

  it('events of requests with the header are delivered in order and signed', async () => {
    await using receiver = await startReceiver();
    const all = ['onConversationAdded', 'onParticipantAdded', 'onUserAdded', 'onMessageAdded'] as const;
    const service = await serviceFor(`${receiver.url}/hook?x=1`, all);
    const conversation = await client.createServiceConversation(service, {
      friendlyName: 'Ärger & Co',
      ...withWebhooks,
    });
    await client.createServiceConversationParticipant(service, conversation.sid, {
      identity: 'ann',
      ...withWebhooks,
    });
    await client.createServiceConversationMessage(service, conversation.sid, {
      author: 'ann',
      body: 'Hi',
      ...withWebhooks,
    });
    await deliverAll();
    expect(receiver.events().toSorted()).toEqual(all.toSorted());
    const ofConversation = receiver.received.filter(
      ({ parameters }) => parameters['ConversationSid'] === conversation.sid,
    );
    expect(ofConversation.map(({ parameters }) => parameters['EventType'])).toEqual([
      'onConversationAdded',
      'onParticipantAdded',
      'onMessageAdded',
    ]);
    for (const request of receiver.received) {
      expect(request.path).toBe('/hook?x=1');
      expect(isSigned(request, `${receiver.url}/hook?x=1`)).toBe(true);
      expect(request.parameters).toMatchObject({
        AccountSid: colloquy.accountSid,
        ChatServiceSid: service,
        Source: 'API',
        RetryCount: '0',
      });
    }
    expect(ofConversation[2]?.parameters).toMatchObject({
      Body: 'Hi',
      Author: 'ann',
      Index: '0',
      Attributes: '{}',
    });
  });

  it('requests without the header and events outside the filters are not delivered', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver.url, ['onMessageAdded']);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    await client.createServiceConversationMessage(service, conversation.sid, { body: 'quiet' });
    await deliverAll();
    expect(receiver.received).toEqual([]);
  });

  it('a webhook with the method GET has all parameters in the signed query', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(`${receiver.url}/get?a=b`, ['onConversationAdded'], 'GET');
    await client.createServiceConversation(service, withWebhooks);
    await deliverAll();
    const [request] = receiver.received;
    expect(request?.method).toBe('GET');
    expect(request?.parameters).toMatchObject({ a: 'b', EventType: 'onConversationAdded' });
    expect(request && isSigned(request, receiver.url + request.path, {})).toBe(true);
  });

  it('failed deliveries are retried in order with the same token', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver.url, ['onConversationAdded', 'onMessageAdded']);
    receiver.onRequest = () => 503;
    const conversation = await client.createServiceConversation(service, withWebhooks);
    await client.createServiceConversationMessage(service, conversation.sid, { body: 'Hi', ...withWebhooks });
    await deliverAll();
    expect(receiver.events()).toEqual(['onConversationAdded']);
    await colloquy.advance('PT2S');
    expect(receiver.events()).toEqual(['onConversationAdded', 'onConversationAdded']);
    receiver.onRequest = () => 204;
    await colloquy.advance('PT7S');
    expect(receiver.events()).toEqual([
      'onConversationAdded',
      'onConversationAdded',
      'onConversationAdded',
      'onMessageAdded',
    ]);
    const tokens = receiver.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(new Set(tokens.slice(0, 3)).size).toBe(1);
    expect(tokens[3]).not.toBe(tokens[0]);
    expect(receiver.received.map(({ parameters }) => parameters['RetryCount'])).toEqual(['0', '1', '2', '0']);
  });

  it('a delivery is dead-lettered after its last retry, and later ones continue', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(`${receiver.url}/#rc=1`, ['onConversationAdded', 'onMessageAdded']);
    receiver.onRequest = ({ parameters }) => (parameters['EventType'] === 'onConversationAdded' ? 500 : 200);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    await client.createServiceConversationMessage(service, conversation.sid, { body: 'Hi', ...withWebhooks });
    await colloquy.advance('PT0S');
    await colloquy.advance('PT2S');
    expect(receiver.events()).toEqual(['onConversationAdded', 'onConversationAdded', 'onMessageAdded']);
  });

  it('a scoped webhook receives its filtered events, and a trigger only messages with its keyword', async () => {
    await using receiver = await startReceiver();
    const conversation = await client.createConversation();
    const createWebhook = (path: string, configuration: Omit<Hook, 'configurationUrl'>) =>
      client.createConversationScopedWebhook(conversation.sid, {
        configurationUrl: receiver.url + path,
        ...configuration,
      });
    await createWebhook('/hook', {
      target: 'webhook',
      configurationFilters: ['onMessageAdded', 'onMessageRemoved'],
    });
    await createWebhook('/trigger', { target: 'trigger', configurationTriggers: ['help'] });
    const postMessage = (body: string) =>
      client.createConversationMessage(conversation.sid, { body, ...withWebhooks });
    await postMessage('hel p');
    await postMessage('unHELPful');
    const last = await postMessage('please help');
    await client.deleteConversationMessage(conversation.sid, last.sid, withWebhooks);
    await deliverAll();
    const receivedAt = (path: string) => receiver.received.filter((each) => each.path === path);
    expect(receivedAt('/hook').map(({ parameters }) => parameters['EventType'])).toEqual([
      'onMessageAdded',
      'onMessageAdded',
      'onMessageAdded',
      'onMessageRemoved',
    ]);
    expect(receivedAt('/trigger').map(({ parameters }) => parameters['Body'])).toEqual([
      'unHELPful',
      'please help',
    ]);
  });

  it('timers trigger webhooks without a header', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver.url, ['onConversationStateUpdated']);
    const conversation = await client.createServiceConversation(service, { timersClosed: 'PT10M' });
    await colloquy.advance('PT10M');
    await deliverAll();
    expect(receiver.received.map(({ parameters }) => parameters)).toEqual([
      {
        EventType: 'onConversationStateUpdated',
        AccountSid: colloquy.accountSid,
        ChatServiceSid: service,
        ConversationSid: conversation.sid,
        StateFrom: 'active',
        StateTo: 'closed',
        StateUpdated: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
        Reason: 'TIMER',
        RetryCount: '0',
      },
    ]);
  });

  it('a target that does not respond delays no other target', async () => {
    await using dead = await startReceiver();
    await using alive = await startReceiver();
    dead.onRequest = () => 'silence';
    const conversation = await client.createConversation();
    for (const { url } of [dead, alive])
      await client.createConversationScopedWebhook(conversation.sid, {
        target: 'webhook',
        configurationUrl: `${url}/#tt=300&rc=0`,
        configurationFilters: ['onMessageAdded'],
      });
    for (let n = 0; n < 3; n++)
      await client.createConversationMessage(conversation.sid, { body: `m${n}`, ...withWebhooks });
    await expect.poll(() => alive.events().length).toBe(3);
    expect(dead.events().length).toBeLessThan(3);
  });
});
