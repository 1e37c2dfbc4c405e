import type { Section } from './sections.ts';

/** What a run has done with an object of a seed. */
const outcomes = ['created', 'updated', 'unchanged'] as const;
export type Outcome = (typeof outcomes)[number];

/** Counts the outcomes of a run by section. */
export class Counts {
  readonly #counts = new Map<string, Record<Outcome, number>>();
  readonly #onCount: (total: number) => void;
  #total = 0;

  /** @param onCount is called with the number of all objects so far. */
  constructor(onCount: (total: number) => void = () => {}) {
    this.#onCount = onCount;
  }

  count({ key }: Section, outcome: Outcome): void {
    const counts = this.#counts.get(key) ?? { created: 0, updated: 0, unchanged: 0 };
    counts[outcome]++;
    this.#counts.set(key, counts);
    this.#onCount(++this.#total);
  }

  /** The numbers by section and outcome. */
  toJSON(): Readonly<Record<string, Readonly<Record<Outcome, number>>>> {
    return Object.fromEntries(this.#counts);
  }

  /** Returns a table with a line per section; empty when nothing was counted. */
  toString(): string {
    if (this.#counts.size === 0) return '';
    const rows = [...this.#counts].map(([key, counts]) => [
      key,
      ...outcomes.map((each) => String(counts[each])),
    ]);
    const table = [['', ...outcomes], ...rows];
    const width = (column: number) => Math.max(...table.map((row) => row[column]?.length ?? 0));
    const widths = ['', ...outcomes].map((_, column) => width(column));
    return table
      .map((row) =>
        row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))),
      )
      .map((row) => row.join('  ').trimEnd())
      .join('\n');
  }
}
