import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { expectError } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { useTestService } from '../support/test-service.ts';

const transitions: [from: string, to: string][] = [
  ['active', 'active'],
  ['active', 'inactive'],
  ['active', 'closed'],
  ['inactive', 'inactive'],
  ['inactive', 'active'],
  ['inactive', 'closed'],
];

/** The states of a conversation and the ways between them. */
export function defineStateScenarios(api: Api): void {
  describe('the state of a conversation', () => {
    const testService = useTestService(api);

    /** A conversation in a state; none can begin closed. */
    async function inState(state: string) {
      if (state !== 'closed') return testService.create({ State: state });
      return testService.update((await testService.create()).sid, { State: 'closed' });
    }

    it.each(transitions)('goes from %s to %s', async (from, to) => {
      const { sid } = await inState(from);
      const changed = await testService.update(sid, { State: to });
      expect(changed.state).toBe(to);
      expect(await testService.fetch(sid)).toEqual(changed);
    });

    it.each(['active', 'inactive', 'closed'])(
      'is %s in whatever letter case it is asked for',
      async (state) => {
        const { sid } = await testService.create();
        expect((await testService.update(sid, { State: state.toUpperCase() })).state).toBe(state);
      },
    );

    it.each(['active', 'inactive'])(
      'goes from %s neither to initializing, nor to nothing, nor to the unknown',
      async (from) => {
        const conversation = await inState(from);
        expectError(await testService.tryUpdate(conversation.sid, { State: 'initializing' }), 50378);
        expectError(await testService.tryUpdate(conversation.sid, { State: '' }), 50374);
        expectError(await testService.tryUpdate(conversation.sid, { State: 'paused' }), 50378);
        expect(await testService.fetch(conversation.sid)).toEqual(conversation);
      },
    );

    it.each(['active', 'inactive'])('may be %s at first', async (state) => {
      expect((await testService.create({ State: state })).state).toBe(state);
    });

    it.each(['closed', 'Closed'])('may not be %s at first', async (state) => {
      expectError(await testService.tryCreate({ State: state }), 50384);
    });

    itWithClock(api.target, 'changes nothing when it is asked to be what it is', async (advance) => {
      const conversation = await testService.create({ State: 'active', 'Timers.Inactive': 'PT1M' });
      await advance('PT30S');
      expect(await testService.update(conversation.sid, { State: 'active' })).toEqual(conversation);
    });
  });

  describe('a closed conversation', () => {
    const testService = useTestService(api);

    const attempts: Record<string, string>[] = [
      {},
      { State: 'active' },
      { State: 'inactive' },
      { State: 'closed' },
      { FriendlyName: 'x' },
      { UniqueName: 'x' },
      { Attributes: '{}' },
      { MessagingServiceSid: '' },
      { DateCreated: '2024-01-01T00:00:00Z' },
      { DateUpdated: '2024-01-01T00:00:00Z' },
      { 'Timers.Inactive': 'PT1M' },
      { 'Timers.Closed': '' },
      { 'Bindings.Email.Address': 'x@example.com' },
    ];

    it.each(attempts)('refuses the update %j', async (form) => {
      const { sid } = await testService.create({ FriendlyName: 'final' });
      const closed = await testService.update(sid, { State: 'closed' });
      expectError(await testService.tryUpdate(sid, form), 50377);
      expect(await testService.fetch(sid)).toEqual(closed);
    });

    it('answers a bad value before its state', async () => {
      const { sid } = await testService.create();
      await testService.update(sid, { State: 'closed' });
      expectError(await testService.tryUpdate(sid, { Attributes: '{' }), 50304);
      expectError(await testService.tryUpdate(sid, { State: 'initializing' }), 50378);
    });

    it('answers its state before a conflict of names', async () => {
      await testService.create({ UniqueName: 'conflict' });
      const { sid } = await testService.create();
      await testService.update(sid, { State: 'closed' });
      expectError(await testService.tryUpdate(sid, { UniqueName: 'conflict' }), 50377);
    });

    it('may be read by its name, listed and deleted', async () => {
      const { sid } = await testService.create({ UniqueName: 'readable' });
      const closed = await testService.update(sid, { State: 'closed' });
      expect(await testService.fetch('readable')).toEqual(closed);
      expect(await testService.sids()).toContain(sid);
      await testService.remove('readable');
      expect(await testService.sids()).not.toContain(sid);
    });

    it('keeps its unique name until it is deleted', async () => {
      const { sid } = await testService.create({ UniqueName: 'kept' });
      await testService.update(sid, { State: 'closed' });
      expectError(await testService.tryCreate({ UniqueName: 'kept' }), 50353);
      const other = await testService.create();
      expectError(await testService.tryUpdate(other.sid, { UniqueName: 'kept' }), 50353);
      await testService.remove(sid);
      expect((await testService.update(other.sid, { UniqueName: 'kept' })).unique_name).toBe('kept');
    });

    it('may be closed by the same update that changes other fields', async () => {
      const { sid } = await testService.create({ 'Timers.Closed': 'PT10M' });
      const form = {
        State: 'closed',
        FriendlyName: 'last words',
        UniqueName: 'last',
        'Timers.Inactive': 'PT1M',
      };
      expect(await testService.update(sid, form)).toMatchObject({
        state: 'closed',
        friendly_name: 'last words',
        unique_name: 'last',
        timers: {},
      });
    });
  });
}
