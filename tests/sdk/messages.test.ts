import { describe, expect, it } from 'vitest';
import { sdkRuns, useOfficialClient } from '../support/http/official-client.ts';
import { conversationsOf, mounts } from './support/mounts.ts';
import { resourcesOf } from './support/resources.ts';

describe.each(sdkRuns)('the messages of the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { sid: serviceSid } = await client.conversations.v1.services.create({ friendlyName: 'SDK' });

  describe.each(mounts)('messages by the %s path', (mount) => {
    const { inConversation, make } = resourcesOf(client, mount, serviceSid);
    const { at } = conversationsOf(client, mount, serviceSid);

    it('the official client creates messages with every parameter and fetches them', async () => {
      const conversationSid = await make();
      const { participants, messages } = inConversation(conversationSid);
      const { sid: participantSid } = await participants.create({ identity: 'Ann' });
      const made = await messages.create({
        author: 'Ann',
        body: 'Ärger & Co. — 茶話会 🍵',
        attributes: '{"a" : [1]}',
        dateCreated: new Date('2024-05-01T12:34:56Z'),
        dateUpdated: new Date('2024-05-02T00:00:00Z'),
        subject: 'not shown',
        xTwilioWebhookEnabled: 'true',
      });
      expect(made).toMatchObject({
        sid: expect.stringMatching(/^IM[0-9a-f]{32}$/),
        accountSid: colloquy.accountSid,
        conversationSid,
        participantSid,
        index: 0,
        author: 'Ann',
        body: 'Ärger & Co. — 茶話会 🍵',
        attributes: '{"a" : [1]}',
        media: null,
        delivery: null,
        contentSid: null,
        dateCreated: new Date('2024-05-01T12:34:56Z'),
        dateUpdated: new Date('2024-05-02T00:00:00Z'),
        links: { delivery_receipts: `${made.url}/Receipts`, channel_metadata: `${made.url}/ChannelMetadata` },
      });
      expect((await messages(made.sid).fetch()).toJSON()).toEqual(made.toJSON());
      const template = `HX${'0123456789abcdef'.repeat(2)}`;
      const templated = await messages.create({ contentSid: template, contentVariables: '{"1":"x"}' });
      expect(templated).toMatchObject({ contentSid: template, index: 1 });
    });

    it('the official client updates and deletes messages', async () => {
      const { messages } = inConversation(await make());
      const made = await messages.create({ body: 'before' });
      expect(made).toMatchObject({ author: 'system', participantSid: null, attributes: '{}' });
      const changed = await messages(made.sid).update({
        author: 'Ben',
        body: 'after',
        attributes: '[]',
        dateUpdated: new Date('2024-05-02T00:00:00Z'),
        xTwilioWebhookEnabled: 'false',
      });
      expect(changed).toMatchObject({
        sid: made.sid,
        author: 'Ben',
        body: 'after',
        attributes: '[]',
        dateUpdated: new Date('2024-05-02T00:00:00Z'),
      });
      expect((await (await changed.fetch()).update({ body: 'last' })).body).toBe('last');
      expect(await changed.remove()).toBe(true);
      await expect(messages(made.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
      expect((await messages.create({ body: 'next' })).index).toBe(1);
    });

    it('the official client lists messages in both orders, as a whole and in pages', async () => {
      const { messages } = inConversation(await make());
      for (const body of ['0', '1', '2', '3', '4']) await messages.create({ body });
      const indexes = (found: readonly { index: number }[] = []) => found.map(({ index }) => index);
      expect(indexes(await messages.list())).toEqual([0, 1, 2, 3, 4]);
      expect(indexes(await messages.list({ order: 'asc', pageSize: 2 }))).toEqual([0, 1, 2, 3, 4]);
      expect(indexes(await messages.list({ order: 'desc', pageSize: 2 }))).toEqual([4, 3, 2, 1, 0]);
      expect(indexes(await messages.list({ order: 'desc', limit: 1 }))).toEqual([4]);
      const first = await messages.page({ order: 'desc', pageSize: 2 });
      const second = await first.nextPage();
      expect(indexes(second?.instances)).toEqual([2, 1]);
      expect(indexes((await second?.previousPage())?.instances)).toEqual([4, 3]);
    });

    it('messages of the official client reactivate a conversation, and a closed one rejects them', async () => {
      const sid = await make();
      const { messages } = inConversation(sid);
      await at(sid).update({ state: 'inactive' });
      const { sid: posted } = await messages.create({ body: 'x' });
      expect((await at(sid).fetch()).state).toBe('active');
      await at(sid).update({ state: 'closed' });
      const closed = {
        status: 400,
        code: 50377,
        message: "Can't update conversation as it's in final closed state",
      };
      await expect(messages.create({ body: 'y' })).rejects.toMatchObject(closed);
      await expect(messages(posted).update({ body: 'y' })).rejects.toMatchObject(closed);
      expect(await messages.list()).toHaveLength(1);
    });
  });
});
