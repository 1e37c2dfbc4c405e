import { ApiError, type ConversationState, conversationStates } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../platform/instant.ts';
import { chain, create, type Decision, fireTimers, remove, type Settings, update } from './rules.ts';
import type { ConversationRow } from './store.ts';

const start = Date.parse('2024-05-01T12:00:00Z');
const context = {
  serviceId: 1,
  sid: `CH${'0'.repeat(32)}`,
  messagingServiceSid: `MG${'0'.repeat(32)}`,
  timerInactive: null,
  timerClosed: null,
  initializing: false,
};

/** An optional setting: absent, or one of these. */
const maybe = <Value>(...values: readonly Value[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

const settings: fc.Arbitrary<Settings> = fc
  .record({
    friendlyName: maybe('a', 'b'),
    uniqueName: maybe('a', 'b', null),
    attributes: maybe('{}', '[1]'),
    messagingServiceSid: maybe(`MG${'1'.repeat(32)}`, null),
    dateCreated: maybe(new Date('2020-01-01T00:00:00.500Z')),
    dateUpdated: maybe(new Date('2021-01-01T00:00:00Z')),
    state: maybe('active' as const, 'inactive' as const, 'closed' as const),
    timersInactive: maybe('PT1M', 'PT5M', 'PT0S', null),
    timersClosed: maybe('PT10M', 'P1D', 'PT0S', null),
    bindingsEmailAddress: maybe('a@example.com', null),
    bindingsEmailName: maybe('A', null),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));

const born = (given: Settings = {}): ConversationRow => create(given, context, start).conversation;
const inState = (state: ConversationState): ConversationRow => ({ ...born(), state });

const outcome = (decide: () => Decision): ConversationState | number => {
  try {
    return decide().conversation.state as ConversationState;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.code;
  }
};

/** Expects what holds of every conversation: which timers run, when they are due, and what is due first. */
function expectSound(row: ConversationRow, now: number): void {
  expect(row.timers_date_inactive !== null).toBe(row.state === 'active' && row.timer_inactive !== null);
  expect(row.timers_date_closed !== null).toBe(row.state !== 'closed' && row.timer_closed !== null);
  const dates = [row.timers_date_inactive, row.timers_date_closed].filter((date) => date !== null);
  expect(row.timer_due).toBe(dates.toSorted()[0] ?? null);
  for (const date of dates) expect(milliseconds(date)).toBeGreaterThan(now);
  expect(row.updated_event).toBe(row.event_counter);
  expect(row.created_event).toBe(1);
}

describe('the state', () => {
  test.each([
    ['initializing', {}, 50386],
    ['initializing', { state: 'active' }, 50386],
    ['active', {}, 'active'],
    ['active', { state: 'active' }, 'active'],
    ['active', { state: 'inactive' }, 'inactive'],
    ['active', { state: 'closed' }, 'closed'],
    ['inactive', {}, 'inactive'],
    ['inactive', { state: 'active' }, 'active'],
    ['inactive', { state: 'inactive' }, 'inactive'],
    ['inactive', { state: 'closed' }, 'closed'],
    ['closed', {}, 50377],
    ['closed', { state: 'active' }, 50377],
    ['closed', { state: 'closed' }, 50377],
  ] as const)('%s, asked for %o, becomes %s', (state, given, expected) => {
    expect(outcome(() => update(inState(state), given, start))).toBe(expected);
  });

  test('of a new conversation is active or inactive, never closed', () => {
    expect(outcome(() => create({}, context, start))).toBe('active');
    expect(outcome(() => create({ state: 'inactive' }, context, start))).toBe('inactive');
    expect(outcome(() => create({ state: 'closed' }, context, start))).toBe(50384);
  });

  test('never prevents deletion', () => {
    for (const state of conversationStates) {
      expect(outcome(() => remove(inState(state), start))).toBe(state);
    }
  });
});

/** What can happen to a conversation: time passes and timers fire, or somebody changes it. */
const command = fc.oneof(
  settings.map((given) => ({ given })),
  fc.constantFrom(0, 1, 59_999, 60_000, 600_000, 86_400_000).map((pass) => ({ pass })),
);

test('of any history stays valid, and its events are numbered without gaps', () => {
  fc.assert(
    fc.property(settings, fc.array(command, { maxLength: 12 }), (first, commands) => {
      let now = start;
      const initial = first.state === 'closed' ? {} : first;
      const { conversation: fresh, events } = create(initial, context, now);
      expect(events.map(({ name }) => name)).toEqual(['onConversationAdded']);
      expectSound(fresh, now);
      let row = fresh;
      for (const each of commands) {
        const before = row;
        if ('pass' in each) now += each.pass;
        // Timers fire before anybody else comes, as the scheduler has it when it is not behind.
        const timed = fireTimers(row, now);
        row = timed.conversation;
        let told = timed.events;
        if ('given' in each && row.state !== 'closed') {
          const decision = update(row, each.given, now);
          told = [...told, ...decision.events];
          row = decision.conversation;
        }
        expect(row.event_counter).toBe(before.event_counter + told.length);
        if (told.length === 0) expect(row).toEqual(before);
        else expect(row).not.toEqual(before);
        const changes = told.filter(({ name }) => name === 'onConversationStateUpdated');
        expect(changes.length > 0 || row.state === before.state).toBe(true);
        expectSound(row, now);
      }
    }),
    { numRuns: 300 },
  );
});

describe('an update', () => {
  test('to the current values changes nothing and has no events', () => {
    fc.assert(
      fc.property(settings, settings, (first, second) => {
        const row = update(born(), first, start).conversation;
        if (row.state === 'closed') return;
        const once = update(row, second, start + 1);
        if (once.conversation.state === 'closed') return;
        const twice = update(once.conversation, second, start + 1);
        expect(twice).toEqual({ conversation: once.conversation, events: [] });
      }),
    );
    expect(update(born(), {}, start + 5000)).toEqual({ conversation: born(), events: [] });
  });

  test('restarts only the timers that it sets or whose state it changes', () => {
    const row = born({ timersInactive: 'PT1M', timersClosed: 'PT10M' });
    const later = start + 30_000;
    const due = (given: Settings) => {
      const { conversation } = update(row, given, later);
      return [conversation.timers_date_inactive, conversation.timers_date_closed];
    };
    expect(due({ friendlyName: 'x' })).toEqual(['2024-05-01T12:01:00.000Z', '2024-05-01T12:10:00.000Z']);
    expect(due({ timersInactive: 'PT1M' })).toEqual(['2024-05-01T12:01:30.000Z', '2024-05-01T12:10:00.000Z']);
    expect(due({ timersClosed: null })).toEqual(['2024-05-01T12:01:00.000Z', null]);
    expect(due({ state: 'inactive' })).toEqual([null, '2024-05-01T12:10:30.000Z']);
    expect(due({ state: 'closed' })).toEqual([null, null]);
  });
});

describe('chaining decisions', () => {
  const first = create({}, context, start);

  test('keeps the events of both and the conversation of the second', () => {
    const second = update(first.conversation, { friendlyName: 'a' }, start);
    const { conversation, events } = chain(first, second);
    expect(conversation).toEqual(second.conversation);
    expect(events).toEqual([...first.events, ...second.events]);
  });

  test('fails when the second decision was not made on the conversation of the first', () => {
    const other = update(update(first.conversation, { friendlyName: 'a' }, start).conversation, {}, start);
    expect(() => chain(first, other)).toThrow('Invariant violated');
  });
});

describe('firing timers', () => {
  const row = born({ timersInactive: 'PT1M', timersClosed: 'PT10M' });
  const states = (decision: Decision) =>
    decision.events.map((event) => event.name === 'onConversationStateUpdated' && event.properties.state_to);

  test('does nothing before they are due', () => {
    expect(fireTimers(row, start + 59_999)).toEqual({ conversation: row, events: [] });
    expect(states(fireTimers(row, start + 60_000))).toEqual(['inactive']);
  });

  test('keeps the date of the closed timer, and fires both when both are due', () => {
    const inactive = fireTimers(row, start + 60_000).conversation;
    expect(inactive.timers_date_closed).toBe(row.timers_date_closed);
    expect(states(fireTimers(inactive, start + 600_000))).toEqual(['closed']);
    expect(states(fireTimers(row, start + 600_000))).toEqual(['inactive', 'closed']);
  });

  test('happens once', () => {
    fc.assert(
      fc.property(settings, fc.nat(2 * 86_400_000), (given, pass) => {
        const before = create(given.state === 'closed' ? {} : given, context, start).conversation;
        const once = fireTimers(before, start + pass);
        expect(fireTimers(once.conversation, start + pass)).toEqual({
          conversation: once.conversation,
          events: [],
        });
        // A row that the query finds is always done with, so looking for due rows comes to an end.
        expect(once.events.length > 0).toBe(
          before.timer_due !== null && milliseconds(before.timer_due) <= start + pass,
        );
      }),
    );
  });
});
