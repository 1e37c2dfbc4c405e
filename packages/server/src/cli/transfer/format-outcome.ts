import type { Outcome } from '../../transfer/writer/outcome.ts';
import { formatTable } from '../terminal/format-table.ts';

const maxShownProblems = 20;

/** The numbers of an import as a table, and what could not be imported. */
export function formatOutcome({ counts, problems }: Outcome): string {
  const rows = Object.entries(counts).map(([kind, { created, updated, unchanged }]) => [
    kind,
    String(created),
    String(updated),
    String(unchanged),
  ]);
  const table = formatTable([['', 'created', 'updated', 'unchanged'], ...rows]);
  if (problems.length === 0) return table;
  const shown = problems.slice(0, maxShownProblems).map((each) => `  ${each}`);
  const more = problems.length > shown.length ? [`  and ${problems.length - shown.length} more`] : [];
  return [table, '', `${problems.length} could not be imported completely:`, ...shown, ...more].join('\n');
}
