/** What webhooks cost the requests that they tell of: a product with one and a product without, in turn. */

import type { Helper } from './helper.ts';
import type { Options } from './options.ts';
import { progressLine } from './progress.ts';
import type { Slice } from './results.ts';
import { type ScenarioName, scenarioOf } from './scenarios.ts';
import { measureSlice, speedQuotients, summarise } from './slices.ts';
import { median } from './statistics.ts';
import type { Recipient, WebhookPlace } from './webhook-place.ts';
import type { WriteResult } from './webhook-results.ts';

const scenarios: readonly ScenarioName[] = ['create', 'post'];
const goalShare = 0.8;

interface Places {
  readonly told: WebhookPlace;
  readonly untold: WebhookPlace;
}

/** Measures creating and posting; the backlog that a slice leaves is delivered before the next begins. */
export async function measureWrites(
  load: Helper,
  places: Places,
  recipient: Recipient,
  options: Options,
): Promise<WriteResult[]> {
  const results: WriteResult[] = [];
  for (const scenario of scenarios)
    results.push(await measureScenario(load, places, recipient, scenario, options));
  return results;
}

async function measureScenario(
  load: Helper,
  { told, untold }: Places,
  recipient: Recipient,
  scenario: ScenarioName,
  { connections, seconds, rounds }: Options,
): Promise<WriteResult> {
  const takeUntold = (duration: number) =>
    measureSlice(load, untold, { scenario }, { connections, seconds: duration, maximumRequests: null });
  const takeTold = async (duration: number) => {
    const settings = { connections, seconds: duration, maximumRequests: null };
    const before = await recipient.look();
    const slice = await measureSlice(load, told, { scenario }, settings);
    const after = await recipient.look();
    recipient.expected += slice.requests;
    await recipient.complete();
    const delivered = after.count - before.count;
    return { slice, deliveriesPerSecond: delivered / slice.seconds, backlog: slice.requests - delivered };
  };

  progressLine(`webhooks, ${scenario}: warming up`);
  await takeTold(seconds * 2);
  await takeUntold(seconds * 2);
  const withWebhook: Awaited<ReturnType<typeof takeTold>>[] = [];
  const without: Slice[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progressLine(`webhooks, ${scenario}: round ${round} of ${rounds}`);
    withWebhook.push(await takeTold(seconds));
    without.push(await takeUntold(seconds));
  }
  const slices = withWebhook.map(({ slice }) => slice);
  return {
    scenario,
    title: scenarioOf(scenario).title,
    told: summarise(slices),
    untold: summarise(without),
    share: median(speedQuotients(slices, without)),
    goalShare,
    deliveriesPerSecond: median(withWebhook.map((round) => round.deliveriesPerSecond)),
    backlog: median(withWebhook.map((round) => round.backlog)),
  };
}
