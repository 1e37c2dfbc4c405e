/** The scenarios, for the terminal. */

import {
  formatCount,
  formatMicroseconds,
  formatMilliseconds,
  formatRatio,
  formatVerdict,
  missingFigure,
} from './format-figures.ts';
import type { Report, ScenarioResult } from './results.ts';
import { renderTextTable } from './text-table.ts';
import { maxGeneratorCpuShare } from './warnings.ts';

/** Renders all scenarios, compared with the baseline server. */
export function renderScenarioTable(results: readonly ScenarioResult[]): string {
  const heading = [
    ['scenario', ''],
    ['requests/s', ''],
    ['p50', 'ms'],
    ['p99', 'ms'],
    ['CPU/request', 'µs'],
    ['baseline', 'requests/s'],
    ['baseline', 'CPU, µs'],
    ['share of', 'baseline'],
    ['share', '(CPU)'],
    ['generator', 'CPU'],
    ['goal', ''],
  ];
  return renderTextTable(
    heading,
    results.map((result) => [
      result.title,
      formatCount(result.product.requestsPerSecond),
      formatMilliseconds(result.product.p50Milliseconds),
      formatMilliseconds(result.product.p99Milliseconds),
      formatMicroseconds(result.product.cpuMicrosecondsPerRequest),
      formatCount(result.baseline.requestsPerSecond),
      formatMicroseconds(result.baseline.cpuMicrosecondsPerRequest),
      result.shareOfBaseline.toFixed(2),
      formatRatio(result.cpuShareOfBaseline),
      `${Math.round(100 * Math.max(maxGeneratorCpuShare(result.product), maxGeneratorCpuShare(result.baseline)))} %`,
      goals(result),
    ]),
    [10],
  );
}

function goals({ product, shareOfBaseline, goalShare, goalP99Milliseconds }: ScenarioResult): string {
  const share =
    goalShare === null
      ? missingFigure
      : `${goalShare.toFixed(2)} ${formatVerdict(shareOfBaseline >= goalShare)}`;
  if (goalP99Milliseconds === null) return share;
  const isShort = product.p99Milliseconds < goalP99Milliseconds;
  return `${share}; p99 < ${goalP99Milliseconds} ms ${formatVerdict(isShort)}`;
}

/** Renders the scenarios that are compared with creating a conversation. */
export function renderCreateTable(results: readonly ScenarioResult[]): string {
  const heading = [
    ['compared with create', ''],
    ['requests/s', ''],
    ['create', 'requests/s'],
    ['time per', 'request'],
    ['CPU per', 'request'],
    ['goal', ''],
  ];
  return renderTextTable(
    heading,
    results.flatMap(({ title, product, createComparison }) => {
      if (createComparison === null) return [];
      const { create, timesCreate, cpuTimesCreate, goal } = createComparison;
      const isMet = goal !== null && timesCreate <= goal;
      return [
        [
          title,
          formatCount(product.requestsPerSecond),
          formatCount(create.requestsPerSecond),
          `${formatRatio(timesCreate)} ×`,
          `${formatRatio(cpuTimesCreate)} ×`,
          goal === null ? missingFigure : `max ${goal.toFixed(2)} ${formatVerdict(isMet)}`,
        ],
      ];
    }),
    [5],
  );
}

/** Renders the scenarios that are compared with the pool server or the minimal server. */
export function renderReferenceTable(
  database: Report['database'],
  results: readonly ScenarioResult[],
): string {
  const name = database === 'PostgreSQL' ? 'pool' : 'minimal';
  const heading = [
    [`compared with the ${name} server`, ''],
    ['requests/s', ''],
    [name, 'requests/s'],
    [name, 'p99, ms'],
    [name, 'share of baseline'],
    ['product', `/ ${name}`],
    ['goal', ''],
  ];
  return renderTextTable(
    heading,
    results.flatMap(({ title, product, reference }) => {
      if (reference === null) return [];
      const { summary, shareOfBaseline, times, goal } = reference;
      return [
        [
          title,
          formatCount(product.requestsPerSecond),
          formatCount(summary.requestsPerSecond),
          formatMilliseconds(summary.p99Milliseconds),
          shareOfBaseline.toFixed(2),
          times.toFixed(2),
          goal === null ? missingFigure : `min ${goal.toFixed(2)} ${formatVerdict(times >= goal)}`,
        ],
      ];
    }),
    [6],
  );
}
