import { describe, expect, it } from 'vitest';
import { sdkRuns, useOfficialClient } from '../support/http/official-client.ts';
import { conversationsOf, mounts } from './support/mounts.ts';

const messagingServiceSid = `MG${'0123456789abcdef'.repeat(2)}`;

/** Every parameter of create and update. */
const everything = {
  friendlyName: 'Ärger & Co. — 茶話会 🍵',
  attributes: '{"a": [1, "x=y&z"],  "b": null}',
  messagingServiceSid,
  dateCreated: new Date('2024-05-01T12:34:56Z'),
  dateUpdated: new Date('2024-05-02T00:00:00Z'),
  state: 'inactive',
  'timers.inactive': 'PT1M',
  'timers.closed': 'PT10M',
  'bindings.email.address': 'help@example.com',
  'bindings.email.name': 'Help',
} as const;

const shown = {
  friendlyName: everything.friendlyName,
  attributes: everything.attributes,
  messagingServiceSid,
  dateCreated: everything.dateCreated,
  dateUpdated: everything.dateUpdated,
  state: 'inactive',
  timers: { date_closed: expect.any(String) },
  bindings: { email: { projected_address: 'help@example.com', name: 'Help' } },
};

describe.each(sdkRuns)('conversations with the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { sid: serviceSid } = await client.conversations.v1.services.create({ friendlyName: 'SDK' });

  describe.each(mounts)('conversations by the %s path', (mount) => {
    const { conversations, at } = conversationsOf(client, mount, serviceSid);

    it('the official client creates a conversation without parameters', async () => {
      const conversation = await conversations.create();
      expect(conversation).toMatchObject({
        sid: expect.stringMatching(/^CH[0-9a-f]{32}$/),
        accountSid: colloquy.accountSid,
        friendlyName: null,
        uniqueName: null,
        attributes: '{}',
        state: 'active',
        timers: {},
        bindings: {},
      });
      expect(conversation.dateCreated).toBeInstanceOf(Date);
      expect(conversation.dateUpdated).toEqual(conversation.dateCreated);
      expect(conversation.links['messages']).toBe(`${conversation.url}/Messages`);
    });

    it('the official client creates a conversation with every parameter', async () => {
      const uniqueName = `made ${mount}`;
      const conversation = await conversations.create({
        ...everything,
        uniqueName,
        xTwilioWebhookEnabled: 'true',
      });
      expect(conversation).toMatchObject({ ...shown, uniqueName });
    });

    it('the official client fetches a conversation by SID and by a unique name, also one that needs escaping', async () => {
      const uniqueName = `ünï cödé ${mount} @:+!'(),`;
      const made = await conversations.create({ uniqueName });
      expect((await at(made.sid).fetch()).toJSON()).toEqual(made.toJSON());
      expect((await at(uniqueName).fetch()).toJSON()).toEqual(made.toJSON());
    });

    // Only objects from fetch or update know their path.
    it('the objects of a fetch can update and delete', async () => {
      const made = await conversations.create();
      const fetched = await at(made.sid).fetch();
      const changed = await fetched.update({ friendlyName: 'changed' });
      expect((await fetched.fetch()).toJSON()).toEqual(changed.toJSON());
      expect(await changed.remove()).toBe(true);
      await expect(fetched.fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    });

    it('the official client updates every parameter by SID and by unique name', async () => {
      const made = await conversations.create({ uniqueName: `before ${mount}` });
      const uniqueName = `after ${mount}`;
      const changed = await at(made.sid).update({
        ...everything,
        uniqueName,
        xTwilioWebhookEnabled: 'false',
      });
      expect(changed).toMatchObject({ ...shown, uniqueName, sid: made.sid });
      expect((await at(uniqueName).update({ friendlyName: 'by name' })).friendlyName).toBe('by name');
      expect((await changed.update({ state: 'active' })).timers).toEqual({
        date_inactive: expect.any(String),
        date_closed: expect.any(String),
      });
    });

    it('the official client updates without parameters', async () => {
      const made = await conversations.create({ friendlyName: 'same' });
      expect((await at(made.sid).update()).toJSON()).toEqual(made.toJSON());
    });

    it('the official client clears values with empty ones', async () => {
      const made = await conversations.create({ ...everything, uniqueName: `cleared ${mount}` });
      const cleared = await at(made.sid).update({
        uniqueName: '',
        'timers.closed': '',
        'timers.inactive': '',
        'bindings.email.address': '',
        'bindings.email.name': '',
        friendlyName: '',
      });
      expect(cleared).toMatchObject({ uniqueName: null, timers: {}, friendlyName: everything.friendlyName });
      expect(cleared.bindings).toEqual({});
    });

    it('the official client deletes a conversation by SID and by unique name', async () => {
      const one = await conversations.create();
      const two = await conversations.create({ uniqueName: `removed ${mount}` });
      expect(await at(one.sid).remove({ xTwilioWebhookEnabled: 'true' })).toBe(true);
      expect(await at(`removed ${mount}`).remove()).toBe(true);
      for (const { sid } of [one, two]) await expect(at(sid).fetch()).rejects.toMatchObject({ status: 404 });
    });

    it('the official client sees that timers fire', async () => {
      const { sid } = await conversations.create({ 'timers.inactive': 'PT1M', 'timers.closed': 'PT10M' });
      await colloquy.advance('PT1M');
      expect((await at(sid).fetch()).state).toBe('inactive');
      await colloquy.advance('PT9M');
      expect(await at(sid).fetch()).toMatchObject({ state: 'closed', timers: {} });
    });
  });

  it('the official client fetches one conversation at both mounts', async () => {
    const { v1 } = client.conversations;
    const made = await v1.conversations.create({ uniqueName: 'both' });
    const same = await v1.services(made.chatServiceSid).conversations('both').fetch();
    expect(same).toMatchObject({ sid: made.sid, chatServiceSid: made.chatServiceSid });
    expect(same.url).toBe(`${colloquy.baseUrl}/v1/Services/${made.chatServiceSid}/Conversations/${made.sid}`);
    expect(made.url).toBe(`${colloquy.baseUrl}/v1/Conversations/${made.sid}`);
  });
});
