/** The scenarios, for the terminal. */

import { count, microseconds, milliseconds, none, times, verdict } from './figures.ts';
import type { ScenarioResult } from './results.ts';
import { table } from './text-table.ts';
import { highestShare } from './warnings.ts';

/** All scenarios, beside the bare server. */
export function scenarioTable(results: readonly ScenarioResult[]): string {
  const heading = [
    ['scenario', ''],
    ['requests/s', ''],
    ['p50', 'ms'],
    ['p99', 'ms'],
    ['CPU/request', 'µs'],
    ['bare', 'requests/s'],
    ['bare CPU', 'µs'],
    ['share of', 'bare'],
    ['share', '(CPU)'],
    ['generator', 'CPU'],
    ['goal', ''],
  ];
  return table(
    heading,
    results.map((result) => [
      result.title,
      count(result.product.requestsPerSecond),
      milliseconds(result.product.p50Milliseconds),
      milliseconds(result.product.p99Milliseconds),
      microseconds(result.product.cpuMicrosecondsPerRequest),
      count(result.bare.requestsPerSecond),
      microseconds(result.bare.cpuMicrosecondsPerRequest),
      result.shareOfBare.toFixed(2),
      times(result.cpuShareOfBare),
      `${Math.round(100 * Math.max(highestShare(result.product), highestShare(result.bare)))} %`,
      goals(result),
    ]),
    [10],
  );
}

function goals({ product, shareOfBare, goalShare, goalP99Milliseconds }: ScenarioResult): string {
  const share = goalShare === null ? none : `${goalShare.toFixed(2)} ${verdict(shareOfBare >= goalShare)}`;
  if (goalP99Milliseconds === null) return share;
  const isShort = product.p99Milliseconds < goalP99Milliseconds;
  return `${share}; p99 < ${goalP99Milliseconds} ms ${verdict(isShort)}`;
}

/** Scenarios beside creating a conversation. */
export function createTable(results: readonly ScenarioResult[]): string {
  const heading = [
    ['beside a create in turn', ''],
    ['requests/s', ''],
    ['create', 'requests/s'],
    ['time per', 'request'],
    ['CPU per', 'request'],
    ['goal', ''],
  ];
  return table(
    heading,
    results.flatMap(({ title, product, besideCreate }) => {
      if (besideCreate === null) return [];
      const { create, timesCreate, cpuTimesCreate, goal } = besideCreate;
      const isMet = goal !== null && timesCreate <= goal;
      return [
        [
          title,
          count(product.requestsPerSecond),
          count(create.requestsPerSecond),
          `${times(timesCreate)} ×`,
          `${times(cpuTimesCreate)} ×`,
          goal === null ? none : `at most ${goal.toFixed(2)} ${verdict(isMet)}`,
        ],
      ];
    }),
    [5],
  );
}

/** Scenarios beside the pool server. */
export function poolTable(results: readonly ScenarioResult[]): string {
  const heading = [
    ['same statements over a pool', ''],
    ['requests/s', ''],
    ['pool', 'requests/s'],
    ['pool p99', 'ms'],
    ['product', '/ pool'],
    ['goal', ''],
  ];
  return table(
    heading,
    results.map(({ title, product, pool, timesPool, goalTimesPool }) => [
      title,
      count(product.requestsPerSecond),
      pool === null ? none : count(pool.requestsPerSecond),
      pool === null ? none : milliseconds(pool.p99Milliseconds),
      times(timesPool),
      goalTimesPool === null || timesPool === null
        ? none
        : `${goalTimesPool.toFixed(2)} ${verdict(timesPool >= goalTimesPool)}`,
    ]),
    [5],
  );
}
