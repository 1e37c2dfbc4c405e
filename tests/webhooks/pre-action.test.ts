import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import twilio from 'twilio';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { basicAuthorization } from '../support/http/caller.ts';
import { type Receiver, type ReceiverReply, startReceiver } from '../support/http/webhook-receiver.ts';
import { withWebhooks } from './support/inspection-client.ts';

const everything = [
  'onConversationAdd',
  'onConversationUpdate',
  'onConversationRemove',
  'onMessageAdd',
  'onMessageUpdate',
  'onMessageRemove',
  'onParticipantAdd',
  'onParticipantUpdate',
  'onParticipantRemove',
  'onUserUpdate',
] as const;

describe.each(engines)('pre-action webhooks on %s', async (engine) => {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  afterAll(() => colloquy.stop());
  const client = createClient(colloquy);

  const serviceFor = async ({ url }: Receiver) => {
    const { sid } = await client.createService({ friendlyName: 'Webhooks' });
    await client.updateServiceWebhookConfiguration(sid, { preWebhookUrl: url, filters: everything });
    return sid;
  };
  const json = (value: object): ReceiverReply => ({ status: 200, body: JSON.stringify(value) });

  it('every kind of change has a pre-action request with the intended values', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const conversation = await client.createServiceConversation(service, {
      friendlyName: 'Room',
      ...withWebhooks,
    });
    await client.updateServiceConversation(service, conversation.sid, {
      attributes: '{"a":1}',
      ...withWebhooks,
    });
    const { sid: participant } = await client.createServiceConversationParticipant(
      service,
      conversation.sid,
      {
        identity: 'ann',
        ...withWebhooks,
      },
    );
    const changed = { attributes: '{"b":2}', ...withWebhooks };
    await client.updateServiceConversationParticipant(service, conversation.sid, participant, changed);
    const horizon = { lastReadMessageIndex: 0, ...withWebhooks };
    await client.updateServiceConversationParticipant(service, conversation.sid, participant, horizon);
    const message = await client.createServiceConversationMessage(service, conversation.sid, {
      body: 'Hi',
      ...withWebhooks,
    });
    const edit = { body: 'Hello', ...withWebhooks };
    await client.updateServiceConversationMessage(service, conversation.sid, message.sid, edit);
    await client.updateServiceUser(service, 'ann', { friendlyName: 'Ann', ...withWebhooks });
    await client.deleteServiceConversationMessage(service, conversation.sid, message.sid, withWebhooks);
    await client.deleteServiceConversationParticipant(service, conversation.sid, participant, withWebhooks);
    await client.deleteServiceConversation(service, conversation.sid, withWebhooks);
    const calls = receiver.received.map(({ parameters }) => parameters);
    expect(calls.map(({ EventType }) => EventType)).toEqual([
      'onConversationAdd',
      'onConversationUpdate',
      'onParticipantAdd',
      'onParticipantUpdate',
      'onMessageAdd',
      'onMessageUpdate',
      'onUserUpdate',
      'onMessageRemove',
      'onParticipantRemove',
      'onConversationRemove',
    ]);
    const of = (event: string) => calls.find(({ EventType }) => EventType === event);
    expect(of('onConversationAdd')).toMatchObject({ FriendlyName: 'Room', State: 'active', RetryCount: '0' });
    expect(of('onConversationAdd')).not.toHaveProperty('ConversationSid');
    expect(of('onConversationUpdate')).toMatchObject({
      ConversationSid: conversation.sid,
      FriendlyName: 'Room',
      Attributes: '{"a":1}',
    });
    expect(of('onParticipantAdd')).toMatchObject({ ConversationSid: conversation.sid, Identity: 'ann' });
    expect(of('onMessageAdd')).toMatchObject({
      Body: 'Hi',
      Author: 'system',
      ConversationSid: conversation.sid,
    });
    expect(of('onMessageUpdate')).toMatchObject({ Body: 'Hello', MessageSid: message.sid, Index: '0' });
    expect(of('onMessageRemove')).toMatchObject({ Body: 'Hello', MessageSid: message.sid });
    expect(of('onUserUpdate')).toMatchObject({ FriendlyName: 'Ann', Identity: 'ann' });
    for (const { headers, parameters } of receiver.received) {
      const signature = String(headers['x-twilio-signature']);
      expect(twilio.validateRequest(colloquy.authToken, signature, `${receiver.url}/`, parameters)).toBe(
        true,
      );
    }
  });

  it('a request without the header calls no webhook', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    await client.createServiceConversation(service, { friendlyName: 'quiet' });
    expect(receiver.received).toEqual([]);
  });

  it('a response can change only the documented properties', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    receiver.onRequest = () => json({ friendly_name: 'Theirs', unique_name: 'theirs', state: 'closed' });
    const conversation = await client.createServiceConversation(service, {
      friendlyName: 'Mine',
      ...withWebhooks,
    });
    expect(conversation).toMatchObject({ friendlyName: 'Theirs', uniqueName: null, state: 'active' });
    receiver.onRequest = () => json({ body: '***', author: 'censor', attributes: '{"x":1}' });
    const message = await client.createServiceConversationMessage(service, conversation.sid, {
      body: 'bad word',
      author: 'ann',
      ...withWebhooks,
    });
    expect(message).toMatchObject({ body: '***', author: 'censor', attributes: '{"x":1}' });
  });

  it('a webhook can reject a change, which then has no effect', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    receiver.onRequest = () => 403;
    const refusal = { status: 403, code: 50056 };
    const post = client.createServiceConversationMessage(service, conversation.sid, {
      body: 'no',
      ...withWebhooks,
    });
    await expect(post).rejects.toMatchObject(refusal);
    await expect(
      client.deleteServiceConversation(service, conversation.sid, withWebhooks),
    ).rejects.toMatchObject(refusal);
    await expect(client.createServiceConversation(service, withWebhooks)).rejects.toMatchObject(refusal);
    expect(await client.listServiceConversationMessage(service, conversation.sid)).toEqual([]);
    expect(await client.listServiceConversation(service)).toHaveLength(1);
  });

  it.each([301, 302, 304, 307])('a redirect with status %i rejects a change', async (status) => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    receiver.onRequest = () => ({ status, body: '{"friendly_name":"Theirs"}' });
    await expect(client.createServiceConversation(service, withWebhooks)).rejects.toMatchObject({
      status: 403,
      code: 50056,
    });
    expect(await client.listServiceConversation(service)).toEqual([]);
    expect(receiver.received).toHaveLength(1);
  });

  it('an invalid value in a response is an error for the caller', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const conversation = await client.createServiceConversation(service);
    receiver.onRequest = () => json({ attributes: 'no json' });
    const post = client.createServiceConversationMessage(service, conversation.sid, {
      body: 'x',
      ...withWebhooks,
    });
    await expect(post).rejects.toMatchObject({ status: 400, code: 50304 });
  });

  it('a missing, late or unintelligible response changes nothing', async () => {
    await using receiver = await startReceiver();
    const { sid: service } = await client.createService({ friendlyName: 'Webhooks' });
    await client.updateServiceWebhookConfiguration(service, {
      preWebhookUrl: `${receiver.url}/#tt=200`,
      filters: everything,
    });
    for (const reply of ['silence', 200, { status: 200, body: '<html>' }] as const) {
      receiver.onRequest = () => reply;
      const conversation = await client.createServiceConversation(service, {
        friendlyName: 'Mine',
        ...withWebhooks,
      });
      expect(conversation.friendlyName).toBe('Mine');
    }
    expect(receiver.received).toHaveLength(3);
  });

  it("the service's webhook is called first, and the account's sees its changes", async () => {
    await using first = await startReceiver();
    await using second = await startReceiver();
    const service = await serviceFor(first);
    await client.updateConfigurationWebhook({ preWebhookUrl: second.url, filters: ['onConversationAdd'] });
    first.onRequest = () => json({ friendly_name: 'One' });
    second.onRequest = ({ parameters }) => json({ friendly_name: `${parameters['FriendlyName']} and two` });
    const conversation = await client.createServiceConversation(service, {
      friendlyName: 'Zero',
      ...withWebhooks,
    });
    await client.updateConfigurationWebhook({ preWebhookUrl: '', filters: [] });
    expect(conversation.friendlyName).toBe('One and two');
  });

  it('an inbound message calls the webhooks, and a rejection drops it', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const [from, to] = ['+14155550111', '+14155550112'];
    await client.createConfigurationAddress({
      type: 'sms',
      address: to,
      autoCreationEnabled: true,
      autoCreationConversationServiceSid: service,
    });
    const send = async (Body: string) => {
      const response = await fetch(`${colloquy.baseUrl}/colloquy/v1/inbound`, {
        method: 'POST',
        body: new URLSearchParams({ From: from, To: to, Body }),
        headers: { Authorization: basicAuthorization(colloquy.accountSid, colloquy.authToken) },
      });
      return response.status;
    };
    for (const status of [403, 302]) {
      receiver.onRequest = () => status;
      expect(await send('dropped')).toBe(403);
    }
    expect(await client.listServiceConversation(service)).toEqual([]);
    receiver.onRequest = () => json({ friendly_name: 'From a phone' });
    expect(await send('One')).toBe(201);
    receiver.onRequest = () => json({ body: 'Two, changed' });
    expect(await send('Two')).toBe(201);
    const [conversation] = await client.listServiceConversation(service);
    expect(conversation?.friendlyName).toBe('From a phone');
    const messages = await client.listServiceConversationMessage(service, conversation?.sid ?? '');
    expect(messages.map(({ body }) => body)).toEqual(['One', 'Two, changed']);
    expect(receiver.received.map(({ parameters }) => parameters['EventType'])).toEqual([
      'onConversationAdd',
      'onConversationAdd',
      'onConversationAdd',
      'onMessageAdd',
    ]);
    expect(receiver.received[2]?.parameters).toMatchObject({
      MessageBody: 'One',
      'MessagingBinding.Address': from,
      'MessagingBinding.ProxyAddress': to,
      Source: 'SMS',
    });
    expect(receiver.received[3]?.parameters).toMatchObject({ Body: 'Two', Author: from });
  });
});
