/** What went wrong during a soak, which goes on so that the report can show it all. */

import type { SoakProblem } from '../reports/soak-results.ts';

export class SoakProblems {
  readonly #byKind = new Map<string, { count: number; readonly first: string }>();

  get count(): number {
    return this.#byKind.values().reduce((sum, { count }) => sum + count, 0);
  }

  /** Counts a problem; the report shows the first one of each kind. */
  add(kind: string, problem: unknown, count = 1): void {
    const known = this.#byKind.get(kind);
    if (known !== undefined) known.count += count;
    else
      this.#byKind.set(kind, { count, first: problem instanceof Error ? problem.message : String(problem) });
  }

  report(): SoakProblem[] {
    return [...this.#byKind].map(([kind, { count, first }]) => ({ kind, count, first }));
  }
}
