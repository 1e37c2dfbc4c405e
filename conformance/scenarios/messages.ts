import { describe, expect, it } from 'vitest';
import { expectEmpty, expectError, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf, participantsOf, serviceKey, uniquePhoneNumber, useUsers } from '../support/resources.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** Creating, fetching, updating and deleting messages. */
export function defineMessageScenarios(api: Api): void {
  describe.each(mounts)('a message by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const users = useUsers(testService);

    it('a created message is the same in the reply, in a fetch and in the list', async () => {
      const conversation = await testService.create();
      const messages = messagesOf(testService, conversation.sid);
      const message = await messages.create({ Body: 'Hello' });
      const url = `${api.target.baseUrl}${messages.itemPath(message.sid)}`;
      expect(message).toEqual({
        sid: expect.stringMatching(/^IM[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        ...serviceKey(testService),
        conversation_sid: conversation.sid,
        index: 0,
        author: 'system',
        participant_sid: null,
        body: 'Hello',
        media: null,
        attributes: '{}',
        delivery: null,
        content_sid: null,
        date_created: message.date_created,
        date_updated: message.date_created,
        url,
        links: { delivery_receipts: `${url}/Receipts`, channel_metadata: `${url}/ChannelMetadata` },
      });
      expect(await messages.fetch(message.sid)).toEqual(message);
      expect(await messages.fetch(`IM${message.sid.slice(2).toUpperCase()}`)).toEqual(message);
      expect((await messages.page()).items).toEqual([message]);
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
    });

    it('a message that exists has no channel metadata', async () => {
      const { sid } = await testService.create();
      const messages = messagesOf(testService, sid);
      const { links } = await messages.create({ Body: 'Hello' });
      expectError(await api.get(links['channel_metadata'] ?? ''), 50530);
      for (const path of [
        `${messages.itemPath(unknownSid('IM'))}/ChannelMetadata`,
        `${messages.itemPath('IM1')}/ChannelMetadata`,
        `${testService.itemPath(unknownSid('CH'))}/Messages/${unknownSid('IM')}/ChannelMetadata`,
      ])
        expectNotFound(await api.get(path), path);
    });

    it('a message from a projected address belongs to its participant', async () => {
      const { sid } = await testService.create();
      const [participants, messages] = [participantsOf(testService, sid), messagesOf(testService, sid)];
      const identity = uniqueName('shown');
      users.removeAfterwards(identity);
      const [ours, shown] = [uniquePhoneNumber(), uniquePhoneNumber()];
      const alone = await participants.create({ 'MessagingBinding.ProjectedAddress': ours });
      const user = await participants.create({
        Identity: identity,
        'MessagingBinding.ProjectedAddress': shown,
      });
      for (const [Author, participant] of [
        [ours, alone],
        [shown, user],
      ] as const)
        expect(await messages.create({ Author, Body: 'Hello' })).toMatchObject({
          author: Author,
          participant_sid: participant.sid,
          delivery: null,
        });
    });

    it('a message is created with every field and belongs to the participant who is its author', async () => {
      const { sid } = await testService.create();
      const identity = uniqueName('author');
      users.removeAfterwards(identity);
      const participant = await participantsOf(testService, sid).create({ Identity: identity });
      const message = await messagesOf(testService, sid).create({
        Author: identity,
        Body: 'Ärger & Co. — 茶話会 🍵\n',
        Attributes: '{"a" : [1]}',
        DateCreated: '2024-05-01T14:00:00+02:00',
        DateUpdated: '2024-05-02T00:00:00Z',
        Subject: 'not shown',
      });
      expect(message).toMatchObject({
        author: identity,
        participant_sid: participant.sid,
        body: 'Ärger & Co. — 茶話会 🍵\n',
        attributes: '{"a" : [1]}',
        date_created: '2024-05-01T12:00:00Z',
        date_updated: '2024-05-02T00:00:00Z',
      });
      expect(Object.keys(message)).not.toContain('subject');
      expect(await messagesOf(testService, sid).fetch(message.sid)).toEqual(message);
    });

    it("a message is found through its conversation's unique name, and its URL contains the SID", async () => {
      const name = uniqueName('by name');
      const { sid } = await testService.create({ UniqueName: name });
      const messages = messagesOf(testService, name);
      const message = await messages.create({ Body: 'x' });
      expect(message.url).toBe(`${api.target.baseUrl}${testService.itemPath(sid)}/Messages/${message.sid}`);
      expect(await messages.fetch(message.sid)).toEqual(message);
      expect((await messages.page()).items).toEqual([message]);
      expect((await messages.update(message.sid, { Body: 'y' })).body).toBe('y');
      await messages.remove(message.sid);
    });

    it('an update of a message changes only what it names', async () => {
      const messages = messagesOf(testService, (await testService.create()).sid);
      const before = await messages.create({ Body: 'before', Author: 'ann', Attributes: '[1]' });
      let expected = before;
      const changes: [field: string, value: string, shown: object][] = [
        ['Body', 'after', { body: 'after' }],
        ['Attributes', '[ 2 ]', { attributes: '[ 2 ]' }],
        ['Author', 'ben', { author: 'ben' }],
        ['Subject', 'not shown', {}],
        ['DateCreated', '2024-05-01T12:00:00Z', { date_created: '2024-05-01T12:00:00Z' }],
        ['DateUpdated', '2024-05-03T12:00:00Z', { date_updated: '2024-05-03T12:00:00Z' }],
      ];
      for (const [field, value, shown] of changes) {
        const changed = await messages.update(before.sid, { [field]: value });
        expected = { ...expected, date_updated: changed.date_updated, ...shown };
        expect(changed).toEqual(expected);
        expect(await messages.fetch(before.sid)).toEqual(expected);
      }
      expect(await messages.update(before.sid)).toEqual(expected);
      expect(await messages.update(before.sid, { Author: '', Body: 'after' })).toEqual(expected);
    });

    it('a message can be deleted once, and its index is not reused', async () => {
      const messages = messagesOf(testService, (await testService.create()).sid);
      const created = [];
      for (const Body of ['0', '1', '2']) created.push(await messages.create({ Body }));
      expectEmpty(await api.delete(messages.itemPath(created[2]?.sid ?? '')));
      expectEmpty(await api.delete(messages.itemPath(created[0]?.sid ?? '')));
      const path = messages.itemPath(created[2]?.sid ?? '');
      expectNotFound(await api.get(path), path);
      expectNotFound(await api.post(path, { Body: 'x' }), path);
      expectNotFound(await api.delete(path), path);
      expect((await messages.create({ Body: '3' })).index).toBe(3);
      expect((await messages.page()).items.map(({ index }) => index)).toEqual([1, 3]);
    });

    it.each([unknownSid('IM'), '0', 'IM1', 'a%00b', unknownSid('MB')])(
      'a message is not found as %s',
      async (identifier) => {
        const messages = messagesOf(testService, (await testService.create()).sid);
        await messages.create({ Body: 'x' });
        const path = messages.itemPath(identifier);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { Body: 'x' }), path);
        expectNotFound(await api.delete(path), path);
      },
    );

    it.each([unknownSid('CH'), 'no%20such%20name', 'CH1'])(
      'a message is not found in the unknown conversation %s',
      async (identifier) => {
        const { path } = messagesOf(testService, identifier);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { Body: 'x' }), path);
        expectNotFound(await api.post(path, {}), path);
        expectNotFound(await api.post(path, { Attributes: '{' }), path);
      },
    );
  });

  describe('the author of a message', () => {
    const testService = useTestService(api);

    it('the author of a message is an identity, an address or any other text', async () => {
      const { sid } = await testService.create();
      const participants = participantsOf(testService, sid);
      const address = uniquePhoneNumber();
      const chat = await participants.create({ Identity: 'Ann' });
      const sms = await participants.create({
        'MessagingBinding.Address': address,
        'MessagingBinding.ProxyAddress': uniquePhoneNumber(),
      });
      const authors: [author: string, participant: string | null][] = [
        ['Ann', chat.sid],
        [address, sms.sid],
        ['ann', null],
        [chat.sid, null],
        ['system', null],
        ['Somebody else, who is not here', null],
        [sms.messaging_binding?.['proxy_address'] ?? '', null],
      ];
      for (const [Author, participant_sid] of authors)
        expect(await messagesOf(testService, sid).create({ Author, Body: 'x' })).toMatchObject({
          author: Author,
          participant_sid,
        });
    });

    it('the author of a message stays as it was when the message was created', async () => {
      const { sid } = await testService.create();
      const [participants, messages] = [participantsOf(testService, sid), messagesOf(testService, sid)];
      const early = await messages.create({ Author: 'Ann', Body: 'before' });
      const ann = await participants.create({ Identity: 'Ann' });
      const late = await messages.create({ Author: 'Ann', Body: 'after' });
      await participants.remove(ann.sid);
      await participants.create({ Identity: 'Ann' });
      expect(await messages.fetch(early.sid)).toMatchObject({ author: 'Ann', participant_sid: null });
      expect(await messages.fetch(late.sid)).toEqual({ ...late, participant_sid: ann.sid });
      const renamed = await messages.update(late.sid, { Author: 'Ben' });
      expect(renamed).toMatchObject({ author: 'Ben', participant_sid: ann.sid });
    });
  });
}
