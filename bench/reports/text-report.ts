/** The report for the terminal. */

import { formatCount, formatVerdict } from './format-figures.ts';
import { renderGrowthTable } from './growth-table.ts';
import { renderPeerTable } from './peer-table.ts';
import { renderRealtimeTables } from './realtime-tables.ts';
import type { Report } from './results.ts';
import { renderCreateTable, renderReferenceTable, renderScenarioTable } from './scenario-tables.ts';
import { renderSearchTables } from './search-table.ts';
import { renderSlowSyncTable } from './slow-sync-table.ts';
import { renderSoakTable } from './soak-table.ts';
import { renderStartTable } from './start-table.ts';
import { renderWebhookTables } from './webhook-tables.ts';

const growthNote =
  'Requests that add rows add up to 2,000 per sample to both databases, and are measured last.';

/** Returns the whole report as text. */
export function renderReport(report: Report): string {
  const { options, scenarios, growth, webhooks, realtime, slowSync, search, peers, soak } = report;
  const references = scenarios.filter((result) => result.reference !== null);
  const createComparison = scenarios.filter((result) => result.createComparison !== null);
  const load = `${options.connections} connections, ${options.rounds} × ${options.seconds} s per server`;
  const sections = [
    [
      soak === null
        ? `${report.database}, ${formatCount(options.rows)} rows, ${load}`
        : `${report.database}, mixed load`,
      ...renderMachine(report),
    ].join('\n'),
    scenarios.length === 0 ? '' : renderScenarioTable(scenarios),
    createComparison.length === 0 ? '' : renderCreateTable(createComparison),
    references.length === 0 ? '' : renderReferenceTable(report.database, references),
    growth.length === 0 ? '' : `${renderGrowthTable(growth)}\n${growthNote}`,
    webhooks === null ? '' : renderWebhookTables(webhooks),
    realtime === null ? '' : renderRealtimeTables(realtime),
    slowSync === null ? '' : renderSlowSyncTable(slowSync),
    search === null ? '' : renderSearchTables(search),
    peers.length === 0 ? '' : renderPeerTable(peers),
    soak === null ? '' : renderSoakTable(soak),
    report.starts.length === 0 ? '' : renderStartTable(report.starts),
    renderLoadedMemory(report.loadedMemory),
    renderFill(report.fill),
    report.warnings.map((warning) => `Warning: ${warning}.`).join('\n'),
    options.smoke ? 'Smoke run: too short for the figures to mean anything.' : '',
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function renderMachine(report: Report): string[] {
  const { machine } = report;
  return [
    `${machine.processor}, ${machine.processors} processors, Node ${machine.nodeVersion}, ${machine.system}`,
    `fdatasync of a 4 KB append: ${machine.fdatasyncMilliseconds.toFixed(2)} ms (median)`,
    report.pinned
      ? 'Server and load generator are pinned to one processor each.'
      : 'Server and load generator are not pinned to one processor each.',
  ];
}

function renderLoadedMemory(memory: Report['loadedMemory']): string {
  if (memory === null) return '';
  const { residentMebibytes, ownMebibytes, restMebibytes, goal } = memory;
  const own = ownMebibytes === null ? '' : `, ${formatCount(ownMebibytes)} MiB without mapped files`;
  const rest =
    restMebibytes === null
      ? ''
      : `; ${formatCount(restMebibytes)} MiB after a rest (max ${formatCount(goal)} ${formatVerdict(restMebibytes < goal)})`;
  return `Memory after the scenarios: ${formatCount(residentMebibytes)} MiB${own}${rest}.`;
}

function renderFill(fill: Report['fill']): string {
  if (fill === null) return '';
  const pace = formatCount(fill.rows / fill.seconds);
  return `Filled with ${formatCount(fill.rows)} rows in ${fill.seconds.toFixed(1)} s (${pace} per second).`;
}
