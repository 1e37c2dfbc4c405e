/** The webhook measurement, for the terminal. */

import { count, microseconds, milliseconds, none, times, verdict } from './figures.ts';
import { table } from './text-table.ts';
import type { PacedReport, Percentiles } from './webhook-messages.ts';
import type {
  BacklogResult,
  Drained,
  DrainResult,
  LatencyResult,
  MemoryResult,
  WebhookFindings,
  WriteResult,
} from './webhook-results.ts';

/** All that was measured of webhooks. */
export function webhookTables({ latency, writes, drain, backlog }: WebhookFindings): string {
  return [
    latencyTable(latency, backlog),
    writeTable(writes),
    drainTable(drain, backlog),
    memoryLine(backlog.memory),
    'Every delivery arrived once, in the order of its conversation.',
  ].join('\n\n');
}

function latencyTable(latency: LatencyResult, { fresh }: BacklogResult): string {
  const heading = [
    ['from a message to its webhook', ''],
    ['messages/s', ''],
    ['p50', 'ms'],
    ['p95', 'ms'],
    ['p99', 'ms'],
    ['max', 'ms'],
    ['generator', 'CPU'],
    ['goal', ''],
  ];
  const row = (title: string, report: PacedReport, { p50, p95, p99, max }: Percentiles, goal: string) => [
    title,
    count(report.perSecond),
    ...[p50, p95, p99, max].map(milliseconds),
    `${Math.round(100 * report.generatorCpuShare)} %`,
    goal,
  ];
  return table(
    heading,
    [
      row('reply to webhook', latency, latency.replyToArrival, latencyGoals(latency)),
      row('request to webhook', latency, latency.dueToArrival, none),
      row('request to reply', latency, latency.dueToReply, none),
      row('beside a backlog, reply to webhook', fresh, fresh.replyToArrival, none),
      row('beside a backlog, request to reply', fresh, fresh.dueToReply, none),
    ],
    [7],
  );
}

function latencyGoals({ replyToArrival, goalP50Milliseconds, goalP99Milliseconds }: LatencyResult): string {
  return [
    `p50 < ${goalP50Milliseconds} ms ${verdict(replyToArrival.p50 < goalP50Milliseconds)}`,
    `p99 < ${goalP99Milliseconds} ms ${verdict(replyToArrival.p99 < goalP99Milliseconds)}`,
  ].join('; ');
}

function writeTable(results: readonly WriteResult[]): string {
  const heading = [
    ['with a webhook and without', ''],
    ['requests/s', 'with'],
    ['', 'without'],
    ['p99, ms', 'with'],
    ['', 'without'],
    ['share', ''],
    ['delivered', 'meanwhile/s'],
    ['backlog', 'of a slice'],
    ['goal', ''],
  ];
  return table(
    heading,
    results.map(({ title, told, untold, share, goalShare, deliveriesPerSecond, backlog }) => [
      title,
      count(told.requestsPerSecond),
      count(untold.requestsPerSecond),
      milliseconds(told.p99Milliseconds),
      milliseconds(untold.p99Milliseconds),
      times(share),
      count(deliveriesPerSecond),
      count(backlog),
      `at least ${times(goalShare)} ${verdict(share >= goalShare)}`,
    ]),
    [8],
  );
}

function drainTable(drain: DrainResult, backlog: BacklogResult): string {
  const heading = [
    ['draining', ''],
    ['deliveries', ''],
    ['deliveries/s', ''],
    ['CPU/delivery', 'µs'],
  ];
  const row = (title: string, drained: Drained) => [
    title,
    count(drained.deliveries),
    count(drained.deliveriesPerSecond),
    microseconds(drained.cpuMicrosecondsPerDelivery),
  ];
  return table(
    heading,
    [row('just posted', drain), row(`found at the start, ${count(backlog.lines)} lines`, backlog)],
    [],
  );
}

function memoryLine(memory: MemoryResult | null): string {
  if (memory === null) return 'Memory while draining: unknown.';
  const { start, median, most, end, growth, goalGrowth, mostResident } = memory;
  const [first, middle, highest, last] = [start, median, most, end].map((value) => `${value.toFixed(0)} MiB`);
  return [
    `Memory while draining what was found: ${first} at first, median ${middle}, most ${highest}, at the end ${last};`,
    `most of the second half / of the first ${times(growth)} (at most ${times(goalGrowth)} ${verdict(growth <= goalGrowth)}).`,
    `With what is mapped from files, the most was ${mostResident.toFixed(0)} MiB.`,
  ].join('\n');
}
