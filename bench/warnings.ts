/** Doubts about figures that the report must not hide. */

import type { ScenarioResult, Summary } from './results.ts';

/** Above this share of a core the load generator, not the server, may be what is measured. */
const busyShare = 0.9;

/** Names the scenarios and servers during which the load generator was too busy. */
export function generatorWarnings(results: readonly ScenarioResult[]): string[] {
  return results.flatMap((result) => {
    const summaries: [string, Summary | null][] = [
      ['product', result.product],
      ['bare server', result.bare],
      ['pool server', result.pool],
    ];
    return summaries.flatMap(([server, summary]) => {
      const share = highestShare(summary);
      if (share <= busyShare) return [];
      const percent = Math.round(share * 100);
      return [
        `${result.scenario}, ${server}: the load generator used ${percent} % of its processor; ` +
          'it may be the limit, not the server',
      ];
    });
  });
}

/** Returns the highest CPU share of the load generator over the slices of one server, 0 to 1. */
export function highestShare(summary: Summary | null): number {
  return Math.max(0, ...(summary?.slices ?? []).map((slice) => slice.generatorCpuShare));
}
