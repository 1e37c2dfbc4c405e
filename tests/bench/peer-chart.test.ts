import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../bench/options.ts';
import { renderPeerChart } from '../../bench/reports/peer-chart.ts';
import type { PeerName, PeerResult } from '../../bench/reports/peer-results.ts';
import { renderPeerTable } from '../../bench/reports/peer-table.ts';
import { noMeasurements, type Report } from '../../bench/reports/results.ts';
import type { Summary } from '../../bench/reports/samples.ts';
import type { ScenarioName } from '../../bench/scenarios/scenarios.ts';

const summaryOf = (requestsPerSecond: number): Summary => ({
  requestsPerSecond,
  p50Milliseconds: 1,
  p99Milliseconds: 2,
  cpuMicrosecondsPerRequest: 100,
  samples: [],
});

const resultOf = (
  scenario: ScenarioName,
  connections: number,
  product: number,
  peers: Partial<Record<PeerName, number>>,
): PeerResult => ({
  scenario,
  connections,
  product: summaryOf(product),
  comparisons: (['Prism', 'json-server', 'ejabberd'] as const).flatMap((name) => {
    const speed = peers[name];
    return speed === undefined ? [] : [{ name, peer: summaryOf(speed), timesPeer: product / speed }];
  }),
});

const options = parseOptions(['--peers']);
if (options === null) throw new Error('--peers has options');

const reportOf = (peers: readonly PeerResult[]): Report => ({
  startedAt: '2026-11-30T10:00:00.000Z',
  database: 'SQLite',
  pinned: true,
  machine: {
    processor: 'A & B',
    processors: 2,
    memoryGibibytes: 8,
    nodeVersion: 'v24.0.0',
    system: 'linux',
    fdatasyncMilliseconds: 1.5,
  },
  options,
  ...noMeasurements,
  peers,
  warnings: [],
});

/** The lengths of the bars, in the order in which they are drawn. */
const barLengths = (chart: string): number[] =>
  [...chart.matchAll(/width="([\d.]+)" height="14"/g)].map(([, length]) => Number(length));

const results = [
  resultOf('list', 1, 1000, { Prism: 100, 'json-server': 300 }),
  resultOf('list', 64, 10_000, { Prism: 200, 'json-server': 3000 }),
  resultOf('create', 1, 1000, { Prism: 500, 'json-server': 150, ejabberd: 2000 }),
  resultOf('create', 64, 8000, { Prism: 600, 'json-server': 160, ejabberd: 2000 }),
];

describe('the chart of the peers', () => {
  test('each server has a bar with its speed, and peers the factor of the product', () => {
    const chart = renderPeerChart(reportOf(results));
    expect(barLengths(chart)).toHaveLength(14);
    expect(chart).toContain('>8,000</text>');
    expect(chart).toContain('>2,000 (4.00 ×)</text>');
    expect(chart).toContain('>1 connection</text>');
    expect(chart).toContain('>64 connections</text>');
  });

  test('the same ratio of speeds is the same difference of lengths', () => {
    const [product = 0, prism = 0, , tenTimes = 0] = barLengths(
      renderPeerChart(
        reportOf([
          resultOf('create', 1, 1000, { Prism: 100 }),
          resultOf('update', 1, 1000, { Prism: 10_000 }),
        ]),
      ),
    );
    expect(prism).toBeGreaterThan(0);
    expect(tenTimes - product).toBeCloseTo(product - prism, 0);
  });

  test('the legend names only the servers that were measured', () => {
    expect(renderPeerChart(reportOf(results))).toContain('>ejabberd</text>');
    expect(renderPeerChart(reportOf(results.slice(0, 2)))).not.toContain('ejabberd');
  });

  test('text is escaped', () => {
    expect(renderPeerChart(reportOf(results))).toContain('A &amp; B, Node v24.0.0');
  });
});

describe('the table of the peers', () => {
  test('a scenario that ejabberd has no command for has no row of it', () => {
    const lines = renderPeerTable(results).split('\n');
    expect(lines.filter((line) => line.includes('ejabberd'))).toEqual([
      expect.stringMatching(/ejabberd +2,000 .* 0\.50 ×$/),
      expect.stringMatching(/ejabberd +2,000 .* 4\.00 ×$/),
    ]);
  });

  test('a run without ejabberd says that it was left out', () => {
    expect(renderPeerTable(results.slice(0, 2))).toContain('ejabberd was left out');
  });
});
