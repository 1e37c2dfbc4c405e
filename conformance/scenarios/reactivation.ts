import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { secondsBetween } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf, participantsOf, uniquePhoneNumber } from '../support/resources.ts';
import { uniqueName, useTestService } from '../support/test-service.ts';

/** What messages and participants do to the state and the timers of a conversation. */
export function defineRevivingScenarios(api: Api): void {
  describe('activity in a conversation', () => {
    const testService = useTestService(api);

    const reactivating: [what: string, act: (sid: string) => Promise<unknown>][] = [
      ['a message', (sid) => messagesOf(testService, sid).create({ Body: 'x' })],
      ['a new participant', (sid) => participantsOf(testService, sid).create({ Identity: uniqueName() })],
      [
        'a new participant by address',
        (sid) =>
          participantsOf(testService, sid).create({
            'MessagingBinding.Address': uniquePhoneNumber(),
            'MessagingBinding.ProxyAddress': uniquePhoneNumber(),
          }),
      ],
    ];

    it.each(reactivating)('%s reactivates an inactive conversation', async (_, act) => {
      const { sid } = await testService.create({ State: 'inactive' });
      await act(sid);
      expect((await testService.fetch(sid)).state).toBe('active');
      expect(await testService.sids({ State: 'active', PageSize: '1000' })).toContain(sid);
      expect(await testService.sids({ State: 'inactive', PageSize: '1000' })).not.toContain(sid);
    });

    it.each(reactivating)('%s does not change the date of an active conversation', async (_, act) => {
      const conversation = await testService.create({ DateUpdated: '2024-05-01T12:00:00Z' });
      await act(conversation.sid);
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
    });

    const passive: [what: string, act: (sid: string) => Promise<unknown>][] = [
      [
        'an update of a message',
        async (sid) => {
          const messages = messagesOf(testService, sid);
          const [message] = (await messages.page()).items;
          await messages.update(message?.sid ?? '', { Body: uniqueName() });
        },
      ],
      [
        'a deletion of a message',
        async (sid) => {
          const messages = messagesOf(testService, sid);
          await messages.remove((await messages.page()).items[0]?.sid ?? '');
        },
      ],
      [
        'an update of a participant',
        (sid) => participantsOf(testService, sid).update('Ann', { Attributes: '[]' }),
      ],
      ['a participant who leaves', (sid) => participantsOf(testService, sid).remove('Ann')],
      ['a rejected message', (sid) => messagesOf(testService, sid).tryCreate({ ContentVariables: '{}' })],
      ['a rejected participant', (sid) => participantsOf(testService, sid).tryCreate({ Identity: 'Ann' })],
    ];

    it.each(passive)('%s does not reactivate an inactive conversation', async (_, act) => {
      const { sid } = await testService.create();
      await participantsOf(testService, sid).create({ Identity: 'Ann' });
      await messagesOf(testService, sid).create({ Body: 'x' });
      const before = await testService.update(sid, { State: 'inactive' });
      await act(sid);
      expect(await testService.fetch(sid)).toEqual(before);
    });

    for (const [what, act] of reactivating)
      itWithClock(api.target, `${what} restarts both timers`, async (advance) => {
        const created = await testService.create({ 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' });
        await advance('PT50S');
        await act(created.sid);
        const later = await testService.fetch(created.sid);
        expect(secondsBetween(created.date_created, later.timers.date_inactive)).toBe(110);
        expect(secondsBetween(created.date_created, later.timers.date_closed)).toBe(650);
        expect(later.date_updated).toBe(created.date_updated);
        await advance('PT59S');
        expect((await testService.fetch(created.sid)).state).toBe('active');
        await advance('PT1S');
        const dormant = await testService.fetch(created.sid);
        expect(dormant.state).toBe('inactive');
        expect(Object.keys(dormant.timers)).toEqual(['date_closed']);
        await act(created.sid);
        const woken = await testService.fetch(created.sid);
        expect(woken.state).toBe('active');
        expect(secondsBetween(created.date_created, woken.timers.date_inactive)).toBe(170);
        expect(secondsBetween(created.date_created, woken.timers.date_closed)).toBe(710);
        await advance('PT10M');
        expect(await testService.fetch(created.sid)).toMatchObject({ state: 'closed', timers: {} });
      });

    itWithClock(
      api.target,
      'an activity that does not reactivate a conversation restarts no timer',
      async (advance) => {
        const { sid, timers } = await testService.create({ 'Timers.Inactive': 'PT1M' });
        const messages = messagesOf(testService, sid);
        await participantsOf(testService, sid).create({ Identity: 'Ann' });
        const message = await messages.create({ Body: 'x' });
        await advance('PT30S');
        await messages.update(message.sid, { Body: 'y' });
        await messages.remove(message.sid);
        await participantsOf(testService, sid).update('Ann', { LastReadMessageIndex: '3' });
        await participantsOf(testService, sid).remove('Ann');
        expect((await testService.fetch(sid)).timers).toEqual(timers);
      },
    );
  });
}
