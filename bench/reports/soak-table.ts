/** The soak, for the terminal. */

import { formatCount, formatMilliseconds, formatVerdict, missingFigure } from './format-figures.ts';
import type { SoakPart, SoakResults } from './soak-results.ts';
import { renderTextTable } from './text-table.ts';

/** Growth along the trend that a collection at another moment explains. */
const maxRelativeGrowth = 0.05;
/** Caches fill and the compiler optimizes in the first third, which has to last twenty minutes. */
const minSecondsForVerdict = 3600;

export function renderSoakTable(soak: SoakResults): string {
  const heading = [
    ['soak', 'seconds'],
    ['requests', ''],
    ['p99, ms', 'maximum'],
    ['resident', 'MiB'],
    ['anonymous', 'MiB'],
    ['heap', 'MiB'],
    ['external', 'MiB'],
    ['open files', 'maximum'],
    ['errors', ''],
  ];
  const mebibytes = (value: number | null): string => value?.toFixed(1) ?? missingFigure;
  const row = (part: SoakPart): string[] => [
    `${part.fromSeconds.toFixed(0)} to ${part.toSeconds.toFixed(0)}`,
    formatCount(part.requests),
    formatMilliseconds(part.p99Milliseconds),
    mebibytes(part.residentMebibytes),
    mebibytes(part.ownMebibytes),
    mebibytes(part.heapMebibytes),
    mebibytes(part.externalMebibytes),
    part.openFiles === null ? missingFigure : formatCount(part.openFiles),
    formatCount(part.problems),
  ];
  return [
    renderTextTable(heading, soak.parts.map(row), []),
    renderTrend(soak),
    `${formatCount(soak.requests)} requests (${formatCount(soak.requests / soak.seconds)} per second, ` +
      `${formatCount(soak.rate)} wanted), ${formatCount(soak.webhooks)} webhooks, ` +
      `${formatCount(soak.streamEvents)} events on ${formatCount(soak.streamConnections)} connections, ` +
      `${formatCount(soak.socketMessages)} messages at sockets, of which ${formatCount(soak.socketConnections)} were opened.`,
    renderProblems(soak),
  ].join('\n');
}

function renderTrend({ trend, seconds }: SoakResults): string {
  if (trend === null) return 'Anonymous memory after the first third: not known.';
  const growth = `${(trend.relativeGrowth * 100).toFixed(1)} %`;
  const verdict =
    seconds < minSecondsForVerdict
      ? 'a run of less than an hour does not show whether it is flat'
      : `max ${maxRelativeGrowth * 100} % ${formatVerdict(trend.relativeGrowth <= maxRelativeGrowth)}`;
  return (
    `Anonymous memory after the first third: ${trend.mebibytesPerHour.toFixed(1)} MiB per hour, ` +
    `${growth} until the end; ${verdict}.`
  );
}

function renderProblems({ problems }: SoakResults): string {
  if (problems.length === 0) return 'No errors; nothing was lost or repeated.';
  const lines = problems.map(
    ({ kind, count, first }) => `  ${formatCount(count)} × ${kind}; the first: ${first}`,
  );
  return ['Errors:', ...lines].join('\n');
}
