import { expect, test } from 'vitest';
import type { LoggedEvent } from './event-log.ts';
import { RecentEvents } from './recent-events.ts';

const event = (position: number, properties = '{}'): LoggedEvent => ({
  position,
  service_sid: 'IS',
  conversation_sid: 'CH',
  user_sid: null,
  number: 1,
  account_sid: 'AC',
  name: 'onMessageAdded',
  source: 'API',
  actor: null,
  time: '2024-05-01T00:00:00.000Z',
  webhook_enabled: 0,
  properties,
});

const range = (from: number, to: number, properties?: string) =>
  Array.from({ length: to - from + 1 }, (_, n) => event(from + n, properties));

const positions = (events: readonly LoggedEvent[] | undefined) => events?.map(({ position }) => position);

test('answers what follows a position, or that it no longer knows', () => {
  const window = new RecentEvents(10);
  expect(window.after(10, 5)).toEqual([]);
  expect(window.after(9, 5)).toBeUndefined();
  window.add([event(11), event(12), event(15)]);
  expect(window.head).toBe(15);
  expect(positions(window.after(10, 5))).toEqual([11, 12, 15]);
  expect(positions(window.after(10, 2))).toEqual([11, 12]);
  // Positions may be missing.
  expect(positions(window.after(13, 5))).toEqual([15]);
  expect(window.after(20, 5)).toEqual([]);
});

test('keeps the newest thousand, and never leaves one out', () => {
  const window = new RecentEvents(0);
  for (let n = 0; n < 15; n++) window.add(range(n * 100 + 1, n * 100 + 100));
  expect(window.after(499, 1)).toBeUndefined();
  expect(positions(window.after(500, 3))).toEqual([501, 502, 503]);
});

test('keeps fewer when they are large, and lets go of one that is larger than all', () => {
  const window = new RecentEvents(0);
  window.add(range(1, 10, 'x'.repeat(1_000_000)));
  expect(window.after(5, 10)).toBeUndefined();
  expect(positions(window.after(6, 10))).toEqual([7, 8, 9, 10]);
  window.add([event(11, 'x'.repeat(5_000_000))]);
  expect(window.after(10, 10)).toBeUndefined();
  window.add([event(12)]);
  expect(positions(window.after(11, 10))).toEqual([12]);
});
