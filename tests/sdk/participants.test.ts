import { describe, expect, it } from 'vitest';
import { sdkRuns, useOfficialClient } from '../support/http/official-client.ts';
import { mounts } from './support/mounts.ts';
import { resourcesOf } from './support/resources.ts';

describe.each(sdkRuns)('the participants of the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { sid: serviceSid } = await client.conversations.v1.services.create({ friendlyName: 'SDK' });

  describe.each(mounts)('participants by the %s path', (mount) => {
    const { inConversation, make, users, roles } = resourcesOf(client, mount, serviceSid);
    const area = mount === 'account' ? '1' : '2';

    it('the official client adds participants with every parameter, and fetches them by SID and by identity', async () => {
      const conversationSid = await make();
      const { participants } = inConversation(conversationSid);
      const role = await roles.create({
        friendlyName: 'x',
        type: 'conversation',
        permission: ['sendMessage'],
      });
      const made = await participants.create({
        identity: 'Ann & co.',
        attributes: '{"a" : 1}',
        roleSid: role.sid,
        dateCreated: new Date('2024-05-01T12:34:56Z'),
        dateUpdated: new Date('2024-05-02T00:00:00Z'),
        xTwilioWebhookEnabled: 'true',
      });
      expect(made).toMatchObject({
        sid: expect.stringMatching(/^MB[0-9a-f]{32}$/),
        accountSid: colloquy.accountSid,
        conversationSid,
        identity: 'Ann & co.',
        attributes: '{"a" : 1}',
        roleSid: role.sid,
        messagingBinding: null,
        lastReadMessageIndex: null,
        lastReadTimestamp: null,
        dateCreated: new Date('2024-05-01T12:34:56Z'),
        dateUpdated: new Date('2024-05-02T00:00:00Z'),
      });
      expect((await participants(made.sid).fetch()).toJSON()).toEqual(made.toJSON());
      expect((await participants('Ann & co.').fetch()).toJSON()).toEqual(made.toJSON());
      expect((await users('Ann & co.').fetch()).identity).toBe('Ann & co.');
      await expect(participants.create({ identity: 'Ann & co.' })).rejects.toMatchObject({
        status: 409,
        code: 50433,
      });
    });

    it('the official client adds participants by their address', async () => {
      const binding = {
        'messagingBinding.address': `+1555010${area}`,
        'messagingBinding.proxyAddress': '+15550199',
      };
      const { participants } = inConversation(await make());
      const made = await participants.create(binding);
      expect(made).toMatchObject({
        identity: null,
        messagingBinding: { type: 'sms', address: `+1555010${area}`, proxy_address: '+15550199' },
      });
      const elsewhere = inConversation(await make()).participants;
      await expect(elsewhere.create(binding)).rejects.toMatchObject({
        status: 409,
        code: 50416,
        message: `A binding for this participant and proxy address already exists in Conversation ${made.conversationSid}`,
      });
      const move = participants(made.sid).update({ 'messagingBinding.proxyAddress': '+15550198' });
      await expect(move).rejects.toMatchObject({ status: 400, code: 50441 });
      const freed = await participants(made.sid).update({ 'messagingBinding.proxyAddress': 'null' });
      expect(freed.messagingBinding).toEqual({ type: 'sms', address: `+1555010${area}` });
      expect(await elsewhere.create(binding)).toMatchObject({ messagingBinding: made.messagingBinding });
      const shown = await inConversation(await make()).participants.create({
        identity: 'Ann',
        'messagingBinding.projectedAddress': `+1555020${area}`,
      });
      expect(shown).toMatchObject({
        identity: 'Ann',
        messagingBinding: { type: 'sms', projected_address: `+1555020${area}` },
      });
    });

    it('the official client updates participants, and removes them by SID and by identity', async () => {
      const { participants } = inConversation(await make());
      const made = await participants.create({ identity: 'Ann' });
      const read = await participants('Ann').update({
        attributes: '[]',
        lastReadMessageIndex: 7,
        lastReadTimestamp: '2024-05-01T12:00:00Z',
        dateUpdated: new Date('2024-05-02T00:00:00Z'),
        xTwilioWebhookEnabled: 'false',
      });
      expect(read).toMatchObject({
        sid: made.sid,
        attributes: '[]',
        lastReadMessageIndex: 7,
        lastReadTimestamp: '2024-05-01T12:00:00Z',
        dateUpdated: new Date('2024-05-02T00:00:00Z'),
      });
      expect((await (await read.fetch()).update({ attributes: '{}' })).attributes).toBe('{}');
      expect(await participants('Ann').remove()).toBe(true);
      await expect(participants(made.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
      const again = await participants.create({ identity: 'Ann' });
      expect(await participants(again.sid).remove()).toBe(true);
    });

    it('the official client lists participants newest first, as a whole and in pages', async () => {
      const { participants } = inConversation(await make());
      for (const identity of ['1', '2', '3', '4', '5']) await participants.create({ identity });
      const identities = (found: readonly { identity: string }[]) => found.map(({ identity }) => identity);
      expect(identities(await participants.list())).toEqual(['5', '4', '3', '2', '1']);
      expect(identities(await participants.list({ pageSize: 2, limit: 3 }))).toEqual(['5', '4', '3']);
      const first = await participants.page({ pageSize: 2 });
      const second = await first.nextPage();
      expect(identities(second?.instances ?? [])).toEqual(['3', '2']);
      expect(identities((await second?.previousPage())?.instances ?? [])).toEqual(['5', '4']);
    });
  });
});
