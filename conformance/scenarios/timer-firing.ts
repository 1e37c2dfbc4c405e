import { describe, expect } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { expectError, expectNotFound, secondsBetween } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { useTestService } from '../support/test-service.ts';

const both = { 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' };

/** What timers do when they are due. */
export function defineFiringScenarios(api: Api): void {
  describe('due timers', () => {
    const testService = useTestService(api);

    itWithClock(
      api.target,
      'the inactive timer makes a conversation inactive when it is due and not before',
      async (advance) => {
        const conversation = await testService.create({ 'Timers.Inactive': 'PT1M' });
        await advance('PT59S');
        expect(await testService.fetch(conversation.sid)).toEqual(conversation);
        await advance('PT1S');
        expect(await testService.fetch(conversation.sid)).toMatchObject({ state: 'inactive', timers: {} });
      },
    );

    itWithClock(
      api.target,
      'the timers of a conversation make it inactive first and close it later',
      async (advance) => {
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
      },
    );

    itWithClock(
      api.target,
      'the closed timer closes an active conversation that has no other timer',
      async (advance) => {
        const { sid } = await testService.create({ 'Timers.Closed': 'PT10M' });
        await advance('PT9M59S');
        expect((await testService.fetch(sid)).state).toBe('active');
        await advance('PT1S');
        expect((await testService.fetch(sid)).state).toBe('closed');
      },
    );

    itWithClock(
      api.target,
      'the closed timer closes a conversation when both timers are overdue or due together',
      async (advance) => {
        const [past, together] = [
          await testService.create(both),
          await testService.create({ ...both, 'Timers.Inactive': 'PT10M' }),
        ];
        await advance('PT1H');
        expect(await testService.fetch(past.sid)).toMatchObject({ state: 'closed', timers: {} });
        expect(await testService.fetch(together.sid)).toMatchObject({ state: 'closed', timers: {} });
      },
    );

    itWithClock(
      api.target,
      'the closed timer closes a conversation also when its inactive timer would be due later',
      async (advance) => {
        const { sid } = await testService.create({ 'Timers.Inactive': 'PT20M', 'Timers.Closed': 'PT10M' });
        await advance('PT10M');
        expect(await testService.fetch(sid)).toMatchObject({ state: 'closed', timers: {} });
        await advance('PT10M');
        expect((await testService.fetch(sid)).state).toBe('closed');
      },
    );

    itWithClock(
      api.target,
      'the filters of a list show at once what timers have changed',
      async (advance) => {
        const { sid } = await testService.create({ 'Timers.Inactive': 'PT1M' });
        expect(await testService.sids({ State: 'active' })).toContain(sid);
        expect(await testService.sids({ State: 'inactive' })).not.toContain(sid);
        await advance('PT1M');
        expect(await testService.sids({ State: 'active' })).not.toContain(sid);
        expect(await testService.sids({ State: 'inactive' })).toContain(sid);
      },
    );

    itWithClock(api.target, 'a removed timer does nothing', async (advance) => {
      const { sid } = await testService.create(both);
      await testService.update(sid, { 'Timers.Inactive': 'PT0S', 'Timers.Closed': '' });
      await advance('PT1H');
      expect(await testService.fetch(sid)).toMatchObject({ state: 'active', timers: {} });
    });

    itWithClock(
      api.target,
      'the timers of a deleted conversation do nothing, and its name stays free',
      async (advance) => {
        await testService.create({ ...both, UniqueName: 'gone' });
        await testService.remove('gone');
        await advance('PT1H');
        expectNotFound(await api.get(testService.itemPath('gone')), testService.itemPath('gone'));
        expect((await testService.create({ UniqueName: 'gone' })).state).toBe('active');
      },
    );

    itWithClock(api.target, 'a conversation that its timer closes keeps its unique name', async (advance) => {
      await testService.create({ 'Timers.Closed': 'PT10M', UniqueName: 'held' });
      await advance('PT10M');
      expectError(await testService.tryCreate({ UniqueName: 'held' }), 50353);
    });

    itWithClock(
      api.target,
      'a timer starts when it is set and restarts when it is set again',
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

    itWithClock(api.target, 'a timer keeps its date when other fields are updated', async (advance) => {
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
      'timers restart with their full length when the state changes',
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

    itWithClock(api.target, 'timers fire for any number of conversations', async (advance) => {
      const created = await Promise.all(
        Array.from({ length: 230 }, () => testService.create({ ...both, FriendlyName: 'many' })),
      );
      await advance('PT1M');
      const inactive = await testService.sids({ State: 'inactive', PageSize: '1000' });
      expect(inactive).toEqual(expect.arrayContaining(created.map(({ sid }) => sid)));
      await advance('PT9M');
      const closed = await testService.sids({ State: 'closed', PageSize: '1000' });
      expect(closed).toEqual(expect.arrayContaining(created.map(({ sid }) => sid)));
    });
  });
}
