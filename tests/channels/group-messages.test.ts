import { createClient } from '@colloquy/client';
import { postActionEvents, preActionEvents } from '@colloquy/contract';
import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';

describe.each(engines)('group messages on %s', async (engine) => {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  afterAll(() => colloquy.stop());
  const client = createClient(colloquy);
  let last = 15_560_000;
  const uniquePhoneNumber = (): string => `+1415${++last}`;

  /** Addresses of a group: ours, which starts conversations in a service of its own, and those of three members. */
  const createGroup = async () => {
    const [to, ann, ben, cem] = [1, 2, 3, 4].map(uniquePhoneNumber) as [string, string, string, string];
    const { sid } = await client.createService({ friendlyName: 'Groups' });
    await client.createConfigurationAddress({
      type: 'sms',
      address: to,
      autoCreationEnabled: true,
      autoCreationConversationServiceSid: sid,
    });
    return { service: sid, to, ann, ben, cem };
  };

  it('a group message creates a conversation with all members by address, without a proxy', async () => {
    const { service, to, ann, ben, cem } = await createGroup();
    const sent = await client.injectInboundMessage({ from: ann, to, recipient: [ben, cem], body: 'Hi all' });
    expect(sent).toMatchObject({ chatServiceSid: service, conversationCreated: true });
    const path = [service, sent.conversationSid] as const;
    expect(await client.fetchServiceConversation(...path)).toMatchObject({ state: 'active' });
    const participants = await client.listServiceConversationParticipant(...path);
    const bindings = participants.map(({ messagingBinding }) => messagingBinding);
    expect(bindings).toHaveLength(4);
    expect(bindings).toEqual(
      expect.arrayContaining([
        { type: 'sms', address: ann },
        { type: 'sms', address: ben },
        { type: 'sms', address: cem },
        { type: 'sms', projectedAddress: to },
      ]),
    );
    const author = participants.find(({ messagingBinding }) => messagingBinding?.address === ann);
    expect(await client.listServiceConversationMessage(...path)).toMatchObject([
      { index: 0, author: ann, participantSid: author?.sid, body: 'Hi all' },
    ]);
    await colloquy.advance('PT0S');
    const message = await client.fetchServiceConversationMessage(...path, sent.messageSid);
    expect(message.delivery).toMatchObject({ total: 2, delivered: 'all' });
    const ours = participants.find(({ messagingBinding }) => messagingBinding?.projectedAddress === to);
    expect(
      await client.createServiceConversationMessage(...path, { author: to, body: 'Hello' }),
    ).toMatchObject({ participantSid: ours?.sid, delivery: { total: 3 } });
  });

  it("a member's reply reaches the conversation in whatever order its recipients come", async () => {
    const { service, to, ann, ben, cem } = await createGroup();
    const first = await client.injectInboundMessage({ from: ann, to, recipient: [ben, cem], body: '0' });
    const replies: [from: string, recipient: readonly string[]][] = [
      [ben, [ann, cem]],
      [ben, [cem, ann]],
      [cem, [ben, ann, ben]],
      [ann, [to, cem, ben]],
    ];
    for (const [from, recipient] of replies) {
      const reply = await client.injectInboundMessage({ from, to, recipient, body: 'Re' });
      expect(reply).toMatchObject({
        conversationSid: first.conversationSid,
        conversationCreated: false,
        participantSid: expect.stringMatching(/^MB/),
      });
    }
    const messages = await client.listServiceConversationMessage(service, first.conversationSid);
    expect(messages.map(({ author }) => author)).toEqual([ann, ben, ben, cem, ann]);
    const participants = new Set(messages.map(({ participantSid }) => participantSid));
    expect([participants.size, participants.has(null)]).toEqual([3, false]);
  });

  it('a message to other members, or to you alone, belongs to another conversation', async () => {
    const { to, ann, ben, cem } = await createGroup();
    const recipients = [[ben, cem], [ben], [cem], [ben, cem, uniquePhoneNumber()], []];
    const sent = [];
    for (const recipient of recipients)
      sent.push(await client.injectInboundMessage({ from: ann, to, recipient, body: 'Hi' }));
    expect(new Set(sent.map(({ conversationSid }) => conversationSid)).size).toBe(recipients.length);
    const [group] = sent;
    await client.updateServiceConversation(group?.chatServiceSid ?? '', group?.conversationSid ?? '', {
      state: 'closed',
    });
    const again = await client.injectInboundMessage({ from: ann, to, recipient: [ben, cem], body: 'Hi' });
    expect(again.conversationCreated).toBe(true);
  });

  it('a group message reaches a conversation whose members were added with the API', async () => {
    const [to, ann, ben] = [uniquePhoneNumber(), uniquePhoneNumber(), uniquePhoneNumber()];
    const { sid } = await client.createConversation();
    for (const address of [ann, ben])
      await client.createConversationParticipant(sid, { messagingBindingAddress: address });
    await client.createConversationParticipant(sid, {
      identity: `agent ${to}`,
      messagingBindingProjectedAddress: to,
    });
    const sent = await client.injectInboundMessage({ from: ben, to, recipient: [ann], body: 'Hi' });
    expect(sent).toMatchObject({ conversationSid: sid, conversationCreated: false });
  });

  it('a message from the projected address of a member reaches the conversation, with its participant', async () => {
    const { service, to, ann, ben } = await createGroup();
    const group = await client.injectInboundMessage({ from: ann, to, recipient: [ben], body: 'Hi' });
    const agent = await client.createServiceConversationParticipant(service, group.conversationSid, {
      identity: 'agent',
      messagingBindingProjectedAddress: uniquePhoneNumber(),
    });
    const from = agent.messagingBinding?.projectedAddress ?? '';
    expect(await client.injectInboundMessage({ from, to, recipient: [ben, ann], body: 'Re' })).toMatchObject({
      conversationSid: group.conversationSid,
      conversationCreated: false,
      participantSid: agent.sid,
    });
  });

  it('a group does not exist twice, even if own and projected addresses change places', async () => {
    const { ann, ben, cem } = await createGroup();
    const create = (projected: string, ...own: readonly string[]) =>
      client.createConversationWithParticipants({
        participant: [
          { messagingBindingProjectedAddress: projected },
          ...own.map((messagingBindingAddress) => ({ messagingBindingAddress })),
        ],
      });
    await create(ann, ben, cem);
    await colloquy.advance('PT0S');
    await expect(create(cem, ann, ben)).rejects.toMatchObject({ status: 409, code: 50438 });
  });

  it('webhooks receive the events of a new group in their order', async () => {
    await using receiver = await startReceiver();
    const { service, to, ann, ben, cem } = await createGroup();
    await client.updateServiceWebhookConfiguration(service, {
      preWebhookUrl: receiver.url,
      postWebhookUrl: receiver.url,
      filters: [...preActionEvents, ...postActionEvents.filter((name) => name !== 'onDeliveryUpdated')],
    });
    await client.injectInboundMessage({ from: ann, to, recipient: [ben, cem], body: 'Hi all' });
    await colloquy.advance('PT0S');
    expect(receiver.events()).toEqual([
      'onConversationAdd',
      'onConversationAdded',
      ...Array.from({ length: 4 }, () => 'onParticipantAdded'),
      'onMessageAdded',
      'onConversationStateUpdated',
    ]);
    const parameters = receiver.received.map((request) => request.parameters);
    const [before, after] = parameters;
    const shared = {
      State: 'initializing',
      Source: 'SMS',
      'MessagingBinding.Address': [ann, ben, cem].join(','),
      'MessagingBinding.ProjectedAddress': to,
      'MessagingBinding.AuthorAddress': ann,
    };
    expect(before).toMatchObject({ ...shared, MessageBody: 'Hi all' });
    expect(after).toMatchObject(shared);
    for (const each of [before, after]) expect(each).not.toHaveProperty(['MessagingBinding.ProxyAddress']);
    expect(parameters.at(-1)).toMatchObject({
      StateFrom: 'initializing',
      StateTo: 'active',
      Reason: 'EVENT',
      Source: 'SMS',
    });
  });

  it('concurrent group messages create a single conversation', async () => {
    const { to, ann, ben, cem } = await createGroup();
    const members = [ann, ben, cem];
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => {
        const from = members[n % 3] ?? ann;
        const recipient = members.filter((address) => address !== from);
        return client.injectInboundMessage({ from, to, recipient, body: String(n) });
      }),
    );
    expect(new Set(all.map(({ conversationSid }) => conversationSid)).size).toBe(1);
    expect(all.filter(({ conversationCreated }) => conversationCreated)).toHaveLength(1);
  });

  it('a group message is refused with other addresses than telephone numbers, or too many', async () => {
    const { to, ann, ben } = await createGroup();
    const refused: readonly (readonly [readonly string[], number])[] = [
      [['nobody'], 50407],
      [[ben, 'whatsapp:+14155550100'], 50407],
      [['ben@example.com'], 50407],
      [Array.from({ length: 9 }, uniquePhoneNumber), 50436],
    ];
    for (const [recipient, code] of refused)
      await expect(
        client.injectInboundMessage({ from: ann, to, recipient, body: 'Hi' }),
      ).rejects.toMatchObject({ code });
    const largest = Array.from({ length: 8 }, uniquePhoneNumber);
    expect(
      await client.injectInboundMessage({ from: ann, to, recipient: largest, body: 'Hi' }),
    ).toMatchObject({ conversationCreated: true });
  });
});
