import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Replaces old objects with new ones for a while and prints how large the heap became, in bytes. */
const program = (percent: number | undefined) => `
  import { limitHeapGrowth } from './limit-heap-growth.ts';
  if (${percent} !== undefined) limitHeapGrowth(${percent});
  const live = [];
  let largest = 0;
  for (let n = 0; n < 1_500_000; n++) {
    live[(n * 7919) % 100_000] = { n, text: String(n), list: [n, n, n, n] };
    if (n % 10_000 === 0) largest = Math.max(largest, process.memoryUsage().heapTotal);
  }
  console.log(largest);
`;

// Other threads would collect later on a busy machine, when the heap has grown further.
const flags = ['--max-semi-space-size=8', '--single-threaded-gc'];

const largestHeap = (percent?: number): number =>
  Number(
    execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', program(percent)], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }),
  );

test('the heap grows less between collections than V8 lets it by itself', () => {
  const limited = largestHeap(20);
  expect(limited).toBeLessThan(0.8 * largestHeap());
  expect(limited).toBeLessThan(largestHeap(400));
});
