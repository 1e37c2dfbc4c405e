import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { secondsBetween } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { freshNumber, messagesOf, participantsOf } from '../support/members.ts';
import { freshName, useSpace } from '../support/space.ts';

/** What happens in a conversation, and what that does to its state and its timers. */
export function revivingScenarios(api: Api): void {
  describe('what happens in a conversation', () => {
    const space = useSpace(api);

    const reviving: [what: string, act: (sid: string) => Promise<unknown>][] = [
      ['a message', (sid) => messagesOf(space, sid).create({ Body: 'x' })],
      ['a new participant', (sid) => participantsOf(space, sid).create({ Identity: freshName() })],
      [
        'a new participant by address',
        (sid) =>
          participantsOf(space, sid).create({
            'MessagingBinding.Address': freshNumber(),
            'MessagingBinding.ProxyAddress': freshNumber(),
          }),
      ],
    ];

    it.each(reviving)('as %s makes an inactive one active', async (_, act) => {
      const { sid } = await space.create({ State: 'inactive' });
      await act(sid);
      expect((await space.fetch(sid)).state).toBe('active');
      expect(await space.sids({ State: 'active', PageSize: '1000' })).toContain(sid);
      expect(await space.sids({ State: 'inactive', PageSize: '1000' })).not.toContain(sid);
    });

    it.each(reviving)('as %s does not touch the date of an active one', async (_, act) => {
      const conversation = await space.create({ DateUpdated: '2024-05-01T12:00:00Z' });
      await act(conversation.sid);
      expect(await space.fetch(conversation.sid)).toEqual(conversation);
    });

    const still: [what: string, act: (sid: string) => Promise<unknown>][] = [
      [
        'a message that is changed',
        async (sid) => {
          const messages = messagesOf(space, sid);
          const [message] = (await messages.page()).items;
          await messages.update(message?.sid ?? '', { Body: freshName() });
        },
      ],
      [
        'a message that is deleted',
        async (sid) => {
          const messages = messagesOf(space, sid);
          await messages.remove((await messages.page()).items[0]?.sid ?? '');
        },
      ],
      [
        'a participant who is changed',
        (sid) => participantsOf(space, sid).update('Ann', { Attributes: '[]' }),
      ],
      ['a participant who leaves', (sid) => participantsOf(space, sid).remove('Ann')],
      ['a message that is refused', (sid) => messagesOf(space, sid).tryCreate({})],
      ['a participant who is refused', (sid) => participantsOf(space, sid).tryCreate({ Identity: 'Ann' })],
    ];

    it.each(still)('as %s leaves an inactive one as it is', async (_, act) => {
      const { sid } = await space.create();
      await participantsOf(space, sid).create({ Identity: 'Ann' });
      await messagesOf(space, sid).create({ Body: 'x' });
      const before = await space.update(sid, { State: 'inactive' });
      await act(sid);
      expect(await space.fetch(sid)).toEqual(before);
    });

    for (const [what, act] of reviving)
      itWithClock(api.target, `as ${what} starts both timers anew`, async (advance) => {
        const made = await space.create({ 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' });
        await advance('PT50S');
        await act(made.sid);
        const later = await space.fetch(made.sid);
        expect(secondsBetween(made.date_created, later.timers.date_inactive)).toBe(110);
        expect(secondsBetween(made.date_created, later.timers.date_closed)).toBe(650);
        expect(later.date_updated).toBe(made.date_updated);
        await advance('PT59S');
        expect((await space.fetch(made.sid)).state).toBe('active');
        await advance('PT1S');
        const dormant = await space.fetch(made.sid);
        expect(dormant.state).toBe('inactive');
        expect(Object.keys(dormant.timers)).toEqual(['date_closed']);
        await act(made.sid);
        const woken = await space.fetch(made.sid);
        expect(woken.state).toBe('active');
        expect(secondsBetween(made.date_created, woken.timers.date_inactive)).toBe(170);
        expect(secondsBetween(made.date_created, woken.timers.date_closed)).toBe(710);
        await advance('PT10M');
        expect(await space.fetch(made.sid)).toMatchObject({ state: 'closed', timers: {} });
      });

    itWithClock(api.target, 'that changes nothing of it starts no timer anew', async (advance) => {
      const { sid, timers } = await space.create({ 'Timers.Inactive': 'PT1M' });
      const messages = messagesOf(space, sid);
      await participantsOf(space, sid).create({ Identity: 'Ann' });
      const message = await messages.create({ Body: 'x' });
      await advance('PT30S');
      await messages.update(message.sid, { Body: 'y' });
      await messages.remove(message.sid);
      await participantsOf(space, sid).update('Ann', { LastReadMessageIndex: '3' });
      await participantsOf(space, sid).remove('Ann');
      expect((await space.fetch(sid)).timers).toEqual(timers);
    });
  });
}
