/** The comparison with peers, for the terminal. */

import { scenarioOf } from '../scenarios/scenarios.ts';
import { formatCount, formatMicroseconds, formatMilliseconds, formatRatio } from './format-figures.ts';
import type { PeerResult } from './peer-results.ts';
import type { Summary } from './samples.ts';
import { renderTextTable } from './text-table.ts';

export function renderPeerTable(results: readonly PeerResult[]): string {
  const heading = [
    ['scenario', ''],
    ['connections', ''],
    ['server', ''],
    ['requests/s', ''],
    ['p50', 'ms'],
    ['p99', 'ms'],
    ['CPU/request', 'µs'],
    ['product', '/ server'],
  ];
  const figures = (summary: Summary): string[] => [
    formatCount(summary.requestsPerSecond),
    formatMilliseconds(summary.p50Milliseconds),
    formatMilliseconds(summary.p99Milliseconds),
    formatMicroseconds(summary.cpuMicrosecondsPerRequest),
  ];
  const rows = results.flatMap(({ scenario, connections, product, comparisons }) => {
    const { title } = scenarioOf(scenario);
    return [
      [title, String(connections), 'product', ...figures(product), ''],
      ...comparisons.map(({ name, peer, timesPeer }) => [
        '',
        '',
        name,
        ...figures(peer),
        `${formatRatio(timesPeer)} ×`,
      ]),
    ];
  });
  const table = renderTextTable(heading, rows, [2]);
  const hasEjabberd = results.some(({ comparisons }) => comparisons.some(({ name }) => name === 'ejabberd'));
  return hasEjabberd
    ? table
    : `${table}\n\nejabberd was left out: Debian's package ejabberd is not installed.`;
}
