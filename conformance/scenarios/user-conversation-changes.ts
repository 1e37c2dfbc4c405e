import { describe, expect, it } from 'vitest';
import type { UserConversationObject } from '../support/api-objects.ts';
import { itWithClock } from '../support/clock.ts';
import {
  datePattern,
  expectBadParameter,
  expectError,
  expectNotFound,
  expectSuccess,
} from '../support/expectations.ts';
import type { Api, Fields, Reply } from '../support/http.ts';
import { messagesOf, participantsOf } from '../support/resources.ts';
import { uniqueName, unknownSid, useTestService } from '../support/test-service.ts';
import { userConversationsPath } from '../support/user-conversations.ts';

/** Read horizons, unread messages and notification levels. */
export function defineUserConversationChangeScenarios(api: Api): void {
  describe('updates of a user conversation', () => {
    const testService = useTestService(api);

    /** Creates a conversation with a participant, and returns that user's view of it. */
    const open = async (form: Fields = {}) => {
      const { sid } = await testService.create(form);
      const identity = uniqueName('reader');
      const participants = participantsOf(testService, sid);
      const { sid: participantSid } = await participants.create({ Identity: identity });
      const path = `${userConversationsPath(testService, identity)}/${sid}`;
      return {
        sid,
        identity,
        path,
        messages: messagesOf(testService, sid),
        participant: () => participants.fetch(participantSid),
        fetch: async () => expectSuccess<UserConversationObject>(await api.get(path), 200),
        tryUpdate: (form: Fields): Promise<Reply> => api.post(path, form),
        update: async (form: Fields) =>
          expectSuccess<UserConversationObject>(await api.post(path, form), 200),
      };
    };

    it('a user conversation starts without a read index, and counts the messages after it once it is set', async () => {
      const view = await open();
      for (let n = 0; n < 4; n++) await view.messages.create({ Body: `m${n}` });
      const before = await view.fetch();
      expect(before).toMatchObject({ unread_messages_count: null, last_read_message_index: null });
      const read = await view.update({ LastReadMessageIndex: '1' });
      expect(read).toEqual({ ...before, last_read_message_index: 1, unread_messages_count: 2 });
      expect(await view.fetch()).toEqual(read);
      expect(await view.update({ LastReadMessageIndex: '3' })).toMatchObject({ unread_messages_count: 0 });
      await view.messages.create({ Body: 'm4' });
      expect(await view.fetch()).toMatchObject({ last_read_message_index: 3, unread_messages_count: 1 });
      expect(await view.update({ LastReadMessageIndex: '0' })).toMatchObject({ unread_messages_count: 4 });
      expect(await view.update({ LastReadMessageIndex: '1000000' })).toMatchObject({
        unread_messages_count: 0,
      });
    });

    it('a user conversation counts only existing messages of its own conversation', async () => {
      const [view, elsewhere] = [await open(), await open()];
      const created = [];
      for (let n = 0; n < 4; n++) created.push(await view.messages.create({ Body: `m${n}` }));
      for (let n = 0; n < 3; n++) await elsewhere.messages.create({ Body: `m${n}` });
      await view.update({ LastReadMessageIndex: '0' });
      await view.messages.remove(created[2]?.sid ?? '');
      expect(await view.fetch()).toMatchObject({ unread_messages_count: 2 });
    });

    it('a user conversation counts up to a thousand unread messages', async () => {
      const view = await open();
      await Promise.all(Array.from({ length: 1002 }, () => view.messages.create({ Body: 'm' })));
      expect(await view.update({ LastReadMessageIndex: '0' })).toMatchObject({ unread_messages_count: 1000 });
      expect(await view.update({ LastReadMessageIndex: '1' })).toMatchObject({ unread_messages_count: 1000 });
      expect(await view.update({ LastReadMessageIndex: '2' })).toMatchObject({ unread_messages_count: 999 });
    });

    it.each(['', 'null'])(
      'the read index of a user conversation is removed by %j',
      async (LastReadMessageIndex) => {
        const view = await open();
        await view.messages.create({ Body: 'm' });
        await view.update({ LastReadMessageIndex: '0' });
        expect(await view.update({ LastReadMessageIndex })).toMatchObject({
          last_read_message_index: null,
          unread_messages_count: null,
        });
        expect(await view.participant()).toMatchObject({
          last_read_message_index: null,
          last_read_timestamp: null,
        });
      },
    );

    it('a user conversation and its participant share one read index', async () => {
      const view = await open();
      await view.update({ LastReadMessageIndex: '5' });
      expect(await view.participant()).toMatchObject({
        last_read_message_index: 5,
        last_read_timestamp: expect.stringMatching(datePattern),
      });
      await view.update({ LastReadTimestamp: '2024-05-01T14:00:00+02:00' });
      expect(await view.participant()).toMatchObject({
        last_read_message_index: 5,
        last_read_timestamp: '2024-05-01T12:00:00Z',
      });
      await view.update({ LastReadTimestamp: '' });
      expect(await view.participant()).toMatchObject({
        last_read_message_index: 5,
        last_read_timestamp: null,
      });
      await participantsOf(testService, view.sid).update(view.identity, { LastReadMessageIndex: '7' });
      expect(await view.fetch()).toMatchObject({ last_read_message_index: 7 });
    });

    it('the notification level of a user conversation is accepted in any letter case', async () => {
      const view = await open();
      const before = await view.fetch();
      expect(await view.update({ NotificationLevel: 'MUTED' })).toEqual({
        ...before,
        notification_level: 'muted',
      });
      expect(await view.update({ LastReadMessageIndex: '0' })).toMatchObject({ notification_level: 'muted' });
      expect(await view.update({ NotificationLevel: 'default' })).toMatchObject({
        notification_level: 'default',
        last_read_message_index: 0,
      });
    });

    it('an update of a user conversation without parameters changes nothing', async () => {
      const view = await open();
      const before = await view.fetch();
      const participant = await view.participant();
      expect(await view.update({})).toEqual(before);
      expect(await view.update({ NotificationLevel: 'default', FriendlyName: 'not ours' })).toEqual(before);
      expect(await view.participant()).toEqual(participant);
    });

    it('a user conversation rejects an invalid level, index or date', async () => {
      const view = await open();
      for (const NotificationLevel of ['loud', '', 'null', 'muted '])
        expectError(await view.tryUpdate({ NotificationLevel }), 50210);
      for (const LastReadMessageIndex of ['-1', '1.5', 'two', ' 1', '1e3', '9007199254740992'])
        expectError(await view.tryUpdate({ LastReadMessageIndex }), 50421);
      expectBadParameter(await view.tryUpdate({ LastReadTimestamp: 'yesterday' }), 'LastReadTimestamp');
      expect(await view.fetch()).toMatchObject({
        notification_level: 'default',
        last_read_message_index: null,
      });
      const nobody = `${userConversationsPath(testService, unknownSid('US'))}/${view.sid}`;
      expectNotFound(await api.post(nobody, { NotificationLevel: 'loud' }), nobody);
    });

    it('the user conversation of a closed conversation can be fetched, and neither updated nor left', async () => {
      const view = await open();
      await testService.update(view.sid, { State: 'closed' });
      const before = await view.fetch();
      expect(before.conversation_state).toBe('closed');
      expectError(await view.tryUpdate({ LastReadMessageIndex: '0' }), 50377);
      expectError(await view.tryUpdate({ NotificationLevel: 'muted' }), 50377);
      expectError(await api.delete(view.path), 50377);
      expect(await view.fetch()).toEqual(before);
    });

    itWithClock(
      api.target,
      'an update of a user conversation keeps the timers and dates of the conversation',
      async (advance) => {
        const view = await open({ 'Timers.Inactive': 'PT10M' });
        const before = await testService.fetch(view.sid);
        await advance('PT1M');
        await view.update({ LastReadMessageIndex: '0', NotificationLevel: 'muted' });
        expect(await testService.fetch(view.sid)).toEqual(before);
      },
    );
  });
}
