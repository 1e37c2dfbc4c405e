/** The report for the terminal. */

import type { GrowthResult, Report, ScenarioResult, StartResult } from './results.ts';
import { table } from './text-table.ts';
import { highestShare } from './warnings.ts';

const none = '–';
const growthNote = 'Creating adds up to 2,000 rows a slice to both databases; it is measured last.';

/** Returns the whole report as text. */
export function renderReport(report: Report): string {
  const { options, scenarios, growth } = report;
  const pool = scenarios.filter((result) => result.pool !== null);
  const load = `${options.connections} connections, ${options.rounds} × ${options.seconds} s per server`;
  const sections = [
    [`${report.database}, ${count(options.rows)} rows, ${load}`, ...machineLines(report)].join('\n'),
    scenarios.length === 0 ? '' : scenarioTable(scenarios),
    pool.length === 0 ? '' : poolTable(pool),
    growth.length === 0 ? '' : `${growthTable(growth)}\n${growthNote}`,
    startLines(report.starts, report.fill),
    report.warnings.map((warning) => `Warning: ${warning}.`).join('\n'),
    options.smoke ? 'Smoke run: the figures mean nothing.' : '',
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function machineLines(report: Report): string[] {
  const { machine } = report;
  return [
    `${machine.processor}, ${machine.processors} processors, Node ${machine.nodeVersion}, ${machine.system}`,
    `fdatasync of a 4 KB append: ${machine.fdatasyncMilliseconds.toFixed(2)} ms (median)`,
    report.pinned
      ? 'Server and load generator pinned to a processor each.'
      : 'Server and load generator not pinned to processors (needs Linux, taskset, two processors).',
  ];
}

function scenarioTable(results: readonly ScenarioResult[]): string {
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
      result.cpuShareOfBare?.toFixed(2) ?? none,
      `${Math.round(100 * Math.max(highestShare(result.product), highestShare(result.bare)))} %`,
      goals(result),
    ]),
    [10],
  );
}

function goals(result: ScenarioResult): string {
  const limit = result.goalP99Milliseconds;
  const share = `${result.goalShare.toFixed(2)} ${verdict(result.shareOfBare >= result.goalShare)}`;
  if (limit === null) return share;
  return `${share}; p99 < ${limit} ms ${verdict(result.product.p99Milliseconds < limit)}`;
}

function poolTable(results: readonly ScenarioResult[]): string {
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
      timesPool?.toFixed(2) ?? none,
      goalTimesPool === null || timesPool === null
        ? none
        : `${goalTimesPool.toFixed(2)} ${verdict(timesPool >= goalTimesPool)}`,
    ]),
    [5],
  );
}

function growthTable(results: readonly GrowthResult[]): string {
  const first = results[0];
  const heading = [
    ['CPU per request, µs', ''],
    [count(first?.smallRows ?? 0), 'rows'],
    [count(first?.largeRows ?? 0), 'rows'],
    ['ratio', ''],
  ];
  return table(
    heading,
    results.map((result) => [
      result.operation,
      microseconds(result.smallCpuMicroseconds),
      microseconds(result.largeCpuMicroseconds),
      result.ratio?.toFixed(2) ?? none,
    ]),
    [],
  );
}

function startLines(starts: readonly StartResult[], fill: Report['fill']): string {
  const lines = starts.map((start) => {
    const memory = start.restMebibytes === null ? none : `${start.restMebibytes.toFixed(0)} MiB`;
    const rows = start.rows === 0 ? 'empty database' : `${count(start.rows)} rows`;
    return `Start on ${rows}: ${start.startMilliseconds.toFixed(0)} ms to the first answer, ${memory} at rest.`;
  });
  if (fill !== null) {
    const pace = count(fill.rows / fill.seconds);
    lines.push(`Filled with ${count(fill.rows)} rows in ${fill.seconds.toFixed(1)} s (${pace} a second).`);
  }
  return lines.join('\n');
}

function verdict(isMet: boolean): string {
  return isMet ? 'met' : 'MISSED';
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function milliseconds(value: number): string {
  return value.toFixed(2);
}

function microseconds(value: number | null): string {
  return value === null ? none : value.toFixed(value < 100 ? 1 : 0);
}
