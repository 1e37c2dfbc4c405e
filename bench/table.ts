/** The report for the terminal. */

import { count, none } from './figures.ts';
import { growthTable } from './growth-table.ts';
import type { Report, StartResult } from './results.ts';
import { createTable, poolTable, scenarioTable } from './scenario-tables.ts';
import { webhookTables } from './webhook-tables.ts';

const growthNote = 'What adds rows adds up to 2,000 a slice to both databases; it is measured last.';

/** Returns the whole report as text. */
export function renderReport(report: Report): string {
  const { options, scenarios, growth, webhooks } = report;
  const pool = scenarios.filter((result) => result.pool !== null);
  const besideCreate = scenarios.filter((result) => result.besideCreate !== null);
  const load = `${options.connections} connections, ${options.rounds} × ${options.seconds} s per server`;
  const sections = [
    [`${report.database}, ${count(options.rows)} rows, ${load}`, ...machineLines(report)].join('\n'),
    scenarios.length === 0 ? '' : scenarioTable(scenarios),
    besideCreate.length === 0 ? '' : createTable(besideCreate),
    pool.length === 0 ? '' : poolTable(pool),
    growth.length === 0 ? '' : `${growthTable(growth)}\n${growthNote}`,
    webhooks === null ? '' : webhookTables(webhooks),
    startLines(report.starts, report.fill),
    report.warnings.map((warning) => `Warning: ${warning}.`).join('\n'),
    options.smoke ? 'Smoke run: the figures mean nothing.' : '',
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function machineLines(report: Report): string[] {
  const { machine } = report;
  return [
    `${machine.processor}, ${machine.processors} processors, Node ${machine.nodeVersion}, ${machine.system}`,
    `fdatasync of a 4 KB append: ${machine.fdatasyncMilliseconds.toFixed(2)} ms (median)`,
    report.pinned
      ? 'Server and load generator pinned to a processor each.'
      : 'Server and load generator not pinned to processors (needs Linux, taskset, two processors).',
  ];
}

function startLines(starts: readonly StartResult[], fill: Report['fill']): string {
  const lines = starts.map((start) => {
    const memory = start.restMebibytes === null ? none : `${start.restMebibytes.toFixed(0)} MiB`;
    const rows = start.rows === 0 ? 'empty database' : `${count(start.rows)} rows`;
    return `Start on ${rows}: ${start.startMilliseconds.toFixed(0)} ms to the first answer, ${memory} at rest.`;
  });
  if (fill !== null) {
    const pace = count(fill.rows / fill.seconds);
    lines.push(`Filled with ${count(fill.rows)} rows in ${fill.seconds.toFixed(1)} s (${pace} a second).`);
  }
  return lines.join('\n');
}
