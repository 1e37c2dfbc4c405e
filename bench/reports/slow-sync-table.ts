/** The measurement with slow syncs, for the terminal. */

import { scenarioOf } from '../scenarios/scenarios.ts';
import {
  formatCount,
  formatMilliseconds,
  formatRatio,
  formatVerdict,
  missingFigure,
} from './format-figures.ts';
import type { SlowSyncResult, SlowSyncResults } from './slow-sync-results.ts';
import { ratio } from './statistics.ts';
import { renderTextTable } from './text-table.ts';

/** A disk that is slow to sync should not slow down those who only read. */
const goalReadSpeed = 0.95;
const goalReadLatency = 1.2;

export function renderSlowSyncTable({ delayMs, reads, create }: SlowSyncResults): string {
  const heading = [
    [`syncs ${delayMs} ms slower`, ''],
    ['requests/s', 'slow'],
    ['', 'without'],
    ['p50, ms', 'slow'],
    ['', 'without'],
    ['p99, ms', 'slow'],
    ['', 'without'],
    ['speed', 'ratio'],
    ['p50', 'ratio'],
    ['goal', ''],
  ];
  const row = (title: string, { fast, slow, speedRatio }: SlowSyncResult, hasGoals: boolean): string[] => {
    const latencyRatio = ratio(slow.p50Milliseconds, fast.p50Milliseconds);
    const isMet = speedRatio >= goalReadSpeed && (latencyRatio ?? 0) <= goalReadLatency;
    return [
      title,
      formatCount(slow.requestsPerSecond),
      formatCount(fast.requestsPerSecond),
      formatMilliseconds(slow.p50Milliseconds),
      formatMilliseconds(fast.p50Milliseconds),
      formatMilliseconds(slow.p99Milliseconds),
      formatMilliseconds(fast.p99Milliseconds),
      formatRatio(speedRatio),
      formatRatio(latencyRatio),
      hasGoals
        ? `speed min ${goalReadSpeed}, p50 max ${goalReadLatency} ${formatVerdict(isMet)}`
        : missingFigure,
    ];
  };
  const rows = [
    ...reads.map((result) => row(`${scenarioOf(result.scenario).title}, beside creates`, result, true)),
    row('create, on all connections', create, false),
  ];
  return renderTextTable(heading, rows, [9]);
}
