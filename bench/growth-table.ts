/** The growth measurement, for the terminal. */

import { count, microseconds, none, times, verdict } from './figures.ts';
import type { GrowthResult } from './results.ts';
import { table } from './text-table.ts';

/** What requests cost among few and among many rows. */
export function growthTable(results: readonly GrowthResult[]): string {
  const heading = [
    ['few or many', ''],
    ['rows', ''],
    ['CPU/request', 'few, µs'],
    ['', 'many, µs'],
    ['requests/s', 'few'],
    ['', 'many'],
    ['CPU', 'ratio'],
    ['time', 'ratio'],
    ['goal', ''],
  ];
  return table(
    heading,
    results.map(({ operation, of, small, large, cpuRatio, timeRatio, goal }) => [
      operation,
      `${count(small.rows)} and ${count(large.rows)} ${of}`,
      microseconds(small.cpuMicroseconds),
      microseconds(large.cpuMicroseconds),
      count(small.requestsPerSecond),
      count(large.requestsPerSecond),
      times(cpuRatio),
      times(timeRatio),
      goal === null
        ? none
        : `at most ${goal.toFixed(2)} ${verdict(Math.max(timeRatio, cpuRatio ?? 0) <= goal)}`,
    ]),
    [1, 8],
  );
}
