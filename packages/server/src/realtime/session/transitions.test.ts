import { expect, test } from 'vitest';
import { type EventName, eventOfMethod, states, transitions } from './transitions.ts';

const events = Object.keys(transitions) as EventName[];
const cells = events.flatMap((event) =>
  states.map((state) => ({ event, state, cell: transitions[event][state] })),
);

test('every event has a next state and an action in every state', () => {
  expect(cells).toHaveLength(events.length * 6);
  for (const { cell } of cells) expect(states).toContain(cell[0]);
});

test('a connection never goes back to an earlier state', () => {
  for (const { state, cell } of cells)
    expect(states.indexOf(cell[0])).toBeGreaterThanOrEqual(states.indexOf(state));
});

test('a connection is served only after it was accepted, and closed only with its socket', () => {
  for (const { event, state, cell } of cells) {
    const isServed = state === 'open' || state === 'draining';
    if (cell[0] === 'open' && state !== 'open') expect([event, state]).toEqual(['accepted', 'verifying']);
    if (cell[1] === 'answer' || cell[1] === 'renew' || cell[1] === 'confirm') expect(isServed).toBe(true);
    if (cell[0] === 'closed' && state !== 'closed') expect(event).toBe('lost');
  }
});

test('nothing happens after a connection is closed', () => {
  for (const event of events) expect(transitions[event].closed).toEqual(['closed', 'ignore']);
});

test.each([
  ['init', 'init'],
  ['telemetry.v1', 'telemetry'],
  ['put_notification_ctx', 'context'],
  ['constructor', 'unknown'],
  ['lost', 'unknown'],
])('a frame with the method %s is the event %s', (method, event) => {
  expect(eventOfMethod(method)).toBe(event);
});
