import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeWait } from './describe-wait.ts';

test.each([
  [-1, 'now'],
  [0, 'now'],
  [1, '1 s'],
  [60_000, '1 min'],
  [61_000, '1 min 1 s'],
  [3_605_000, '1 h'],
  [90_000_000, '1 d 1 h'],
])('a wait of %d ms is described as %s', (milliseconds, text) => {
  expect(describeWait(milliseconds)).toBe(text);
});

test('a description is exact to the second of its units', () => {
  const lengths: Readonly<Record<string, number>> = { d: 86_400, h: 3600, min: 60, s: 1 };
  const exactTo: Readonly<Record<string, number>> = { d: 3600, h: 60, min: 1, s: 1 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000_000 }), (milliseconds) => {
      const parts = [...describeWait(milliseconds).matchAll(/(\d+) (\w+)/g)].map(([, count, unit = '']) => ({
        count,
        unit,
      }));
      const described = parts.reduce(
        (sum, { count, unit }) => sum + Number(count) * (lengths[unit] ?? Number.NaN),
        0,
      );
      const missing = Math.ceil(milliseconds / 1000) - described;
      expect(missing).toBeGreaterThanOrEqual(0);
      expect(missing).toBeLessThan(exactTo[parts[0]?.unit ?? ''] ?? Number.NaN);
    }),
  );
});
