import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { expectError, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf, participantsOf, uniquePhoneNumber, useRoles, useUsers } from '../support/resources.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** What a closed conversation still allows. */
export function defineClosedScenarios(api: Api): void {
  describe.each(mounts)('a closed conversation by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const users = useUsers(testService);
    const roles = useRoles(testService);

    async function closed(close = (sid: string) => testService.update(sid, { State: 'closed' })) {
      const { sid } = await testService.create({ 'Timers.Closed': 'PT10M' });
      const [participants, messages] = [participantsOf(testService, sid), messagesOf(testService, sid)];
      const identity = uniqueName('closed');
      const user = await users.create({ Identity: identity });
      const chat = await participants.create({ Identity: identity });
      // Posted while there is no participant to deliver it to.
      const message = await messages.create({ Author: identity, Body: 'before' });
      const sms = await participants.create({
        'MessagingBinding.Address': uniquePhoneNumber(),
        'MessagingBinding.ProxyAddress': uniquePhoneNumber(),
      });
      await close(sid);
      return { sid, participants, messages, user, chat, sms, message };
    }

    it('a closed conversation rejects every write', async () => {
      const { participants, messages, chat, sms, message } = await closed();
      const rejected = [
        () => messages.tryCreate({ Body: 'x' }),
        () => messages.tryCreate({}),
        () => messages.tryUpdate(message.sid, { Body: 'x' }),
        () => messages.tryUpdate(message.sid),
        () => api.delete(messages.itemPath(message.sid)),
        () => participants.tryCreate({ Identity: uniqueName() }),
        () => participants.tryCreate({ Identity: chat.identity ?? '' }),
        () => participants.tryCreate({}),
        () =>
          participants.tryCreate({
            'MessagingBinding.Address': uniquePhoneNumber(),
            'MessagingBinding.ProxyAddress': uniquePhoneNumber(),
          }),
        () => participants.tryUpdate(chat.sid, { Attributes: '[]' }),
        () => participants.tryUpdate(chat.sid),
        () => participants.tryUpdate(chat.sid, { LastReadMessageIndex: '0' }),
        () => participants.tryUpdate(sms.sid, { 'MessagingBinding.ProxyAddress': uniquePhoneNumber() }),
        () => api.delete(participants.itemPath(chat.sid)),
        () => api.delete(participants.itemPath(sms.sid)),
      ];
      for (const write of rejected) expectError(await write(), 50377);
      expect((await messages.page()).items).toEqual([message]);
      expect((await participants.page()).items).toEqual([sms, chat]);
    });

    it('a closed conversation still shows its objects, and returns 404 for others', async () => {
      const { sid, participants, messages, chat, sms, message } = await closed();
      expect(await messages.fetch(message.sid)).toEqual(message);
      expect(await participants.fetch(chat.sid)).toEqual(chat);
      expect(await participants.fetch(chat.identity ?? '')).toEqual(chat);
      expect(await participants.fetch(sms.sid)).toEqual(sms);
      expect((await testService.fetch(sid)).state).toBe('closed');
      for (const path of [messages.itemPath(unknownSid('IM')), participants.itemPath(unknownSid('MB'))]) {
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, {}), path);
        expectNotFound(await api.delete(path), path);
      }
    });

    it('a closed conversation loses the participant of a user who is deleted', async () => {
      const { participants, messages, user, chat, sms, message } = await closed();
      await users.remove(user.sid);
      expectNotFound(await api.get(participants.itemPath(chat.sid)), participants.itemPath(chat.sid));
      expect((await participants.page()).items).toEqual([sms]);
      expect((await messages.page()).items).toEqual([message]);
    });

    it('a closed conversation can be deleted with everything in it', async () => {
      const { sid, participants, messages, chat, message, user } = await closed();
      await testService.remove(sid);
      for (const path of [
        participants.path,
        messages.path,
        participants.itemPath(chat.sid),
        messages.itemPath(message.sid),
      ])
        expectNotFound(await api.get(path), path);
      expect(await users.fetch(user.sid)).toEqual(user);
    });

    itWithClock(
      api.target,
      'a conversation that its timer has closed rejects writes too',
      async (advance) => {
        const { participants, messages } = await closed(async () => {
          await advance('PT10M');
          return testService.create();
        });
        expectError(await messages.tryCreate({ Body: 'x' }), 50377);
        expectError(await participants.tryCreate({ Identity: uniqueName() }), 50377);
      },
    );

    it('the roles of participants in a closed conversation can be deleted', async () => {
      const role = await roles.create({ FriendlyName: 'x', Type: 'conversation', Permission: 'sendMessage' });
      const { sid } = await testService.create();
      const identity = uniqueName('closed');
      users.removeAfterwards(identity);
      const participants = participantsOf(testService, sid);
      await participants.create({ Identity: identity, RoleSid: role.sid });
      await testService.update(sid, { State: 'closed' });
      await roles.remove(role.sid);
      await expect.poll(async () => (await participants.fetch(identity)).role_sid).not.toBe(role.sid);
    });
  });
}
