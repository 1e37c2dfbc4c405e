import { describe, expect, it } from 'vitest';
import type { UserConversationObject } from '../support/api-objects.ts';
import { itWithClock } from '../support/clock.ts';
import { expectEmpty, expectNotFound, expectSuccess, firstPageMeta } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, servicePath, useUsers } from '../support/resources.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';
import { fetchAllPages, fetchPage, userConversationsPath } from '../support/user-conversations.ts';

/** Conversations as the users in them see them. */
export function defineUserConversationScenarios(api: Api): void {
  describe.each(mounts)('a user conversation by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const users = useUsers(testService);

    const join = async (conversation: string, identity = uniqueName('user')) => {
      users.removeAfterwards(identity);
      const participant = await participantsOf(testService, conversation).create({ Identity: identity });
      return { identity, participant, user: await users.fetch(identity) };
    };

    it('a user conversation is the same in a fetch and in the list, whichever name the path uses', async () => {
      const conversation = await testService.create({
        FriendlyName: 'Support',
        UniqueName: uniqueName('unique'),
        Attributes: '{"a" : 1}',
        'Timers.Inactive': 'PT1H',
      });
      const { identity, participant, user } = await join(conversation.sid);
      const root = `${api.target.baseUrl}${servicePath(testService)}`;
      const expected = {
        account_sid: api.target.accountSid,
        chat_service_sid: testService.serviceSid,
        conversation_sid: conversation.sid,
        participant_sid: participant.sid,
        user_sid: user.sid,
        unread_messages_count: null,
        last_read_message_index: null,
        friendly_name: 'Support',
        unique_name: conversation.unique_name,
        attributes: '{"a" : 1}',
        conversation_state: 'active',
        timers: expect.objectContaining({ date_inactive: expect.any(String) }),
        created_by: 'system',
        notification_level: 'default',
        date_created: conversation.date_created,
        date_updated: conversation.date_updated,
        url: `${root}/Users/${user.sid}/Conversations/${conversation.sid}`,
        links: {
          participant: `${root}/Conversations/${conversation.sid}/Participants/${participant.sid}`,
          conversation: `${root}/Conversations/${conversation.sid}`,
        },
      };
      expect(user.links['user_conversations']).toBe(`${root}/Users/${user.sid}/Conversations`);
      for (const name of [user.sid, identity, `US${user.sid.slice(2).toUpperCase()}`]) {
        const path = userConversationsPath(testService, name);
        expect((await fetchPage<UserConversationObject>(api, path)).conversations).toEqual([expected]);
        for (const item of [
          conversation.sid,
          conversation.unique_name,
          `CH${conversation.sid.slice(2).toUpperCase()}`,
        ])
          expect(expectSuccess(await api.get(`${path}/${item}`), 200)).toEqual(expected);
      }
      const links = expected.links;
      expect(expectSuccess(await api.get(links.participant), 200)).toEqual(participant);
      expect(expectSuccess(await api.get(links.conversation), 200)).toMatchObject({ sid: conversation.sid });
    });

    it('a user conversation is updated and shows the change', async () => {
      const { sid } = await testService.create();
      const { identity } = await join(sid);
      const path = `${userConversationsPath(testService, identity)}/${sid}`;
      const before = expectSuccess<UserConversationObject>(await api.get(path), 200);
      const after = expectSuccess(await api.post(path, { NotificationLevel: 'muted' }), 200);
      expect(after).toEqual({ ...before, notification_level: 'muted' });
      expect(expectSuccess(await api.get(path), 200)).toEqual(after);
    });

    it('a user conversation exists for its own user only, and only while the user is a participant', async () => {
      const [one, two] = [await testService.create(), await testService.create()];
      const alice = await join(one.sid);
      const bob = await join(two.sid);
      const path = (identity: string, conversation: string) =>
        `${userConversationsPath(testService, identity)}/${conversation}`;
      const conversationsOf = async (identity: string) =>
        (await fetchAllPages(api, userConversationsPath(testService, identity))).flat();
      expect(await conversationsOf(alice.identity)).toEqual([one.sid]);
      expect(await conversationsOf(bob.identity)).toEqual([two.sid]);
      for (const missing of [
        path(alice.identity, two.sid),
        path(alice.identity, unknownSid('CH')),
        path(alice.identity, 'no-such-name'),
        path(unknownSid('US'), one.sid),
        path('nobody-here', one.sid),
        `${userConversationsPath(testService, alice.participant.sid)}/${one.sid}`,
      ]) {
        expectNotFound(await api.get(missing), missing);
        expectNotFound(await api.post(missing, { NotificationLevel: 'muted' }), missing);
        expectNotFound(await api.delete(missing), missing);
      }
      await participantsOf(testService, one.sid).remove(alice.participant.sid);
      expect(await conversationsOf(alice.identity)).toEqual([]);
      expectNotFound(await api.get(path(alice.identity, one.sid)), path(alice.identity, one.sid));
      await testService.remove(two.sid);
      expect(await conversationsOf(bob.identity)).toEqual([]);
    });

    it('user conversations of an unknown user are not found', async () => {
      for (const user of [unknownSid('US'), 'nobody-here', 'a%00b']) {
        const path = userConversationsPath(testService, user);
        expectNotFound(await api.get(path), path);
      }
    });

    it('deleting a user conversation leaves the conversation, and the user can join again', async () => {
      const { sid } = await testService.create();
      const { identity, participant, user } = await join(sid);
      const path = `${userConversationsPath(testService, identity)}/${sid}`;
      expectEmpty(await api.delete(path));
      expectNotFound(await api.delete(path), path);
      expect((await participantsOf(testService, sid).page()).items).toEqual([]);
      expect(await users.fetch(identity)).toEqual(user);
      const again = await join(sid, identity);
      expect(again.participant.sid).not.toBe(participant.sid);
      expect(expectSuccess(await api.get(path), 200)).toMatchObject({
        participant_sid: again.participant.sid,
      });
    });
  });

  describe('the list of user conversations', () => {
    const testService = useTestService(api);
    const other = useTestService(api);

    it('user conversations are listed by newest membership, page by page and back, in every state', async () => {
      const created: string[] = [];
      const memberships: string[] = [];
      for (let n = 0; n < 7; n++) created.push((await testService.create({ FriendlyName: `c${n}` })).sid);
      // In another order than the conversations were created.
      for (const n of [3, 0, 6, 1, 5, 2, 4]) {
        const sid = created[n] ?? '';
        await participantsOf(testService, sid).create({ Identity: 'walker' });
        memberships.unshift(sid);
      }
      await testService.update(created[5] ?? '', { State: 'closed' });
      await testService.update(created[6] ?? '', { State: 'inactive' });
      const path = userConversationsPath(testService, 'walker');
      for (const PageSize of ['1', '3', '7', '1000'])
        expect((await fetchAllPages(api, path, { PageSize })).flat()).toEqual(memberships);
      const user = (await fetchPage<UserConversationObject>(api, path)).conversations[0]?.user_sid ?? '';
      const first = await fetchPage<UserConversationObject>(api, path, { PageSize: '3' });
      const url = `${api.target.baseUrl}${userConversationsPath(testService, user)}?PageSize=3&Page=0`;
      const next = expect.stringMatching(/\?PageSize=3&Page=1&PageToken=[\w-]+$/);
      expect(first.meta).toEqual(firstPageMeta('conversations', url, next));
      const second = await fetchPage<UserConversationObject>(api, first.meta.next_page_url ?? '');
      const back = await fetchPage<UserConversationObject>(api, second.meta.previous_page_url ?? '');
      expect(back.conversations).toEqual(first.conversations);
      const clamped = await fetchPage<UserConversationObject>(api, path, { PageSize: '5000' });
      expect(clamped.meta.page_size).toBe(1000);
      expect(clamped.conversations.map(({ conversation_state }) => conversation_state).toSorted()).toEqual([
        'active',
        'active',
        'active',
        'active',
        'active',
        'closed',
        'inactive',
      ]);
    });

    it('user conversations are sorted by when the participant was added, not by the conversation', async () => {
      const [old, young] = [await testService.create(), await testService.create()];
      for (const { sid } of [old, young])
        await participantsOf(testService, sid).create({ Identity: 'dated' });
      await participantsOf(testService, young.sid).update('dated', { DateCreated: '2001-01-01T00:00:00Z' });
      expect((await fetchAllPages(api, userConversationsPath(testService, 'dated'))).flat()).toEqual([
        old.sid,
        young.sid,
      ]);
    });

    it('user conversations are those of one service', async () => {
      const [here, there] = [await testService.create(), await other.create()];
      await participantsOf(testService, here.sid).create({ Identity: 'both' });
      await participantsOf(other, there.sid).create({ Identity: 'both' });
      expect((await fetchAllPages(api, userConversationsPath(testService, 'both'))).flat()).toEqual([
        here.sid,
      ]);
      const path = `${userConversationsPath(testService, 'both')}/${there.sid}`;
      expectNotFound(await api.get(path), path);
    });

    itWithClock(api.target, 'user conversations show the current state and timers', async (advance) => {
      const { sid } = await testService.create({ 'Timers.Inactive': 'PT1M' });
      await participantsOf(testService, sid).create({ Identity: 'waiting' });
      const path = `${userConversationsPath(testService, 'waiting')}/${sid}`;
      const before = expectSuccess<UserConversationObject>(await api.get(path), 200);
      expect(before.timers).toEqual((await testService.fetch(sid)).timers);
      await advance('PT1M');
      expect(expectSuccess(await api.get(path), 200)).toMatchObject({
        conversation_state: 'inactive',
        timers: {},
      });
    });

    itWithClock(
      api.target,
      'user conversations are deleted with their user, and a new user with the same identity has none',
      async (advance) => {
        const { sid } = await testService.create();
        await participantsOf(testService, sid).create({ Identity: 'leaver' });
        expectEmpty(await api.delete(`${servicePath(testService)}/Users/leaver`));
        await advance('PT0S');
        await api.post(`${servicePath(testService)}/Users`, { Identity: 'leaver' });
        expect(await fetchAllPages(api, userConversationsPath(testService, 'leaver'))).toEqual([[]]);
      },
    );
  });
}
