import { describe, expect } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { expectError, expectNotFound, secondsBetween } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { useTestService } from '../support/test-service.ts';

const both = { 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' };

/** What timers do when their time comes. */
export function defineFiringScenarios(api: Api): void {
  describe('a timer that comes due', () => {
    const testService = useTestService(api);

    itWithClock(
      api.target,
      'makes the conversation inactive, at its time and not before',
      async (advance) => {
        const conversation = await testService.create({ 'Timers.Inactive': 'PT1M' });
        await advance('PT59S');
        expect(await testService.fetch(conversation.sid)).toEqual(conversation);
        await advance('PT1S');
        expect(await testService.fetch(conversation.sid)).toMatchObject({ state: 'inactive', timers: {} });
      },
    );

    itWithClock(api.target, 'first makes it inactive, then closes it', async (advance) => {
      const { sid, timers } = await testService.create(both);
      await advance('PT1M');
      const inactive = await testService.fetch(sid);
      expect(inactive.state).toBe('inactive');
      expect(inactive.timers).toEqual({ date_closed: timers.date_closed });
      await advance('PT8M59S');
      expect((await testService.fetch(sid)).state).toBe('inactive');
      await advance('PT1S');
      const closed = await testService.fetch(sid);
      expect(closed).toMatchObject({ state: 'closed', timers: {} });
      expect(closed.timers).toEqual({});
      expectError(await testService.tryUpdate(sid, { State: 'active' }), 50377);
    });

    itWithClock(api.target, 'closes an active conversation that has no other timer', async (advance) => {
      const { sid } = await testService.create({ 'Timers.Closed': 'PT10M' });
      await advance('PT9M59S');
      expect((await testService.fetch(sid)).state).toBe('active');
      await advance('PT1S');
      expect((await testService.fetch(sid)).state).toBe('closed');
    });

    itWithClock(api.target, 'closes it when both are long past, or come together', async (advance) => {
      const [past, together] = [
        await testService.create(both),
        await testService.create({ ...both, 'Timers.Inactive': 'PT10M' }),
      ];
      await advance('PT1H');
      expect(await testService.fetch(past.sid)).toMatchObject({ state: 'closed', timers: {} });
      expect(await testService.fetch(together.sid)).toMatchObject({ state: 'closed', timers: {} });
    });

    itWithClock(api.target, 'closes it also when the inactive timer would be later', async (advance) => {
      const { sid } = await testService.create({ 'Timers.Inactive': 'PT20M', 'Timers.Closed': 'PT10M' });
      await advance('PT10M');
      expect(await testService.fetch(sid)).toMatchObject({ state: 'closed', timers: {} });
      await advance('PT10M');
      expect((await testService.fetch(sid)).state).toBe('closed');
    });

    itWithClock(api.target, 'shows in the filters of a list at once', async (advance) => {
      const { sid } = await testService.create({ 'Timers.Inactive': 'PT1M' });
      expect(await testService.sids({ State: 'active' })).toContain(sid);
      expect(await testService.sids({ State: 'inactive' })).not.toContain(sid);
      await advance('PT1M');
      expect(await testService.sids({ State: 'active' })).not.toContain(sid);
      expect(await testService.sids({ State: 'inactive' })).toContain(sid);
    });

    itWithClock(api.target, 'does nothing any more once it has been removed', async (advance) => {
      const { sid } = await testService.create(both);
      await testService.update(sid, { 'Timers.Inactive': 'PT0S', 'Timers.Closed': '' });
      await advance('PT1H');
      expect(await testService.fetch(sid)).toMatchObject({ state: 'active', timers: {} });
    });

    itWithClock(
      api.target,
      'does nothing to what has been deleted, and its name stays free',
      async (advance) => {
        await testService.create({ ...both, UniqueName: 'gone' });
        await testService.remove('gone');
        await advance('PT1H');
        expectNotFound(await api.get(testService.itemPath('gone')), testService.itemPath('gone'));
        expect((await testService.create({ UniqueName: 'gone' })).state).toBe('active');
      },
    );

    itWithClock(api.target, 'does not free the unique name of what it closes', async (advance) => {
      await testService.create({ 'Timers.Closed': 'PT10M', UniqueName: 'held' });
      await advance('PT10M');
      expectError(await testService.tryCreate({ UniqueName: 'held' }), 50353);
    });

    itWithClock(
      api.target,
      'is counted from when it was set, and anew when it is set again',
      async (advance) => {
        const { sid } = await testService.create();
        await advance('PT30S');
        await testService.update(sid, { 'Timers.Inactive': 'PT1M' });
        await advance('PT50S');
        const again = await testService.update(sid, { 'Timers.Inactive': 'PT1M' });
        expect(secondsBetween(again.date_updated, again.timers.date_inactive)).toBe(60);
        await advance('PT50S');
        expect((await testService.fetch(sid)).state).toBe('active');
        await advance('PT10S');
        expect((await testService.fetch(sid)).state).toBe('inactive');
      },
    );

    itWithClock(api.target, 'keeps its time when other fields change', async (advance) => {
      const { sid, timers } = await testService.create(both);
      await advance('PT30S');
      expect((await testService.update(sid, { FriendlyName: 'busy', Attributes: '[2]' })).timers).toEqual(
        timers,
      );
      expect((await testService.update(sid, { 'Timers.Closed': 'PT20M' })).timers.date_inactive).toBe(
        timers.date_inactive,
      );
      await advance('PT30S');
      expect((await testService.fetch(sid)).state).toBe('inactive');
    });

    itWithClock(
      api.target,
      'begins anew with each change of state, from its whole length',
      async (advance) => {
        const { sid } = await testService.create(both);
        await advance('PT1M');
        const active = await testService.update(sid, { State: 'active' });
        expect(secondsBetween(active.date_updated, active.timers.date_inactive)).toBe(60);
        expect(secondsBetween(active.date_updated, active.timers.date_closed)).toBe(600);
        await advance('PT30S');
        const inactive = await testService.update(sid, { State: 'inactive' });
        expect(Object.keys(inactive.timers)).toEqual(['date_closed']);
        expect(secondsBetween(inactive.date_updated, inactive.timers.date_closed)).toBe(600);
        await advance('PT9M59S');
        expect((await testService.fetch(sid)).state).toBe('inactive');
        await advance('PT1S');
        expect((await testService.fetch(sid)).state).toBe('closed');
      },
    );

    itWithClock(api.target, 'fires for every conversation, however many there are', async (advance) => {
      const made = await Promise.all(
        Array.from({ length: 230 }, () => testService.create({ ...both, FriendlyName: 'many' })),
      );
      await advance('PT1M');
      const inactive = await testService.sids({ State: 'inactive', PageSize: '1000' });
      expect(inactive).toEqual(expect.arrayContaining(made.map(({ sid }) => sid)));
      await advance('PT9M');
      const closed = await testService.sids({ State: 'closed', PageSize: '1000' });
      expect(closed).toEqual(expect.arrayContaining(made.map(({ sid }) => sid)));
    });
  });
}
