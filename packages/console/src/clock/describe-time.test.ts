import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeCountdown, describeTime } from './describe-time.ts';

test.each([
  [0, 'just now'],
  [-59, 'just now'],
  [-60, '1 minute ago'],
  [-3599, '59 minutes ago'],
  [-86_400, 'yesterday'],
  [86_400, 'tomorrow'],
  [7200, 'in 2 hours'],
])('a time that is %d seconds away is %s', (seconds, text) => {
  const now = Date.UTC(2026, 0, 1);
  expect(describeTime(new Date(now + seconds * 1000), now)).toBe(text);
});

test.each([
  [-1, 'due'],
  [0, 'due'],
  [1, '0:01'],
  [1000, '0:01'],
  [598_000, '9:58'],
  [597_001, '9:58'],
  [3_600_000, '1:00:00'],
  [4_198_000, '1:09:58'],
  [86_400_000, '1 d 0:00:00'],
])('%d ms are shown as %s', (milliseconds, text) => {
  expect(describeCountdown(milliseconds)).toBe(text);
});

test('a countdown names every second once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
      const [, days = '0', time = ''] =
        /^(?:(\d+) d )?([\d:]+)$/.exec(describeCountdown(seconds * 1000)) ?? [];
      const total = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
      expect(Number(days) * 86_400 + total).toBe(seconds);
    }),
  );
});
