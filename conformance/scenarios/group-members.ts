import { describe, expect, it } from 'vitest';
import { createWithParticipants } from '../support/conversation-with-participants.ts';
import { expectError } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf, participantsOf, uniquePhoneNumber, useUsers } from '../support/resources.ts';
import { uniqueName, useTestService } from '../support/test-service.ts';

const Address = 'MessagingBinding.Address';
const ProxyAddress = 'MessagingBinding.ProxyAddress';
const ProjectedAddress = 'MessagingBinding.ProjectedAddress';

/** What the members of a group text need, and who can write in it. */
export function defineGroupMemberScenarios(api: Api): void {
  describe('the members of a group', () => {
    const testService = useTestService(api);
    const users = useUsers(testService);

    /** A group of a telephone number and of a chat user with a projected address. */
    async function createGroup() {
      const { sid } = await testService.create();
      const participants = participantsOf(testService, sid);
      const [address, projected, identity] = [uniquePhoneNumber(), uniquePhoneNumber(), uniqueName()];
      users.removeAfterwards(identity);
      const byPhone = await participants.create({ [Address]: address });
      const byChat = await participants.create({ Identity: identity, [ProjectedAddress]: projected });
      return {
        participants,
        messages: messagesOf(testService, sid),
        address,
        projected,
        identity,
        byPhone,
        byChat,
      };
    }

    it('a group has one member with an address, and one with an identity and a projected address', async () => {
      const { participants, address, projected, identity } = await createGroup();
      expectError(await participants.tryCreate({ [Address]: address }), 50437);
      expectError(await participants.tryCreate({ Identity: identity, [ProjectedAddress]: projected }), 50437);
      expectError(
        await participants.tryCreate({ Identity: identity, [ProjectedAddress]: uniquePhoneNumber() }),
        50433,
      );
      expect((await participants.page()).items).toHaveLength(2);
    });

    it('a pair of addresses is in a group once, and is refused by name elsewhere', async () => {
      const { participants } = await createGroup();
      const pair = { [Address]: uniquePhoneNumber(), [ProxyAddress]: uniquePhoneNumber() };
      await participants.create(pair);
      expectError(await participants.tryCreate(pair), 50437);
    });

    it('a participant cannot become the same group member as another by losing its proxy address', async () => {
      const { participants, address } = await createGroup();
      const other = await participants.create({ [Address]: address, [ProxyAddress]: uniquePhoneNumber() });
      expectError(await participants.tryUpdate(other.sid, { [ProxyAddress]: 'null' }), 50437);
      expect(await participants.fetch(other.sid)).toEqual(other);
    });

    it('a conversation is not created with the same group member twice', async () => {
      const address = uniquePhoneNumber();
      const member = { messaging_binding: { address } };
      const pair = {
        messaging_binding: { address: uniquePhoneNumber(), proxy_address: uniquePhoneNumber() },
      };
      const chat = { identity: uniqueName(), messaging_binding: { projected_address: uniquePhoneNumber() } };
      for (const participants of [
        [member, member],
        [member, chat, chat],
        [member, pair, pair],
      ])
        expectError(await createWithParticipants(testService, participants), 50437);
    });

    it('a message in a group has an author from the group', async () => {
      const { messages, address, projected, identity, byPhone, byChat } = await createGroup();
      for (const [Author, participant_sid] of [
        [address, byPhone.sid],
        [projected, byChat.sid],
        [identity, byChat.sid],
      ] as const)
        expect(await messages.create({ Author, Body: 'x' })).toMatchObject({
          author: Author,
          participant_sid,
        });
      for (const form of [{ Author: 'somebody' }, { Author: uniquePhoneNumber() }, { Author: 'system' }, {}])
        expectError(await messages.tryCreate({ ...form, Body: 'x' }), 50513);
      const [first] = (await messages.page()).items;
      expectError(await messages.tryUpdate(first?.sid ?? '', { Author: 'somebody' }), 50513);
      expect((await messages.update(first?.sid ?? '', { Author: identity })).author).toBe(identity);
      expect((await messages.page()).items).toHaveLength(3);
    });

    it('a message outside of groups has any author', async () => {
      const { sid } = await testService.create();
      await participantsOf(testService, sid).create({
        [Address]: uniquePhoneNumber(),
        [ProxyAddress]: uniquePhoneNumber(),
      });
      for (const form of [{}, { Author: 'somebody' }])
        expect(await messagesOf(testService, sid).create(form)).toMatchObject({ participant_sid: null });
    });
  });
}
