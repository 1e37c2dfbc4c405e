/**
 * The chart of the peers: requests per second by scenario, with one panel per number of connections. The axis is
 * logarithmic, because the fastest server serves a hundred times as many requests as the slowest.
 */

import { scenarioOf } from '../scenarios/scenarios.ts';
import { formatCount, formatRatio } from './format-figures.ts';
import type { PeerName, PeerResult } from './peer-results.ts';
import type { Report } from './results.ts';
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
const top = 132;
const firstPanel = 170;
const panelWidth = 350;
/** The part of a panel that the longest bar fills; the figures follow it. */
const axisWidth = 232;
const barHeight = 14;
const barDistance = 17;
const groupDistance = 22;

/** Keeps the lines of the grid away from the figures. */
const halo = `stroke="${colours.background}" stroke-width="4" paint-order="stroke"`;

const productName = 'Colloquy';
const serverColours: Readonly<Record<typeof productName | PeerName, string>> = {
  [productName]: colours.product,
  Prism: '#a3b1bf',
  'json-server': '#6b7c8d',
  ejabberd: colours.accent,
};
const servers = [productName, 'Prism', 'json-server', 'ejabberd'] as const;
type ServerName = (typeof servers)[number];

/** A bar with its figure; `timesPeer` is null for the product. */
interface Bar {
  readonly server: ServerName;
  readonly requestsPerSecond: number;
  readonly timesPeer: number | null;
}

/** Returns the chart of a report that compares with peers as an SVG document. */
export function renderPeerChart(report: Report): string {
  const { options, peers } = report;
  const speeds = peers.flatMap((result) => barsOf(result).map((bar) => bar.requestsPerSecond));
  const axis = axisFor(speeds);
  const panels = [...new Set(peers.map(({ connections }) => connections))];
  const groups = layOutGroups(peers);
  const bottom = groups.at(-1)?.bottom ?? top;
  const used = servers.filter((server) =>
    peers.some((result) => barsOf(result).some((bar) => bar.server === server)),
  );
  const frame = {
    width,
    height: bottom + 92,
    title: 'Requests per second, compared with other servers',
    subtitles: [
      `${report.database}, ${formatCount(options.rows)} rows, medians of ${options.rounds} × ${options.seconds} s; ` +
        `× is the speed of ${productName} relative to the server`,
      renderMachineLine(report),
    ],
  };
  return renderDocument(frame, [
    ...panels.flatMap((connections, panel) =>
      renderPanel(connections, firstPanel + panel * (panelWidth + 15), groups, axis, bottom),
    ),
    ...groups.map(({ title, y, bottom: end }) =>
      renderLabel(firstPanel - 12, (y + end) / 2 + 5, 14, colours.text, title, 'text-anchor="end"'),
    ),
    ...used.map((server, index) =>
      renderSwatch(firstPanel + index * 110, bottom + 74, serverColours[server], server),
    ),
  ]);
}

/** The results of one scenario, between two heights of the chart. */
interface Group {
  readonly title: string;
  readonly results: readonly PeerResult[];
  readonly y: number;
  readonly bottom: number;
}

function layOutGroups(peers: readonly PeerResult[]): Group[] {
  const groups: Group[] = [];
  for (const scenario of new Set(peers.map((result) => result.scenario))) {
    const results = peers.filter((result) => result.scenario === scenario);
    const bars = Math.max(...results.map((result) => barsOf(result).length));
    const y = (groups.at(-1)?.bottom ?? top) + groupDistance / 2;
    groups.push({
      title: scenarioOf(scenario).title,
      results,
      y,
      bottom: y + bars * barDistance + groupDistance / 2,
    });
  }
  return groups;
}

function renderPanel(
  connections: number,
  left: number,
  groups: readonly Group[],
  { decades, first, last }: Axis,
  bottom: number,
): string[] {
  const x = (speed: number): number =>
    left + (axisWidth * Math.log10(speed / first)) / Math.log10(last / first);
  const heading = connections === 1 ? '1 connection' : `${connections} connections`;
  return [
    renderLabel(left, top - 12, 14, colours.text, heading, 'font-weight="bold"'),
    ...decades.map((speed) => renderGridLine(x(speed), top, bottom, formatCount(speed))),
    renderLabel(left, bottom + 40, 12, colours.muted, 'requests per second, logarithmic'),
    ...groups.flatMap(({ results, y }) =>
      results
        .filter((result) => result.connections === connections)
        .flatMap(barsOf)
        .map((bar, index) => renderBar(bar, left, x(bar.requestsPerSecond), y + index * barDistance)),
    ),
  ];
}

function renderBar(
  { server, requestsPerSecond, timesPeer }: Bar,
  left: number,
  end: number,
  y: number,
): string {
  const speed = formatCount(requestsPerSecond);
  const text = timesPeer === null ? speed : `${speed} (${formatRatio(timesPeer)} ×)`;
  const weight = timesPeer === null ? 'bold' : 'normal';
  return [
    renderRectangle(left, y, end - left, barHeight, serverColours[server]),
    renderLabel(end + 6, y + barHeight - 3, 12, colours.text, text, `font-weight="${weight}" ${halo}`),
  ].join('\n');
}

function barsOf({ product, comparisons }: PeerResult): Bar[] {
  return [
    { server: productName, requestsPerSecond: product.requestsPerSecond, timesPeer: null },
    ...comparisons.map(({ name, peer, timesPeer }) => ({
      server: name,
      requestsPerSecond: peer.requestsPerSecond,
      timesPeer,
    })),
  ];
}

/** A logarithmic axis, with lines at the powers of ten. */
interface Axis {
  readonly first: number;
  readonly last: number;
  readonly decades: readonly number[];
}

/** Returns the axis from a power of ten to the fastest server; the bar of the slowest one stays visible. */
function axisFor(speeds: readonly number[]): Axis {
  const lowest = Math.floor(Math.log10(Math.min(...speeds) / 1.5));
  const last = Math.max(...speeds);
  const count = Math.floor(Math.log10(last)) - lowest + 1;
  const decades = Array.from({ length: count }, (_, index) => 10 ** (lowest + index));
  return { first: 10 ** lowest, last, decades };
}
