/** The growth measurement, for the terminal. */

import {
  formatCount,
  formatMicroseconds,
  formatRatio,
  formatVerdict,
  missingFigure,
} from './format-figures.ts';
import type { GrowthResult } from './results.ts';
import { renderTextTable } from './text-table.ts';

/** Renders what requests cost among few and among many rows. */
export function renderGrowthTable(results: readonly GrowthResult[]): string {
  const heading = [
    ['few and many rows', ''],
    ['rows', ''],
    ['CPU/request', 'few, µs'],
    ['', 'many, µs'],
    ['requests/s', 'few'],
    ['', 'many'],
    ['CPU', 'ratio'],
    ['time', 'ratio'],
    ['goal', ''],
  ];
  return renderTextTable(
    heading,
    results.map(({ operation, of, small, large, cpuRatio, timeRatio, goal }) => [
      operation,
      `${formatCount(small.rows)} and ${formatCount(large.rows)} ${of}`,
      formatMicroseconds(small.cpuMicroseconds),
      formatMicroseconds(large.cpuMicroseconds),
      formatCount(small.requestsPerSecond),
      formatCount(large.requestsPerSecond),
      formatRatio(cpuRatio),
      formatRatio(timeRatio),
      goal === null
        ? missingFigure
        : `max ${goal.toFixed(2)} ${formatVerdict(Math.max(timeRatio, cpuRatio ?? 0) <= goal)}`,
    ]),
    [1, 8],
  );
}
