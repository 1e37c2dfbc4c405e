import { createClient } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { basicAuthorization } from '../support/http/caller.ts';

interface InboundReply {
  readonly conversation_sid: string;
  readonly participant_sid: string;
  readonly message_sid: string;
  readonly chat_service_sid: string;
  readonly conversation_created: boolean;
}

async function sendInbound({ baseUrl, accountSid, authToken }: Colloquy, fields: Record<string, string>) {
  const response = await fetch(`${baseUrl}/colloquy/v1/inbound`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { Authorization: basicAuthorization(accountSid, authToken) },
  });
  // The tests check the shape.
  return { status: response.status, body: (await response.json()) as InboundReply };
}

describe.each(engines)('inbound messages on %s', async (engine) => {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  afterAll(() => colloquy.stop());
  const client = createClient(colloquy);
  const injectInbound = async (fields: Record<string, string>): Promise<InboundReply> => {
    const { status, body } = await sendInbound(colloquy, fields);
    expect(status, JSON.stringify(body)).toBe(201);
    return body;
  };
  let last = 15_550_000;
  const uniquePhoneNumber = (): string => `+1415${++last}`;

  it('a message is added to the conversation with its pair of addresses, which becomes active', async () => {
    const [from, to] = [uniquePhoneNumber(), uniquePhoneNumber()];
    const service = await client.createService({ friendlyName: 'Support' });
    const conversation = await client.createServiceConversation(service.sid, { timersInactive: 'PT5M' });
    const guest = await client.createServiceConversationParticipant(service.sid, conversation.sid, {
      messagingBindingAddress: from,
      messagingBindingProxyAddress: to,
    });
    await colloquy.advance('PT5M');
    expect((await client.fetchServiceConversation(service.sid, conversation.sid)).state).toBe('inactive');
    const result = await injectInbound({
      From: from,
      To: to,
      Body: 'Is anybody there?',
      Attributes: '{"a":1}',
    });
    expect(result).toEqual({
      account_sid: colloquy.accountSid,
      chat_service_sid: service.sid,
      conversation_sid: conversation.sid,
      participant_sid: guest.sid,
      message_sid: expect.stringMatching(/^IM/),
      conversation_created: false,
    });
    expect(
      await client.fetchServiceConversationMessage(service.sid, conversation.sid, result.message_sid),
    ).toMatchObject({
      index: 0,
      author: from,
      participantSid: guest.sid,
      body: 'Is anybody there?',
      attributes: '{"a":1}',
      delivery: null,
    });
    expect((await client.fetchServiceConversation(service.sid, conversation.sid)).state).toBe('active');
  });

  it('a message is delivered to the other participants on other channels', async () => {
    const [from, other, to] = [uniquePhoneNumber(), uniquePhoneNumber(), uniquePhoneNumber()];
    const conversation = await client.createConversation();
    for (const address of [from, other])
      await client.createConversationParticipant(conversation.sid, {
        messagingBindingAddress: address,
        messagingBindingProxyAddress: to,
      });
    const { message_sid } = await injectInbound({ From: from, To: to, Body: 'Hello' });
    await colloquy.advance('PT0S');
    const message = await client.fetchConversationMessage(conversation.sid, message_sid);
    expect(message.delivery).toMatchObject({ total: 1, delivered: 'all' });
  });

  it('a message creates a conversation if its address is configured to', async () => {
    const [from, to] = [uniquePhoneNumber(), uniquePhoneNumber()];
    const service = await client.createService({ friendlyName: 'Sales' });
    await client.createConfigurationAddress({
      type: 'sms',
      address: to,
      autoCreationEnabled: true,
      autoCreationType: 'webhook',
      autoCreationConversationServiceSid: service.sid,
      autoCreationWebhookUrl: 'https://shop.example.com/hook',
      autoCreationWebhookMethod: 'GET',
      autoCreationWebhookFilters: ['onMessageAdded'],
    });
    const first = await injectInbound({ From: from, To: to, Body: 'One' });
    expect(first).toMatchObject({ chat_service_sid: service.sid, conversation_created: true });
    const second = await injectInbound({ From: from, To: to, Body: 'Two' });
    expect(second).toMatchObject({
      conversation_sid: first.conversation_sid,
      participant_sid: first.participant_sid,
      conversation_created: false,
    });
    const conversation = first.conversation_sid;
    const messages = await client.listServiceConversationMessage(service.sid, conversation);
    expect(messages.map(({ index, body, author }) => [index, body, author])).toEqual([
      [0, 'One', from],
      [1, 'Two', from],
    ]);
    const [participant, ...others] = await client.listServiceConversationParticipant(
      service.sid,
      conversation,
    );
    expect(others).toEqual([]);
    expect(participant).toMatchObject({
      sid: first.participant_sid,
      messagingBinding: { type: 'sms', address: from, proxyAddress: to },
    });
    const [webhook] = await client.listServiceConversationScopedWebhook(service.sid, conversation);
    expect(webhook).toMatchObject({
      target: 'webhook',
      configuration: {
        url: 'https://shop.example.com/hook',
        method: 'GET',
        filters: ['onMessageAdded'],
      },
    });
  });

  it('a message creates another conversation after the previous one was closed, by default in the default service', async () => {
    const [from, to] = [`whatsapp:${uniquePhoneNumber()}`, `whatsapp:${uniquePhoneNumber()}`];
    await client.createConfigurationAddress({ type: 'whatsapp', address: to, autoCreationEnabled: true });
    const first = await injectInbound({ From: from, To: to, Body: 'One' });
    const { defaultChatServiceSid } = await client.fetchConfiguration();
    expect(first.chat_service_sid).toBe(defaultChatServiceSid);
    await client.updateConversation(first.conversation_sid, { state: 'closed' });
    const second = await injectInbound({ From: from, To: to, Body: 'Two' });
    expect(second.conversation_created).toBe(true);
    expect(second.conversation_sid).not.toBe(first.conversation_sid);
  });

  it('a message without a conversation, valid addresses or content is refused', async () => {
    const [from, to] = [uniquePhoneNumber(), uniquePhoneNumber()];
    expect(await sendInbound(colloquy, { From: from, To: to, Body: 'Hello' })).toMatchObject({
      status: 404,
      body: { code: 20404 },
    });
    await client.createConfigurationAddress({ type: 'sms', address: to, autoCreationEnabled: false });
    expect(await sendInbound(colloquy, { From: from, To: to, Body: 'Hello' })).toMatchObject({ status: 404 });
    const conversation = await client.createConversation();
    await client.createConversationParticipant(conversation.sid, {
      messagingBindingAddress: from,
      messagingBindingProxyAddress: to,
    });
    const refused: readonly (readonly [Record<string, string>, number])[] = [
      [{ To: to, Body: 'Hello' }, 20001],
      [{ From: 'nobody', To: to, Body: 'Hello' }, 50407],
      [{ From: from, To: 'nobody', Body: 'Hello' }, 50408],
      [{ From: from, To: to, MediaSid: `ME${'0'.repeat(32)}` }, 50507],
      [{ From: from, To: to, Body: 'Hello', Attributes: '{' }, 50304],
    ];
    for (const [fields, code] of refused)
      expect((await sendInbound(colloquy, fields)).body).toMatchObject({ code });
    expect(await client.listConversationMessage(conversation.sid)).toEqual([]);
  });

  it('concurrent messages create a single conversation', async () => {
    const [from, to] = [uniquePhoneNumber(), uniquePhoneNumber()];
    await client.createConfigurationAddress({ type: 'sms', address: to, autoCreationEnabled: true });
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => sendInbound(colloquy, { From: from, To: to, Body: String(n) })),
    );
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(all.map(({ body }) => body.conversation_sid)).size).toBe(1);
    expect(all.filter(({ body }) => body.conversation_created)).toHaveLength(1);
    const messages = await client.listConversationMessage(all[0]?.body.conversation_sid ?? '');
    expect(messages.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });
});
