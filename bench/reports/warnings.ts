/** Doubts about figures that the report must show. */

import type { Report } from './results.ts';
import type { Summary } from './samples.ts';

/** Above this share of a core, the load generator rather than the server may be the limit. */
const maxGeneratorShare = 0.9;

/** Returns a warning for each scenario and server during which the load generator was too busy. */
export function findGeneratorWarnings({
  scenarios,
  webhooks,
}: Pick<Report, 'scenarios' | 'webhooks'>): string[] {
  const summaries: [string, Summary | null][] = [
    ...scenarios.flatMap(({ scenario, product, baseline, reference }): [string, Summary | null][] => [
      [`${scenario}, product`, product],
      [`${scenario}, baseline server`, baseline],
      [`${scenario}, reference server`, reference?.summary ?? null],
    ]),
    ...(webhooks?.writes ?? []).flatMap(({ scenario, withWebhook, withoutWebhook }): [string, Summary][] => [
      [`${scenario}, with a webhook`, withWebhook],
      [`${scenario}, without a webhook`, withoutWebhook],
    ]),
  ];
  return summaries.flatMap(([what, summary]) => {
    const share = maxGeneratorCpuShare(summary);
    if (share <= maxGeneratorShare) return [];
    const percent = Math.round(share * 100);
    return [
      `${what}: the load generator used ${percent} % of its processor; it may be the limit, not the server`,
    ];
  });
}

/** Returns the highest CPU share of the load generator over the samples of one server, 0 to 1. */
export function maxGeneratorCpuShare(summary: Summary | null): number {
  return Math.max(0, ...(summary?.samples ?? []).map((sample) => sample.generatorCpuShare));
}
