import type { Outcome } from '../../transfer/writer/outcome.ts';
import { formatTable } from '../terminal/format-table.ts';

const maxShownProblems = 20;

/** What an import has done, for programs. */
export const outcomeJson = ({ counts, problems, problemCount, removedCount }: Outcome) => ({
  objects: counts,
  removed: removedCount,
  problems,
  problem_count: problemCount,
});

/** The numbers of an import as a table, and what could not be imported. */
export function formatOutcome({ counts, ...outcome }: Outcome): string {
  const rows = Object.entries(counts).map(([kind, { created, updated, unchanged }]) => [
    kind,
    String(created),
    String(updated),
    String(unchanged),
  ]);
  const table = formatTable([['', 'created', 'updated', 'unchanged'], ...rows]);
  if (outcome.problemCount === 0) return table;
  const lines = formatProblems(outcome).map((each) => `  ${each}`);
  return [table, '', `${outcome.problemCount} could not be imported completely:`, ...lines].join('\n');
}

/** The first problems, and how many more there are. */
export function formatProblems({
  problems,
  problemCount,
}: Pick<Outcome, 'problems' | 'problemCount'>): readonly string[] {
  const shown = problems.slice(0, maxShownProblems);
  return problemCount > shown.length ? [...shown, `and ${problemCount - shown.length} more`] : shown;
}
