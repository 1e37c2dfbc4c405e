import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { expectEmpty, expectNotFound, expectSuccess } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, rootOf, useUsers } from '../support/members.ts';
import { pageOf, type UserConversationObject, userPath, walkOf } from '../support/memberships.ts';
import { families, freshName, unknownSid, useSpace } from '../support/space.ts';

/** Conversations as a user sees them who is in them. */
export function userConversationScenarios(api: Api): void {
  describe.each(families)('a conversation of a user by the %s path', (family) => {
    const space = useSpace(api, family);
    const users = useUsers(space);

    const join = async (conversation: string, identity = freshName('user')) => {
      users.track(identity);
      const participant = await participantsOf(space, conversation).create({ Identity: identity });
      return { identity, participant, user: await users.fetch(identity) };
    };

    it('is read and found in the list as one object, by any of its names', async () => {
      const conversation = await space.create({
        FriendlyName: 'Support',
        UniqueName: freshName('unique'),
        Attributes: '{"a" : 1}',
        'Timers.Inactive': 'PT1H',
      });
      const { identity, participant, user } = await join(conversation.sid);
      const root = `${api.target.baseUrl}${rootOf(space)}`;
      const expected = {
        account_sid: api.target.accountSid,
        chat_service_sid: space.serviceSid,
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
        const path = userPath(space, name);
        expect((await pageOf<UserConversationObject>(api, path)).conversations).toEqual([expected]);
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

    it('is changed, and shows the change', async () => {
      const { sid } = await space.create();
      const { identity } = await join(sid);
      const path = `${userPath(space, identity)}/${sid}`;
      const before = expectSuccess<UserConversationObject>(await api.get(path), 200);
      const after = expectSuccess(await api.post(path, { NotificationLevel: 'muted' }), 200);
      expect(after).toEqual({ ...before, notification_level: 'muted' });
      expect(expectSuccess(await api.get(path), 200)).toEqual(after);
    });

    it('is there for its own user alone, and only while the user is in it', async () => {
      const [one, two] = [await space.create(), await space.create()];
      const alice = await join(one.sid);
      const bob = await join(two.sid);
      const path = (identity: string, conversation: string) => `${userPath(space, identity)}/${conversation}`;
      const conversationsOf = async (identity: string) =>
        (await walkOf(api, userPath(space, identity))).flat();
      expect(await conversationsOf(alice.identity)).toEqual([one.sid]);
      expect(await conversationsOf(bob.identity)).toEqual([two.sid]);
      for (const missing of [
        path(alice.identity, two.sid),
        path(alice.identity, unknownSid('CH')),
        path(alice.identity, 'no-such-name'),
        path(unknownSid('US'), one.sid),
        path('nobody-here', one.sid),
        `${userPath(space, alice.participant.sid)}/${one.sid}`,
      ]) {
        expectNotFound(await api.get(missing), missing);
        expectNotFound(await api.post(missing, { NotificationLevel: 'muted' }), missing);
        expectNotFound(await api.delete(missing), missing);
      }
      await participantsOf(space, one.sid).remove(alice.participant.sid);
      expect(await conversationsOf(alice.identity)).toEqual([]);
      expectNotFound(await api.get(path(alice.identity, one.sid)), path(alice.identity, one.sid));
      await space.remove(two.sid);
      expect(await conversationsOf(bob.identity)).toEqual([]);
    });

    it('is not listed for nobody', async () => {
      for (const user of [unknownSid('US'), 'nobody-here', 'a%00b']) {
        const path = userPath(space, user);
        expectNotFound(await api.get(path), path);
      }
    });

    it('is left by deleting it, and joined anew', async () => {
      const { sid } = await space.create();
      const { identity, participant, user } = await join(sid);
      const path = `${userPath(space, identity)}/${sid}`;
      expectEmpty(await api.delete(path));
      expectNotFound(await api.delete(path), path);
      expect((await participantsOf(space, sid).page()).items).toEqual([]);
      expect(await users.fetch(identity)).toEqual(user);
      const again = await join(sid, identity);
      expect(again.participant.sid).not.toBe(participant.sid);
      expect(expectSuccess(await api.get(path), 200)).toMatchObject({
        participant_sid: again.participant.sid,
      });
    });
  });

  describe('the conversations of a user', () => {
    const space = useSpace(api);
    const other = useSpace(api);

    it('come the newest membership first, page by page and back, whatever their state', async () => {
      const made: string[] = [];
      const memberships: string[] = [];
      for (let n = 0; n < 7; n++) made.push((await space.create({ FriendlyName: `c${n}` })).sid);
      // Not in the order in which the conversations were made.
      for (const n of [3, 0, 6, 1, 5, 2, 4]) {
        const sid = made[n] ?? '';
        await participantsOf(space, sid).create({ Identity: 'walker' });
        memberships.unshift(sid);
      }
      await space.update(made[5] ?? '', { State: 'closed' });
      await space.update(made[6] ?? '', { State: 'inactive' });
      const path = userPath(space, 'walker');
      for (const PageSize of ['1', '3', '7', '1000'])
        expect((await walkOf(api, path, { PageSize })).flat()).toEqual(memberships);
      const user = (await pageOf<UserConversationObject>(api, path)).conversations[0]?.user_sid ?? '';
      const first = await pageOf<UserConversationObject>(api, path, { PageSize: '3' });
      const url = `${api.target.baseUrl}${userPath(space, user)}?PageSize=3&Page=0`;
      expect(first.meta).toEqual({
        page: 0,
        page_size: 3,
        first_page_url: url,
        previous_page_url: null,
        url,
        next_page_url: expect.stringMatching(/\?PageSize=3&Page=1&PageToken=[\w-]+$/),
        key: 'conversations',
      });
      const second = await pageOf<UserConversationObject>(api, first.meta.next_page_url ?? '');
      const back = await pageOf<UserConversationObject>(api, second.meta.previous_page_url ?? '');
      expect(back.conversations).toEqual(first.conversations);
      const clamped = await pageOf<UserConversationObject>(api, path, { PageSize: '5000' });
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

    it('are placed by when the participant was added, not the conversation', async () => {
      const [old, young] = [await space.create(), await space.create()];
      for (const { sid } of [old, young]) await participantsOf(space, sid).create({ Identity: 'dated' });
      await participantsOf(space, young.sid).update('dated', { DateCreated: '2001-01-01T00:00:00Z' });
      expect((await walkOf(api, userPath(space, 'dated'))).flat()).toEqual([old.sid, young.sid]);
    });

    it('are those of one service', async () => {
      const [here, there] = [await space.create(), await other.create()];
      await participantsOf(space, here.sid).create({ Identity: 'both' });
      await participantsOf(other, there.sid).create({ Identity: 'both' });
      expect((await walkOf(api, userPath(space, 'both'))).flat()).toEqual([here.sid]);
      const path = `${userPath(space, 'both')}/${there.sid}`;
      expectNotFound(await api.get(path), path);
    });

    itWithClock(api.target, 'show the state and the timers of now', async (advance) => {
      const { sid } = await space.create({ 'Timers.Inactive': 'PT1M' });
      await participantsOf(space, sid).create({ Identity: 'waiting' });
      const path = `${userPath(space, 'waiting')}/${sid}`;
      const before = expectSuccess<UserConversationObject>(await api.get(path), 200);
      expect(before.timers).toEqual((await space.fetch(sid)).timers);
      await advance('PT1M');
      expect(expectSuccess(await api.get(path), 200)).toMatchObject({
        conversation_state: 'inactive',
        timers: {},
      });
    });

    itWithClock(api.target, 'go with a deleted user, who is somebody new afterwards', async (advance) => {
      const { sid } = await space.create();
      await participantsOf(space, sid).create({ Identity: 'leaver' });
      expectEmpty(await api.delete(`${rootOf(space)}/Users/leaver`));
      await advance('PT0S');
      await api.post(`${rootOf(space)}/Users`, { Identity: 'leaver' });
      expect(await walkOf(api, userPath(space, 'leaver'))).toEqual([[]]);
    });
  });
}
