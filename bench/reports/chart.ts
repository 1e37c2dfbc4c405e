/** The chart: one bar per scenario with its share of the baseline server's speed, and a mark at the goal. */

import { formatCount } from './format-figures.ts';
import type { Report, ScenarioResult } from './results.ts';
import {
  colours,
  renderDocument,
  renderGridLine,
  renderLabel,
  renderMachineLine,
  renderRectangle,
  renderSwatch,
} from './svg.ts';

const width = 900;
const left = 190;
const right = 240;
const top = 128;
const rowHeight = 44;
const barHeight = 22;
const goalColour = colours.text;

/** Returns the chart of a report as an SVG document. */
export function renderChart(report: Report): string {
  const { scenarios } = report;
  const highest = Math.max(1, ...scenarios.map((result) => result.shareOfBaseline));
  const end = Math.ceil(highest * 5) / 5;
  const x = (share: number): number => left + (width - left - right) * (share / end);
  const bottom = top + scenarios.length * rowHeight;
  const steps = Array.from({ length: Math.round(end * 5) + 1 }, (_, index) => index / 5);
  const { options } = report;
  const figures =
    `${report.database}, ${formatCount(options.rows)} rows, ${options.connections} connections, ` +
    `medians of ${options.rounds} × ${options.seconds} s`;
  const frame = {
    width,
    height: bottom + 92,
    title: 'Speed as a share of a baseline Fastify server',
    subtitles: [figures, renderMachineLine(report)],
  };
  return renderDocument(frame, [
    renderLabel(width - right + 24, top - 10, 12, colours.muted, 'share'),
    renderLabel(width - right + 80, top - 10, 12, colours.muted, 'requests/s / baseline'),
    ...steps.map((share) => renderGridLine(x(share), top, bottom, `${Math.round(share * 100)} %`)),
    ...scenarios.map((result, row) => renderBar(result, top + row * rowHeight, x)),
    renderLabel(
      x(end / 2),
      bottom + 42,
      13,
      colours.muted,
      'requests per second, as % of a baseline server that replies the same bytes',
      'text-anchor="middle"',
    ),
    renderLegend(bottom + 70),
  ]);
}

function renderBar(result: ScenarioResult, y: number, x: (share: number) => number): string {
  const middle = y + rowHeight / 2;
  const share = result.shareOfBaseline;
  const { goalShare } = result;
  const colour = goalShare === null || share >= goalShare ? colours.product : colours.accent;
  const column = width - right + 24;
  const speeds = `${formatCount(result.product.requestsPerSecond)} / ${formatCount(result.baseline.requestsPerSecond)}`;
  return [
    renderLabel(left - 12, middle + 5, 14, colours.text, result.title, 'text-anchor="end"'),
    renderRectangle(left, middle - barHeight / 2, x(share) - left, barHeight, colour),
    goalShare === null ? '' : renderGoalMark(x(goalShare), middle),
    renderLabel(column, middle + 5, 14, colours.text, `${Math.round(share * 100)} %`, 'font-weight="bold"'),
    renderLabel(column + 56, middle + 5, 13, colours.muted, speeds),
  ].join('\n');
}

function renderGoalMark(x: number, middle: number): string {
  const halfHeight = barHeight / 2 + 6;
  return (
    `<line x1="${x.toFixed(1)}" y1="${middle - halfHeight}" x2="${x.toFixed(1)}" y2="${middle + halfHeight}" ` +
    `stroke="${colours.background}" stroke-width="6"/>\n` +
    `<line x1="${x.toFixed(1)}" y1="${middle - halfHeight}" x2="${x.toFixed(1)}" y2="${middle + halfHeight}" ` +
    `stroke="${goalColour}" stroke-width="2.5"/>`
  );
}

function renderLegend(y: number): string {
  return [
    renderSwatch(left, y, colours.product, 'goal met or none'),
    renderSwatch(left + 140, y, colours.accent, 'goal missed'),
    `<line x1="${left + 262}" y1="${y - 12}" x2="${left + 262}" y2="${y + 4}" ` +
      `stroke="${goalColour}" stroke-width="2.5"/>`,
    renderLabel(left + 272, y, 12, colours.text, 'goal'),
  ].join('\n');
}
