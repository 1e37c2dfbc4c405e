/** The starts of the product and of servers without a product, for the terminal. */

import { formatCount, formatRatio, missingFigure } from './format-figures.ts';
import type { StartResult } from './results.ts';
import { ratio } from './statistics.ts';
import { renderTextTable } from './text-table.ts';

/** The first row is what the others are compared with. */
export function renderStartTable(starts: readonly StartResult[]): string {
  const heading = [
    ['start', ''],
    ['first reply', 'ms'],
    ['', '/ first row'],
    ['memory', 'MiB'],
  ];
  const floor = starts[0]?.startMilliseconds ?? 0;
  const rows = starts.map(({ program, startMilliseconds, restMebibytes }) => [
    program,
    formatCount(startMilliseconds),
    formatRatio(ratio(startMilliseconds, floor)),
    restMebibytes === null ? missingFigure : formatCount(restMebibytes),
  ]);
  return renderTextTable(heading, rows, []);
}
