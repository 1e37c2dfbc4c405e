import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { secondsBetween } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf, participantsOf, uniquePhoneNumber } from '../support/resources.ts';
import { uniqueName, useTestService } from '../support/test-service.ts';

/** What happens in a conversation, and what that does to its state and its timers. */
export function defineRevivingScenarios(api: Api): void {
  describe('what happens in a conversation', () => {
    const testService = useTestService(api);

    const reviving: [what: string, act: (sid: string) => Promise<unknown>][] = [
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

    it.each(reviving)('as %s makes an inactive one active', async (_, act) => {
      const { sid } = await testService.create({ State: 'inactive' });
      await act(sid);
      expect((await testService.fetch(sid)).state).toBe('active');
      expect(await testService.sids({ State: 'active', PageSize: '1000' })).toContain(sid);
      expect(await testService.sids({ State: 'inactive', PageSize: '1000' })).not.toContain(sid);
    });

    it.each(reviving)('as %s does not touch the date of an active one', async (_, act) => {
      const conversation = await testService.create({ DateUpdated: '2024-05-01T12:00:00Z' });
      await act(conversation.sid);
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
    });

    const still: [what: string, act: (sid: string) => Promise<unknown>][] = [
      [
        'a message that is changed',
        async (sid) => {
          const messages = messagesOf(testService, sid);
          const [message] = (await messages.page()).items;
          await messages.update(message?.sid ?? '', { Body: uniqueName() });
        },
      ],
      [
        'a message that is deleted',
        async (sid) => {
          const messages = messagesOf(testService, sid);
          await messages.remove((await messages.page()).items[0]?.sid ?? '');
        },
      ],
      [
        'a participant who is changed',
        (sid) => participantsOf(testService, sid).update('Ann', { Attributes: '[]' }),
      ],
      ['a participant who leaves', (sid) => participantsOf(testService, sid).remove('Ann')],
      ['a message that is refused', (sid) => messagesOf(testService, sid).tryCreate({})],
      [
        'a participant who is refused',
        (sid) => participantsOf(testService, sid).tryCreate({ Identity: 'Ann' }),
      ],
    ];

    it.each(still)('as %s leaves an inactive one as it is', async (_, act) => {
      const { sid } = await testService.create();
      await participantsOf(testService, sid).create({ Identity: 'Ann' });
      await messagesOf(testService, sid).create({ Body: 'x' });
      const before = await testService.update(sid, { State: 'inactive' });
      await act(sid);
      expect(await testService.fetch(sid)).toEqual(before);
    });

    for (const [what, act] of reviving)
      itWithClock(api.target, `as ${what} starts both timers anew`, async (advance) => {
        const made = await testService.create({ 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' });
        await advance('PT50S');
        await act(made.sid);
        const later = await testService.fetch(made.sid);
        expect(secondsBetween(made.date_created, later.timers.date_inactive)).toBe(110);
        expect(secondsBetween(made.date_created, later.timers.date_closed)).toBe(650);
        expect(later.date_updated).toBe(made.date_updated);
        await advance('PT59S');
        expect((await testService.fetch(made.sid)).state).toBe('active');
        await advance('PT1S');
        const dormant = await testService.fetch(made.sid);
        expect(dormant.state).toBe('inactive');
        expect(Object.keys(dormant.timers)).toEqual(['date_closed']);
        await act(made.sid);
        const woken = await testService.fetch(made.sid);
        expect(woken.state).toBe('active');
        expect(secondsBetween(made.date_created, woken.timers.date_inactive)).toBe(170);
        expect(secondsBetween(made.date_created, woken.timers.date_closed)).toBe(710);
        await advance('PT10M');
        expect(await testService.fetch(made.sid)).toMatchObject({ state: 'closed', timers: {} });
      });

    itWithClock(api.target, 'that changes nothing of it starts no timer anew', async (advance) => {
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
    });
  });
}
