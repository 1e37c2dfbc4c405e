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

/** The states of a conversation and the transitions between them. */
export function defineStateScenarios(api: Api): void {
  describe('the state of a conversation', () => {
    const testService = useTestService(api);

    /** Creates a conversation in a state; none can be created closed. */
    async function inState(state: string) {
      if (state !== 'closed') return testService.create({ State: state });
      return testService.update((await testService.create()).sid, { State: 'closed' });
    }

    it.each(transitions)('a conversation changes from %s to %s', async (from, to) => {
      const { sid } = await inState(from);
      const changed = await testService.update(sid, { State: to });
      expect(changed.state).toBe(to);
      expect(await testService.fetch(sid)).toEqual(changed);
    });

    it.each(['active', 'inactive', 'closed'])(
      'the state %s is accepted in any letter case',
      async (state) => {
        const { sid } = await testService.create();
        expect((await testService.update(sid, { State: state.toUpperCase() })).state).toBe(state);
      },
    );

    it.each(['active', 'inactive'])(
      'a conversation in state %s rejects an update to initializing, to an empty state and to unknown ones',
      async (from) => {
        const conversation = await inState(from);
        expectError(await testService.tryUpdate(conversation.sid, { State: 'initializing' }), 50378);
        expectError(await testService.tryUpdate(conversation.sid, { State: '' }), 50374);
        expectError(await testService.tryUpdate(conversation.sid, { State: 'paused' }), 50378);
        expect(await testService.fetch(conversation.sid)).toEqual(conversation);
      },
    );

    it.each(['active', 'inactive'])('a conversation can be created in state %s', async (state) => {
      expect((await testService.create({ State: state })).state).toBe(state);
    });

    it.each(['closed', 'Closed'])('a conversation cannot be created in state %s', async (state) => {
      expectError(await testService.tryCreate({ State: state }), 50384);
    });

    itWithClock(api.target, 'an update to the current state changes nothing', async (advance) => {
      const conversation = await testService.create({ State: 'active', 'Timers.Inactive': 'PT1M' });
      await advance('PT30S');
      expect(await testService.update(conversation.sid, { State: 'active' })).toEqual(conversation);
    });
  });

  describe('the state of a closed conversation', () => {
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

    it.each(attempts)('a closed conversation rejects the update %j', async (form) => {
      const { sid } = await testService.create({ FriendlyName: 'final' });
      const closed = await testService.update(sid, { State: 'closed' });
      expectError(await testService.tryUpdate(sid, form), 50377);
      expect(await testService.fetch(sid)).toEqual(closed);
    });

    it('an update of a closed conversation reports an invalid value before the state', async () => {
      const { sid } = await testService.create();
      await testService.update(sid, { State: 'closed' });
      expectError(await testService.tryUpdate(sid, { Attributes: '{' }), 50304);
      expectError(await testService.tryUpdate(sid, { State: 'initializing' }), 50378);
    });

    it('an update of a closed conversation reports the state before a conflict of names', async () => {
      await testService.create({ UniqueName: 'conflict' });
      const { sid } = await testService.create();
      await testService.update(sid, { State: 'closed' });
      expectError(await testService.tryUpdate(sid, { UniqueName: 'conflict' }), 50377);
    });

    it('a closed conversation can be fetched by its name, listed and deleted', async () => {
      const { sid } = await testService.create({ UniqueName: 'readable' });
      const closed = await testService.update(sid, { State: 'closed' });
      expect(await testService.fetch('readable')).toEqual(closed);
      expect(await testService.sids()).toContain(sid);
      await testService.remove('readable');
      expect(await testService.sids()).not.toContain(sid);
    });

    it('a closed conversation keeps its unique name until it is deleted', async () => {
      const { sid } = await testService.create({ UniqueName: 'kept' });
      await testService.update(sid, { State: 'closed' });
      expectError(await testService.tryCreate({ UniqueName: 'kept' }), 50353);
      const other = await testService.create();
      expectError(await testService.tryUpdate(other.sid, { UniqueName: 'kept' }), 50353);
      await testService.remove(sid);
      expect((await testService.update(other.sid, { UniqueName: 'kept' })).unique_name).toBe('kept');
    });

    it('an update that closes a conversation can change other fields too', async () => {
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
