import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateQuantile } from './quantile.ts';

const bounds = [1, 5, 25, 100, Number.POSITIVE_INFINITY];
const bucketsOf = (values: readonly number[]) =>
  bounds.map((bound) => ({ bound, count: values.filter((value) => value <= bound).length }));

test('an estimate is in the bucket of the true quantile', () => {
  const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (observed, q) => {
      const sorted = observed.toSorted((one, other) => one - other);
      const actual = sorted[Math.max(Math.ceil(q * sorted.length) - 1, 0)] ?? 0;
      const index = bounds.findIndex((bound) => actual <= bound);
      const estimate = estimateQuantile(bucketsOf(observed), q) ?? Number.NaN;
      expect(estimate).toBeGreaterThanOrEqual(index === 0 ? 0 : (bounds[index - 1] ?? 0));
      expect(estimate).toBeLessThanOrEqual(bounds[index] ?? 0);
    }),
  );
});

test('an estimate above all finite bounds is the largest of them, and without observations there is none', () => {
  expect(estimateQuantile(bucketsOf([200, 300]), 0.5)).toBe(100);
  expect(estimateQuantile(bucketsOf([]), 0.5)).toBeUndefined();
  expect(estimateQuantile([], 0.5)).toBeUndefined();
});
