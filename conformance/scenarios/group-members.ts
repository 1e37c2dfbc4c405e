import { describe, expect, it } from 'vitest';
import type { ParticipantObject } from '../support/api-objects.ts';
import { createWithParticipants, waitUntilInitialized } from '../support/conversation-with-participants.ts';
import { expectError, expectGroupTaken, expectSuccess } from '../support/expectations.ts';
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

    /** Adds members to a new conversation one by one; the reply is that to the last. */
    async function addAll(forms: readonly Readonly<Record<string, string>>[]) {
      const { sid } = await testService.create();
      const participants = participantsOf(testService, sid);
      for (const form of forms.slice(0, -1)) await participants.create(form);
      return { sid, participants, reply: await participants.tryCreate(forms.at(-1) ?? {}) };
    }
    const phone = () => ({ [Address]: uniquePhoneNumber() });

    it('two open conversations do not have groups with the same members', async () => {
      const members = [phone(), phone(), { [ProjectedAddress]: uniquePhoneNumber() }];
      const first = await addAll(members);
      expect(first.reply.status).toBe(201);
      const second = await addAll(members.toReversed());
      expectGroupTaken(second.reply, first.sid);
      expect((await second.participants.page()).items).toHaveLength(2);
      await second.participants.create(phone());
      await second.participants.create(members[0] ?? {});
      await testService.update(first.sid, { State: 'inactive' });
      expectGroupTaken((await addAll(members)).reply, first.sid);
      await testService.update(first.sid, { State: 'closed' });
      expect((await addAll(members)).reply.status).toBe(201);
    });

    it('a participant without its proxy address any more does not complete the group of another conversation', async () => {
      const [one, two, three] = [phone(), phone(), phone()];
      const { sid } = await addAll([one, two, three]);
      const { participants, reply } = await addAll([
        one,
        two,
        { ...three, [ProxyAddress]: uniquePhoneNumber() },
      ]);
      const paired = expectSuccess<ParticipantObject>(reply, 201);
      expectGroupTaken(await participants.tryUpdate(paired.sid, { [ProxyAddress]: 'null' }), sid);
      expect(await participants.fetch(paired.sid)).toEqual(paired);
    });

    it('a conversation is not created with the members of another group', async () => {
      const [one, two, three] = [uniquePhoneNumber(), uniquePhoneNumber(), uniquePhoneNumber()];
      const members = [
        { messaging_binding: { address: one } },
        { messaging_binding: { address: two } },
        { messaging_binding: { projected_address: three } },
      ];
      const first = await waitUntilInitialized(
        testService,
        await createWithParticipants(testService, members),
      );
      expectGroupTaken(await createWithParticipants(testService, members.toReversed()), first.sid);
      expectGroupTaken(
        (await addAll([{ [Address]: two }, { [Address]: one }, { [ProjectedAddress]: three }])).reply,
        first.sid,
      );
    });

    it('of conversations with the same new group that are created at once, one is active', async () => {
      const members = Array.from({ length: 3 }, () => ({
        messaging_binding: { address: uniquePhoneNumber() },
      }));
      const replies = await Promise.all(
        Array.from({ length: 4 }, () => createWithParticipants(testService, members)),
      );
      const accepted = replies.filter(({ status }) => status === 202);
      const states = await Promise.all(
        accepted.map(async (reply) => (await waitUntilInitialized(testService, reply)).state),
      );
      expect(states.toSorted()).toEqual(['active', ...states.slice(1).map(() => 'closed')]);
      const refused = replies.filter(({ status }) => status !== 202);
      expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 409));
    });

    it('a conversation is not created with a group of fewer than three members', async () => {
      const member = () => ({ messaging_binding: { address: uniquePhoneNumber() } });
      for (const participants of [[member()], [member(), member()]])
        expectError(await createWithParticipants(testService, participants), 50435);
    });

    it('a telephone does not join a chat user without a projected address in a group', async () => {
      const identity = uniqueName();
      users.removeAfterwards(identity);
      const { participants, reply } = await addAll([{ Identity: identity }, phone()]);
      expectError(reply, 50435);
      const paired = await participants.create({ ...phone(), [ProxyAddress]: uniquePhoneNumber() });
      expectError(await participants.tryUpdate(paired.sid, { [ProxyAddress]: 'null' }), 50435);
      expect((await participants.page()).items).toHaveLength(2);
    });

    it('a chat user in a group keeps a projected address', async () => {
      const { participants, byPhone, byChat } = await createGroup();
      expectError(await participants.tryUpdate(byChat.sid, { [ProjectedAddress]: 'null' }), 50434);
      await participants.remove(byPhone.sid);
      expect(await participants.update(byChat.sid, { [ProjectedAddress]: 'null' })).toMatchObject({
        messaging_binding: null,
      });
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
