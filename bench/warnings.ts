/** Doubts about figures that the report must not hide. */

import type { Report, Summary } from './results.ts';

/** Above this share of a core the load generator, not the server, may be what is measured. */
const busyShare = 0.9;

/** Names the scenarios and servers during which the load generator was too busy. */
export function generatorWarnings({ scenarios, webhooks }: Pick<Report, 'scenarios' | 'webhooks'>): string[] {
  const summaries: [string, Summary | null][] = [
    ...scenarios.flatMap(({ scenario, product, bare, pool }): [string, Summary | null][] => [
      [`${scenario}, product`, product],
      [`${scenario}, bare server`, bare],
      [`${scenario}, pool server`, pool],
    ]),
    ...(webhooks?.writes ?? []).flatMap(({ scenario, told, untold }): [string, Summary][] => [
      [`${scenario}, with a webhook`, told],
      [`${scenario}, without a webhook`, untold],
    ]),
  ];
  return summaries.flatMap(([what, summary]) => {
    const share = highestShare(summary);
    if (share <= busyShare) return [];
    const percent = Math.round(share * 100);
    return [
      `${what}: the load generator used ${percent} % of its processor; it may be the limit, not the server`,
    ];
  });
}

/** Returns the highest CPU share of the load generator over the slices of one server, 0 to 1. */
export function highestShare(summary: Summary | null): number {
  return Math.max(0, ...(summary?.slices ?? []).map((slice) => slice.generatorCpuShare));
}
