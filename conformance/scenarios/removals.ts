import { describe, expect, it } from 'vitest';
import { expectEmpty, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf, participantsOf, rootOf, useUsers } from '../support/members.ts';
import { families, freshName, Space, useSpace } from '../support/space.ts';

/** What goes with a user, a conversation or a service that is deleted, and what stays. */
export function removalScenarios(api: Api): void {
  describe.each(families)('a deletion by the %s path', (family) => {
    const space = useSpace(api, family);
    const users = useUsers(space);

    it('of a user ends all memberships, and leaves the messages as they are', async () => {
      const [ann, ben] = [freshName('Ann'), freshName('Ben')];
      const user = await users.create({ Identity: ann });
      users.track(ben);
      const states = ['active', 'inactive', 'closed'];
      const made = [];
      for (const state of states) {
        const { sid } = await space.create();
        const participants = participantsOf(space, sid);
        const own = await participants.create({ Identity: ann });
        const other = await participants.create({ Identity: ben });
        const message = await messagesOf(space, sid).create({ Author: ann, Body: 'kept' });
        if (state !== 'active') await space.update(sid, { State: state });
        made.push({ sid, participants, own, other, message, before: await space.fetch(sid) });
      }
      expectEmpty(await api.delete(users.item(user.sid)));
      for (const { sid, participants, own, other, message, before } of made) {
        for (const name of [own.sid, ann])
          expectNotFound(await api.get(participants.item(name)), participants.item(name));
        expect((await participants.page()).items).toEqual([other]);
        expect((await messagesOf(space, sid).page()).items).toEqual([message]);
        expect(message.participant_sid).toBe(own.sid);
        expect(await space.fetch(sid)).toEqual(before);
      }
      // Nobody is back by being made again.
      const again = await users.create({ Identity: ann });
      expect(again.sid).not.toBe(user.sid);
      expect((await made[0]?.participants.page())?.items).toHaveLength(1);
      await made[0]?.participants.create({ Identity: ann });
    });

    it('of a conversation takes its participants and messages, and leaves its users', async () => {
      const identity = freshName('Ann');
      const user = await users.create({ Identity: identity });
      const name = freshName('gone');
      const { sid } = await space.create({ UniqueName: name });
      const [participants, messages] = [participantsOf(space, sid), messagesOf(space, sid)];
      const participant = await participants.create({ Identity: identity });
      const message = await messages.create({ Author: identity, Body: 'x' });
      await space.remove(sid);
      for (const path of [
        participants.path,
        participants.item(participant.sid),
        participants.item(identity),
        messages.path,
        messages.item(message.sid),
        `${space.item(name)}/Messages`,
      ]) {
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { Body: 'x', Identity: 'x' }), path);
      }
      expect(await users.fetch(identity)).toEqual(user);
      // Another of the same name begins with nothing.
      const next = await space.create({ UniqueName: name });
      expect((await messagesOf(space, next.sid).page()).items).toEqual([]);
      expect((await messagesOf(space, next.sid).create({ Body: 'first' })).index).toBe(0);
      expect((await participantsOf(space, next.sid).page()).items).toEqual([]);
    });
  });

  describe('a deletion of a service', () => {
    it('takes all that is in it', async () => {
      const space = new Space(api, 'service');
      await space.open();
      const root = rootOf(space);
      const { sid } = await space.create();
      const participant = await participantsOf(space, sid).create({ Identity: 'Ann' });
      const message = await messagesOf(space, sid).create({ Body: 'x' });
      const role = { FriendlyName: 'x', Type: 'service', Permission: 'joinConversation' };
      await api.post(`${root}/Roles`, role);
      await space.close();
      for (const path of [
        `${root}/Users`,
        `${root}/Users/Ann`,
        `${root}/Roles`,
        `${root}/Conversations/${sid}/Participants`,
        `${root}/Conversations/${sid}/Participants/${participant.sid}`,
        `${root}/Conversations/${sid}/Messages`,
        `${root}/Conversations/${sid}/Messages/${message.sid}`,
      ]) {
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { ...role, Identity: 'x', Body: 'x' }), path);
      }
    });
  });

  describe('a user whose conversations are many', () => {
    const space = useSpace(api);
    const users = useUsers(space);

    it('has left them all when the deletion is answered', async () => {
      const user = await users.create({ Identity: 'Ann' });
      const conversations = await Promise.all(Array.from({ length: 60 }, () => space.create()));
      await Promise.all(
        conversations.map(({ sid }) => participantsOf(space, sid).create({ Identity: 'Ann' })),
      );
      await users.remove(user.sid);
      const left = await Promise.all(
        conversations.map(async ({ sid }) => (await participantsOf(space, sid).page()).items),
      );
      expect(left.flat()).toEqual([]);
    });
  });
}
