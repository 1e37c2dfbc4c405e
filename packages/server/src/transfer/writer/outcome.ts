import type { KindName } from '../records/kinds.ts';

/** How many objects of a kind an import has created, has changed, and has found as they are. */
export interface KindCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What an import has done, or a part of it. */
export interface Outcome {
  readonly counts: Readonly<Partial<Record<KindName, KindCounts>>>;
  /** Why some objects, or parts of them, could not be imported: a sentence each. Those beyond a limit are only counted. */
  readonly problems: readonly string[];
  readonly problemCount: number;
  /** Objects that were deleted because the source has deleted them. */
  readonly removedCount: number;
}

/** A source that fits the target nowhere would fill any memory. */
const maxProblems = 1000;

const none: KindCounts = { created: 0, updated: 0, unchanged: 0 };

/** Counts while an import goes on. */
export class OutcomeCounter implements Outcome {
  readonly counts: Partial<Record<KindName, KindCounts>> = {};
  readonly problems: string[] = [];
  problemCount = 0;
  removedCount = 0;

  count(kind: KindName, result: keyof KindCounts): void {
    const before = this.counts[kind] ?? none;
    this.counts[kind] = { ...before, [result]: before[result] + 1 };
  }

  report(problem: string): void {
    this.problemCount++;
    if (this.problems.length < maxProblems) this.problems.push(problem);
  }

  add({ counts, problems, problemCount, removedCount }: Outcome): void {
    // Object.entries() widens the names to any string.
    for (const [kind, added] of Object.entries(counts) as [KindName, KindCounts][]) {
      const { created, updated, unchanged } = this.counts[kind] ?? none;
      this.counts[kind] = {
        created: created + added.created,
        updated: updated + added.updated,
        unchanged: unchanged + added.unchanged,
      };
    }
    this.problems.push(...problems.slice(0, maxProblems - this.problems.length));
    this.problemCount += problemCount;
    this.removedCount += removedCount;
  }
}
