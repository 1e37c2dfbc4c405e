/** The measurement of sockets, for the terminal. */

import type { Percentiles } from '../webhooks/webhook-messages.ts';
import {
  formatCount,
  formatMilliseconds,
  formatRatio,
  formatVerdict,
  missingFigure,
} from './format-figures.ts';
import type {
  ClientStartResult,
  FanOutResult,
  IdleResult,
  ProcessesResult,
  RealtimeResults,
  SteadyResult,
  StormResult,
} from './realtime-results.ts';
import { renderTextTable } from './text-table.ts';

/** Renders all results of sockets that were measured. */
export function renderRealtimeTables({
  fanOut,
  latency,
  processes,
  idle,
  starts,
  storm,
}: RealtimeResults): string {
  return [
    fanOut === null ? '' : renderFanOut(fanOut),
    latency === null ? '' : renderSteady(latency),
    processes === null ? '' : renderProcesses(processes),
    idle === null ? '' : renderIdle(idle),
    starts.map(renderStart).join('\n'),
    storm === null ? '' : renderStorm(storm),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

const percent = (share: number | null): string =>
  share === null ? missingFigure : `${Math.round(100 * share)} %`;

function renderFanOut(result: FanOutResult): string {
  const heading = [
    [`bursts over ${result.connections} connections`, ''],
    ['sockets', ''],
    ['messages', ''],
    ['deliveries/s', ''],
    ['deliveries per', 'CPU second'],
    ['generator', 'CPU'],
  ];
  const rows = (['product', 'naive'] as const).map((name) => {
    const sample = result[name];
    const perCpu = sample.deliveriesPerCpuSecond;
    return [
      name,
      formatCount(sample.sockets),
      formatCount(result.messages[name]),
      formatCount(sample.deliveriesPerSecond),
      perCpu === null ? missingFigure : formatCount(perCpu),
      percent(sample.generatorCpuShare),
    ];
  });
  const { timesPerSecond, timesPerCpuSecond, goalTimes } = result;
  const isMet = timesPerSecond >= goalTimes && (timesPerCpuSecond ?? goalTimes) >= goalTimes;
  return [
    renderTextTable(heading, rows, []),
    `Product / naive: deliveries per second ${formatRatio(timesPerSecond)}, per CPU second ` +
      `${formatRatio(timesPerCpuSecond)} (goal: ${goalTimes} ${formatVerdict(isMet)})`,
  ].join('\n');
}

const heading = (title: string): string[][] => [
  [title, ''],
  ['p50', 'ms'],
  ['p95', 'ms'],
  ['p99', 'ms'],
  ['max', 'ms'],
];

const row = (title: string, { p50, p95, p99, max }: Percentiles): string[] => [
  title,
  ...[p50, p95, p99, max].map(formatMilliseconds),
];

function renderSteady(result: SteadyResult): string {
  const { replyToSocket, goalP99Milliseconds } = result;
  return [
    renderTextTable(
      heading(`${result.rate} messages/s to ${formatCount(result.sockets)} sockets`),
      [row('reply to socket', replyToSocket), row('request to socket', result.dueToSocket)],
      [],
    ),
    `Reply to socket: p99 < ${goalP99Milliseconds} ms ${formatVerdict(replyToSocket.p99 < goalP99Milliseconds)}; ` +
      `server CPU ${percent(result.serverCpuShare)}, generator CPU ${percent(result.generatorCpuShare)}`,
  ].join('\n');
}

const renderProcesses = ({ sockets, rate, same, other }: ProcessesResult): string =>
  renderTextTable(
    heading(`two processes, ${rate} per second to ${formatCount(sockets)} sockets`),
    [
      row('reply to a message to socket, same process', same.messages),
      row('the same, other process', other.messages),
      row('typing to socket, same process', same.typing),
      row('the same, other process', other.typing),
    ],
    [],
  );

function renderIdle(result: IdleResult): string {
  const { few, many, bytesPerSession, goalBytesPerSession, withSessions, withoutSessions } = result;
  const bytes =
    bytesPerSession === null
      ? 'unknown'
      : `${formatCount(bytesPerSession)} bytes per session (max ${formatCount(goalBytesPerSession)} ` +
        `${formatVerdict(bytesPerSession <= goalBytesPerSession)})`;
  const times = withSessions.p99 / withoutSessions.p99;
  const memory = [few, many].map(
    ({ sessions, mebibytes, collectedMebibytes }) =>
      `${collectedMebibytes?.toFixed(0) ?? missingFigure} MiB (${mebibytes?.toFixed(0) ?? missingFigure} before a collection) with ${formatCount(sessions)}`,
  );
  return [
    `Idle sessions with ${result.conversationsPerSession} conversations each: ${memory.join(', ')}; ${bytes}; ` +
      `server CPU at rest ${percent(result.restCpuShare)}`,
    renderTextTable(
      heading('fetching a conversation'),
      [
        row('without sessions', withoutSessions),
        row(`next to ${formatCount(many.sessions)} idle sessions`, withSessions),
      ],
      [],
    ),
    `p99 with / without: ${formatRatio(times)} (max ${result.goalTimes} ${formatVerdict(times <= result.goalTimes)})`,
  ].join('\n');
}

const renderStart = (result: ClientStartResult): string =>
  `The official client starts with ${formatCount(result.conversations)} conversations in ` +
  `${formatCount(result.milliseconds)} ms (max ${formatCount(result.goalMilliseconds)} ` +
  `${formatVerdict(result.milliseconds <= result.goalMilliseconds)}), ` +
  `client CPU ${formatCount(result.clientCpuMilliseconds)} ms, ` +
  `server CPU ${result.serverCpuMilliseconds === null ? missingFigure : formatCount(result.serverCpuMilliseconds)} ms`;

function renderStorm(result: StormResult): string {
  return [
    `${formatCount(result.clients)} clients reconnect at once: all are served after ${result.seconds.toFixed(2)} s ` +
      `(max ${result.goalSeconds} ${formatVerdict(result.seconds <= result.goalSeconds)})`,
    renderTextTable(
      heading('during a reconnect of all clients'),
      [
        row('until a client has its subscriptions', result.latency),
        row('fetching a conversation', result.requests),
        row('the same before', result.requestsBefore),
      ],
      [],
    ),
  ].join('\n');
}
