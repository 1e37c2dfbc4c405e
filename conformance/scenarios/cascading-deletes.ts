import { describe, expect, it } from 'vitest';
import { expectEmpty, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf, participantsOf, servicePath, useUsers } from '../support/resources.ts';
import { mounts, TestService, uniqueName, useTestService } from '../support/test-service.ts';

/** What is deleted together with a user, a conversation or a service, and what stays. */
export function defineRemovalScenarios(api: Api): void {
  describe.each(mounts)('cascading deletes by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const users = useUsers(testService);

    it('deleting a user ends all its memberships and keeps its messages', async () => {
      const [ann, ben] = [uniqueName('Ann'), uniqueName('Ben')];
      const user = await users.create({ Identity: ann });
      users.removeAfterwards(ben);
      const states = ['active', 'inactive', 'closed'];
      const created = [];
      for (const state of states) {
        const { sid } = await testService.create();
        const participants = participantsOf(testService, sid);
        const own = await participants.create({ Identity: ann });
        const other = await participants.create({ Identity: ben });
        const message = await messagesOf(testService, sid).create({ Author: ann, Body: 'kept' });
        if (state !== 'active') await testService.update(sid, { State: state });
        created.push({ sid, participants, own, other, message, before: await testService.fetch(sid) });
      }
      expectEmpty(await api.delete(users.itemPath(user.sid)));
      for (const { sid, participants, own, other, message, before } of created) {
        for (const name of [own.sid, ann])
          expectNotFound(await api.get(participants.itemPath(name)), participants.itemPath(name));
        expect((await participants.page()).items).toEqual([other]);
        expect((await messagesOf(testService, sid).page()).items).toEqual([message]);
        expect(message.participant_sid).toBe(own.sid);
        expect(await testService.fetch(sid)).toEqual(before);
      }
      // A new user with the same identity is in none of the conversations.
      const again = await users.create({ Identity: ann });
      expect(again.sid).not.toBe(user.sid);
      expect((await created[0]?.participants.page())?.items).toHaveLength(1);
      await created[0]?.participants.create({ Identity: ann });
    });

    it('deleting a conversation deletes its participants and messages and keeps its users', async () => {
      const identity = uniqueName('Ann');
      const user = await users.create({ Identity: identity });
      const name = uniqueName('gone');
      const { sid } = await testService.create({ UniqueName: name });
      const [participants, messages] = [participantsOf(testService, sid), messagesOf(testService, sid)];
      const participant = await participants.create({ Identity: identity });
      const message = await messages.create({ Author: identity, Body: 'x' });
      await testService.remove(sid);
      for (const path of [
        participants.path,
        participants.itemPath(participant.sid),
        participants.itemPath(identity),
        messages.path,
        messages.itemPath(message.sid),
        `${testService.itemPath(name)}/Messages`,
      ]) {
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { Body: 'x', Identity: 'x' }), path);
      }
      expect(await users.fetch(identity)).toEqual(user);
      // A new conversation with the same name is empty.
      const next = await testService.create({ UniqueName: name });
      expect((await messagesOf(testService, next.sid).page()).items).toEqual([]);
      expect((await messagesOf(testService, next.sid).create({ Body: 'first' })).index).toBe(0);
      expect((await participantsOf(testService, next.sid).page()).items).toEqual([]);
    });
  });

  describe('deleting a service', () => {
    it('deleting a service deletes everything in it', async () => {
      const testService = new TestService(api, 'service');
      await testService.open();
      const root = servicePath(testService);
      const { sid } = await testService.create();
      const participant = await participantsOf(testService, sid).create({ Identity: 'Ann' });
      const message = await messagesOf(testService, sid).create({ Body: 'x' });
      const role = { FriendlyName: 'x', Type: 'service', Permission: 'joinConversation' };
      await api.post(`${root}/Roles`, role);
      await testService.close();
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

  describe('deleting a user with many conversations', () => {
    const testService = useTestService(api);
    const users = useUsers(testService);

    it('a user has left all of many conversations when the delete request returns', async () => {
      const user = await users.create({ Identity: 'Ann' });
      const conversations = await Promise.all(Array.from({ length: 60 }, () => testService.create()));
      await Promise.all(
        conversations.map(({ sid }) => participantsOf(testService, sid).create({ Identity: 'Ann' })),
      );
      await users.remove(user.sid);
      const left = await Promise.all(
        conversations.map(async ({ sid }) => (await participantsOf(testService, sid).page()).items),
      );
      expect(left.flat()).toEqual([]);
    });
  });
}
