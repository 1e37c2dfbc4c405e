/** The webhook measurement, for the terminal. */

import type { OpenLoopReport, Percentiles } from '../webhooks/webhook-messages.ts';
import {
  formatCount,
  formatMicroseconds,
  formatMilliseconds,
  formatRatio,
  formatVerdict,
  missingFigure,
} from './format-figures.ts';
import { renderTextTable } from './text-table.ts';
import type {
  BacklogResult,
  DrainRate,
  DrainResult,
  LatencyResult,
  MemoryResult,
  WebhookResults,
  WriteResult,
} from './webhook-results.ts';

/** Renders all results of webhooks. */
export function renderWebhookTables({ latency, writes, drain, backlog }: WebhookResults): string {
  return [
    renderLatencyTable(latency, backlog),
    renderWriteTable(writes),
    renderDrainTable(drain, backlog),
    renderMemory(backlog.memory),
    'Every delivery arrived once, in the order of its conversation.',
  ].join('\n\n');
}

function renderLatencyTable(latency: LatencyResult, { liveTraffic }: BacklogResult): string {
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
  const row = (title: string, report: OpenLoopReport, { p50, p95, p99, max }: Percentiles, goal: string) => [
    title,
    formatCount(report.perSecond),
    ...[p50, p95, p99, max].map(formatMilliseconds),
    `${Math.round(100 * report.generatorCpuShare)} %`,
    goal,
  ];
  return renderTextTable(
    heading,
    [
      row('reply to webhook', latency, latency.replyToArrival, latencyGoals(latency)),
      row('request to webhook', latency, latency.dueToArrival, missingFigure),
      row('request to reply', latency, latency.dueToReply, missingFigure),
      row('during a backlog, reply to webhook', liveTraffic, liveTraffic.replyToArrival, missingFigure),
      row('during a backlog, request to reply', liveTraffic, liveTraffic.dueToReply, missingFigure),
    ],
    [7],
  );
}

function latencyGoals({ replyToArrival, goalP50Milliseconds, goalP99Milliseconds }: LatencyResult): string {
  return [
    `p50 < ${goalP50Milliseconds} ms ${formatVerdict(replyToArrival.p50 < goalP50Milliseconds)}`,
    `p99 < ${goalP99Milliseconds} ms ${formatVerdict(replyToArrival.p99 < goalP99Milliseconds)}`,
  ].join('; ');
}

function renderWriteTable(results: readonly WriteResult[]): string {
  const heading = [
    ['with a webhook and without', ''],
    ['requests/s', 'with'],
    ['', 'without'],
    ['p99, ms', 'with'],
    ['', 'without'],
    ['share', ''],
    ['delivered', 'meanwhile/s'],
    ['pending', 'at the end'],
    ['goal', ''],
  ];
  return renderTextTable(
    heading,
    results.map(({ title, withWebhook, withoutWebhook, share, goalShare, deliveriesPerSecond, backlog }) => [
      title,
      formatCount(withWebhook.requestsPerSecond),
      formatCount(withoutWebhook.requestsPerSecond),
      formatMilliseconds(withWebhook.p99Milliseconds),
      formatMilliseconds(withoutWebhook.p99Milliseconds),
      formatRatio(share),
      formatCount(deliveriesPerSecond),
      formatCount(backlog),
      `min ${formatRatio(goalShare)} ${formatVerdict(share >= goalShare)}`,
    ]),
    [8],
  );
}

function renderDrainTable(drain: DrainResult, backlog: BacklogResult): string {
  const heading = [
    ['draining', ''],
    ['deliveries', ''],
    ['deliveries/s', ''],
    ['CPU/delivery', 'µs'],
  ];
  const row = (title: string, drainRate: DrainRate) => [
    title,
    formatCount(drainRate.deliveries),
    formatCount(drainRate.deliveriesPerSecond),
    formatMicroseconds(drainRate.cpuMicrosecondsPerDelivery),
  ];
  return renderTextTable(
    heading,
    [row('just posted', drain), row(`found at startup, ${formatCount(backlog.lanes)} lanes`, backlog)],
    [],
  );
}

function renderMemory(memory: MemoryResult | null): string {
  if (memory === null) return 'Memory while draining: unknown.';
  const { start, median, peak, end, growth, goalGrowth, peakResident } = memory;
  const [first, middle, highest, last] = [start, median, peak, end].map((value) => `${value.toFixed(0)} MiB`);
  return [
    `Memory while draining the backlog: ${first} at the start, median ${middle}, maximum ${highest}, ${last} at the end;`,
    `maximum of the second half / of the first: ${formatRatio(growth)} (max ${formatRatio(goalGrowth)} ${formatVerdict(growth <= goalGrowth)}).`,
    `With memory-mapped files, the maximum was ${peakResident.toFixed(0)} MiB.`,
  ].join('\n');
}
