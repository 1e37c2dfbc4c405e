import { expect, test } from 'vitest';
import { loggedEvent } from '../../test/logged-event.ts';
import type { LoggedEvent } from './event-log.ts';
import { RecentEvents } from './recent-events.ts';

const event = (position: number, properties = '{}') => loggedEvent({ position, properties });

const range = (from: number, to: number, properties?: string) =>
  Array.from({ length: to - from + 1 }, (_, n) => event(from + n, properties));

const positions = (events: readonly LoggedEvent[] | undefined) => events?.map(({ position }) => position);

test('after() returns the events after a position, or undefined when some have been dropped', () => {
  const recent = new RecentEvents(10);
  expect(recent.after(10, 5)).toEqual([]);
  expect(recent.after(9, 5)).toBeUndefined();
  recent.add([event(11), event(12), event(15)]);
  expect(recent.head).toBe(15);
  expect(positions(recent.after(10, 5))).toEqual([11, 12, 15]);
  expect(positions(recent.after(10, 2))).toEqual([11, 12]);
  // Positions may be missing.
  expect(positions(recent.after(13, 5))).toEqual([15]);
  expect(recent.after(20, 5)).toEqual([]);
});

test('a maximum of 1000 events is kept, without gaps', () => {
  const recent = new RecentEvents(0);
  for (let n = 0; n < 15; n++) recent.add(range(n * 100 + 1, n * 100 + 100));
  expect(recent.after(499, 1)).toBeUndefined();
  expect(positions(recent.after(500, 3))).toEqual([501, 502, 503]);
});

test('large events are dropped earlier, and an event above the maximum size is not kept', () => {
  const recent = new RecentEvents(0);
  recent.add(range(1, 10, 'x'.repeat(1_000_000)));
  expect(recent.after(5, 10)).toBeUndefined();
  expect(positions(recent.after(6, 10))).toEqual([7, 8, 9, 10]);
  recent.add([event(11, 'x'.repeat(5_000_000))]);
  expect(recent.after(10, 10)).toBeUndefined();
  recent.add([event(12)]);
  expect(positions(recent.after(11, 10))).toEqual([12]);
});
