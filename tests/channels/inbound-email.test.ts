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
});
