import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';

describe.each(engines)('inbound e-mail on %s', async (engine) => {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  afterAll(() => colloquy.stop());
  const client = createClient(colloquy);

  it('an e-mail creates a conversation with its sender, and the next one reaches it', async () => {
    await client.createConfigurationAddress({
      type: 'email',
      address: 'desk@example.com',
      autoCreationEnabled: true,
    });
    const mail = { from: 'ann@example.org', to: 'desk@example.com', body: 'Hello' };
    const sent = await Promise.all(Array.from({ length: 5 }, () => client.injectInboundMessage(mail)));
    expect(sent.filter(({ conversationCreated }) => conversationCreated)).toHaveLength(1);
    const [sid = '', ...others] = new Set(sent.map(({ conversationSid }) => conversationSid));
    expect(others).toEqual([]);
    expect(await client.fetchConversation(sid)).toMatchObject({
      state: 'active',
      bindings: { email: { projectedAddress: mail.to } },
    });
    const participants = await client.listConversationParticipant(sid);
    expect(participants.map(({ messagingBinding }) => messagingBinding)).toEqual([
      { type: 'email', address: mail.from },
    ]);
    expect(await client.listConversationMessage(sid)).toMatchObject(
      sent.map(() => ({ author: mail.from, participantSid: participants[0]?.sid })),
    );
    const other = await client.injectInboundMessage({ ...mail, from: 'ben@example.org' });
    expect(other.conversationCreated).toBe(true);
  });

  it('an e-mail reaches a conversation with its address and a participant by e-mail', async () => {
    const { sid } = await client.createConversation({ bindingsEmailAddress: 'sales@example.com' });
    const participant = await client.createConversationParticipant(sid, {
      messagingBindingAddress: 'cem@example.org',
      messagingBindingType: 'email',
    });
    const mail = { from: 'cem@example.org', to: 'sales@example.com', body: 'Hello' };
    expect(await client.injectInboundMessage(mail)).toMatchObject({
      conversationSid: sid,
      participantSid: participant.sid,
    });
    const lost = client.injectInboundMessage({ ...mail, to: 'nobody@example.com' });
    await expect(lost).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it('the case of e-mail addresses makes no difference, and they are shown as they were sent', async () => {
    const address = 'Help@Example.com';
    const { sid } = await client.createConfigurationAddress({
      type: 'email',
      address,
      autoCreationEnabled: true,
    });
    const again = client.createConfigurationAddress({ type: 'email', address: 'help@EXAMPLE.com' });
    await expect(again).rejects.toMatchObject({ status: 409, code: 20409 });
    expect(await client.fetchConfigurationAddress('HELP@example.com')).toMatchObject({ sid, address });
    await client.updateConfigurationAddress('help@example.com', { friendlyName: 'Help' });
    expect((await client.fetchConfigurationAddress(sid)).friendlyName).toBe('Help');

    const first = await client.injectInboundMessage({
      from: 'Dan@Example.org',
      to: 'help@example.com',
      body: '1',
    });
    const second = await client.injectInboundMessage({
      from: 'dan@example.ORG',
      to: 'HELP@EXAMPLE.COM',
      body: '2',
    });
    expect(second).toMatchObject({
      conversationCreated: false,
      conversationSid: first.conversationSid,
      participantSid: first.participantSid,
    });
    const [participant] = await client.listConversationParticipant(first.conversationSid);
    expect(participant?.messagingBinding).toEqual({ type: 'email', address: 'Dan@Example.org' });
    expect(await client.fetchConversation(first.conversationSid)).toMatchObject({
      bindings: { email: { projectedAddress: 'help@example.com' } },
    });
    const found = await client.listParticipantConversation({ address: 'DAN@example.org' });
    expect(found).toMatchObject([
      { conversationSid: first.conversationSid, participantMessagingBinding: { address: 'Dan@Example.org' } },
    ]);
    const written = { body: '3', author: 'dan@EXAMPLE.org' };
    expect(await client.createConversationMessage(first.conversationSid, written)).toMatchObject({
      author: written.author,
      participantSid: first.participantSid,
    });

    await client.updateConversation(first.conversationSid, { bindingsEmailAddress: 'Other@Example.com' });
    const third = await client.injectInboundMessage({
      from: 'DAN@example.org',
      to: 'other@example.com',
      body: '4',
    });
    expect(third.conversationSid).toBe(first.conversationSid);
    await client.deleteConfigurationAddress('HELP@Example.Com');
    await expect(client.fetchConfigurationAddress(address)).rejects.toMatchObject({ status: 404 });
  });
});
