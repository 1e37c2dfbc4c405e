/** The chart: one bar per scenario with its share of the baseline server's speed, and a mark at the goal. */

import type { Report, ScenarioResult } from './results.ts';

const width = 900;
const left = 190;
const right = 240;
const top = 128;
const rowHeight = 44;
const barHeight = 22;
const font = 'font-family="Helvetica, Arial, DejaVu Sans, sans-serif"';
const colours = {
  background: '#ffffff',
  text: '#1f2933',
  muted: '#66727f',
  grid: '#e3e7eb',
  goal: '#1f2933',
  met: '#2f7ebc',
  missed: '#d9822b',
};

/** Returns the chart of a report as an SVG document. */
export function renderChart(report: Report): string {
  const { scenarios } = report;
  const highest = Math.max(1, ...scenarios.map((result) => result.shareOfBaseline));
  const end = Math.ceil(highest * 5) / 5;
  const x = (share: number): number => left + (width - left - right) * (share / end);
  const bottom = top + scenarios.length * rowHeight;
  const steps = Array.from({ length: Math.round(end * 5) + 1 }, (_, index) => index / 5);
  const { machine, options } = report;
  const figures =
    `${report.database}, ${number(options.rows)} rows, ${options.connections} connections, ` +
    `medians of ${options.rounds} × ${options.seconds} s`;
  const machineText =
    `${machine.processor}, Node ${machine.nodeVersion}, ` +
    `fdatasync ${machine.fdatasyncMilliseconds.toFixed(2)} ms`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${bottom + 92}" ` +
      `viewBox="0 0 ${width} ${bottom + 92}" role="img">`,
    '<title>Speed as a share of a baseline Fastify server</title>',
    `<rect width="100%" height="100%" fill="${colours.background}"/>`,
    renderLabel(
      24,
      36,
      19,
      colours.text,
      'Speed as a share of a baseline Fastify server',
      'font-weight="bold"',
    ),
    renderLabel(24, 60, 13, colours.muted, figures),
    renderLabel(24, 80, 13, colours.muted, machineText),
    renderLabel(width - right + 24, top - 10, 12, colours.muted, 'share'),
    renderLabel(width - right + 80, top - 10, 12, colours.muted, 'requests/s / baseline'),
    ...steps.map((share) => renderGridLine(x(share), bottom, `${Math.round(share * 100)} %`)),
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
    '</svg>',
    '',
  ].join('\n');
}

function renderBar(result: ScenarioResult, y: number, x: (share: number) => number): string {
  const middle = y + rowHeight / 2;
  const share = result.shareOfBaseline;
  const { goalShare } = result;
  const colour = goalShare === null || share >= goalShare ? colours.met : colours.missed;
  const column = width - right + 24;
  const speeds = `${number(result.product.requestsPerSecond)} / ${number(result.baseline.requestsPerSecond)}`;
  return [
    renderLabel(left - 12, middle + 5, 14, colours.text, result.title, 'text-anchor="end"'),
    `<rect x="${left}" y="${middle - barHeight / 2}" width="${(x(share) - left).toFixed(1)}" ` +
      `height="${barHeight}" rx="2" fill="${colour}"/>`,
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
    `stroke="${colours.goal}" stroke-width="2.5"/>`
  );
}

function renderGridLine(x: number, bottom: number, text: string): string {
  return (
    `<line x1="${x.toFixed(1)}" y1="${top}" x2="${x.toFixed(1)}" y2="${bottom}" stroke="${colours.grid}"/>\n` +
    renderLabel(x, bottom + 20, 12, colours.muted, text, 'text-anchor="middle"')
  );
}

function renderLegend(y: number): string {
  const swatch = (x: number, colour: string): string =>
    `<rect x="${x}" y="${y - 10}" width="14" height="12" rx="2" fill="${colour}"/>`;
  return [
    swatch(left, colours.met),
    renderLabel(left + 20, y, 12, colours.text, 'goal met or none'),
    swatch(left + 140, colours.missed),
    renderLabel(left + 160, y, 12, colours.text, 'goal missed'),
    `<line x1="${left + 262}" y1="${y - 12}" x2="${left + 262}" y2="${y + 4}" ` +
      `stroke="${colours.goal}" stroke-width="2.5"/>`,
    renderLabel(left + 272, y, 12, colours.text, 'goal'),
  ].join('\n');
}

function renderLabel(x: number, y: number, size: number, colour: string, text: string, more = ''): string {
  const attributes =
    `x="${x.toFixed(1)}" y="${y}" ${font} font-size="${size}" fill="${colour}" ${more}`.trimEnd();
  return `<text ${attributes}>${escapeXml(text)}</text>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}
