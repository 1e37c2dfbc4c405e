import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const messagingServiceSid = `MG${'0123456789abcdef'.repeat(2)}`;

let colloquy: Awaited<ReturnType<typeof startColloquy>>;
let client: ReturnType<typeof createClient>;
let serviceSid: string;

beforeAll(async () => {
  colloquy = await startColloquy();
  client = createClient(colloquy);
  serviceSid = (await client.createService({ friendlyName: 'Support' })).sid;
});
afterAll(() => colloquy.stop());

describe('services', () => {
  it('the client creates, fetches and deletes a service', async () => {
    const created = await client.createService({ friendlyName: 'Tea & cake, 50 % off' });
    expect(created).toMatchObject({ friendlyName: 'Tea & cake, 50 % off', accountSid: colloquy.accountSid });
    expect(created.dateCreated).toBeInstanceOf(Date);
    expect(created.links.participantConversations).toBe(`${created.url}/ParticipantConversations`);
    expect(await client.fetchService(created.sid)).toEqual(created);
    expect(await client.deleteService(created.sid)).toBeUndefined();
    await expect(client.fetchService(created.sid)).rejects.toMatchObject({ status: 404, code: 20404 });
  });
});

describe('conversations', () => {
  /** Every parameter of create and update. */
  const all = {
    friendlyName: 'Ärger & Co. — 茶話会 🍵',
    uniqueName: 'room/1 ?#%+',
    attributes: '{"a": [1, "x=y&z"],  "b": null}',
    messagingServiceSid,
    dateCreated: new Date('2024-05-01T12:34:56Z'),
    dateUpdated: new Date('2024-05-02T00:00:00Z'),
    state: 'inactive',
    timersClosed: 'PT10M',
    bindingsEmailAddress: 'help@example.com',
    bindingsEmailName: 'Help',
    xTwilioWebhookEnabled: true,
  } as const;
  const shown = {
    friendlyName: all.friendlyName,
    uniqueName: all.uniqueName,
    attributes: all.attributes,
    messagingServiceSid,
    dateCreated: all.dateCreated,
    dateUpdated: all.dateUpdated,
    state: 'inactive',
    bindings: { email: { projectedAddress: 'help@example.com', name: 'Help' } },
  };

  it('the client creates a conversation without parameters', async () => {
    const conversation = await client.createServiceConversation(serviceSid);
    expect(conversation).toMatchObject({
      accountSid: colloquy.accountSid,
      chatServiceSid: serviceSid,
      friendlyName: null,
      uniqueName: null,
      attributes: '{}',
      state: 'active',
      timers: {},
      bindings: {},
    });
    expect(conversation.dateUpdated).toEqual(conversation.dateCreated);
  });

  it('the client creates a conversation with every parameter, fetches it by its name and deletes it', async () => {
    const created = await client.createServiceConversation(serviceSid, all);
    expect(created).toMatchObject(shown);
    expect(created.timers.dateClosed).toBeInstanceOf(Date);
    expect(await client.fetchServiceConversation(serviceSid, all.uniqueName)).toEqual(created);
    expect(
      await client.deleteServiceConversation(serviceSid, created.sid, { xTwilioWebhookEnabled: false }),
    ).toBeUndefined();
    await expect(client.fetchServiceConversation(serviceSid, created.sid)).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
  });

  it('the client updates every parameter of a conversation, and null removes a value', async () => {
    const { sid } = await client.createServiceConversation(serviceSid);
    const changed = await client.updateServiceConversation(serviceSid, sid, all);
    expect(changed).toMatchObject({ ...shown, sid });
    expect(changed.timers.dateClosed).toBeInstanceOf(Date);
    const emptied = await client.updateServiceConversation(serviceSid, sid, {
      uniqueName: null,
      messagingServiceSid: null,
      timersClosed: null,
      bindingsEmailAddress: null,
      bindingsEmailName: null,
    });
    expect(emptied).toMatchObject({ uniqueName: null, messagingServiceSid: null, timers: {}, bindings: {} });
    expect(emptied.timers).not.toHaveProperty('dateClosed');
    expect(emptied).toMatchObject({ friendlyName: all.friendlyName, attributes: all.attributes });
  });

  it('the client creates a conversation with an inactive timer', async () => {
    const { timers } = await client.createServiceConversation(serviceSid, { timersInactive: 'PT1M' });
    expect(timers.dateInactive).toBeInstanceOf(Date);
  });

  it('the client fetches a conversation of the default service without naming the service', async () => {
    const created = await client.createConversation({ uniqueName: 'alias' });
    expect(new URL(created.url).pathname).toBe(`/v1/Conversations/${created.sid}`);
    const updated = await client.updateConversation('alias', { friendlyName: 'By the short way' });
    expect(updated.friendlyName).toBe('By the short way');
    const same = await client.fetchServiceConversation(created.chatServiceSid, created.sid);
    expect(same.friendlyName).toBe('By the short way');
    expect(await client.fetchConversation(created.sid)).toMatchObject({ uniqueName: 'alias' });
    await client.deleteConversation('alias');
    await expect(client.fetchConversation('alias')).rejects.toMatchObject({ code: 20404 });
  });
});
