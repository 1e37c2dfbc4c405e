/** Measures what webhooks cost the requests that cause them: a product with a webhook and one without, in turn. */

import type { Helper } from '../helper-process.ts';
import type { Options } from '../options.ts';
import { progressLine } from '../progress.ts';
import type { Sample } from '../reports/samples.ts';
import { median } from '../reports/statistics.ts';
import type { WriteResult } from '../reports/webhook-results.ts';
import { measuredProduct, measureSample, speedRatios, summarise } from '../scenarios/measure-sample.ts';
import { type ScenarioName, scenarioOf } from '../scenarios/scenarios.ts';
import type { ReceiverClient, WebhookTarget } from './webhook-target.ts';

const scenarios: readonly ScenarioName[] = ['create', 'post'];
const goalShare = 0.8;

interface WebhookTargets {
  readonly withWebhook: WebhookTarget;
  readonly withoutWebhook: WebhookTarget;
}

/** Measures conversations and messages; the backlog of a sample is delivered before the next one begins. */
export async function measureWrites(
  load: Helper,
  webhookTargets: WebhookTargets,
  receiverClient: ReceiverClient,
  options: Options,
): Promise<WriteResult[]> {
  const results: WriteResult[] = [];
  for (const scenario of scenarios)
    results.push(await measureScenario(load, webhookTargets, receiverClient, scenario, options));
  return results;
}

async function measureScenario(
  load: Helper,
  { withWebhook, withoutWebhook }: WebhookTargets,
  receiverClient: ReceiverClient,
  scenario: ScenarioName,
  { connections, seconds, rounds }: Options,
): Promise<WriteResult> {
  const { target, product } = withoutWebhook;
  const plain = measuredProduct(target, product);
  const measureWithoutWebhook = (duration: number) =>
    measureSample(load, plain, { scenario }, { connections, seconds: duration, maxRequests: null });
  const measureWithWebhook = async (duration: number) => {
    const settings = { connections, seconds: duration, maxRequests: null };
    const before = await receiverClient.poll();
    const sample = await measureSample(load, withWebhook, { scenario }, settings);
    const after = await receiverClient.poll();
    receiverClient.expected += sample.requests;
    await receiverClient.waitForExpected();
    const delivered = after.count - before.count;
    return { sample, deliveriesPerSecond: delivered / sample.seconds, backlog: sample.requests - delivered };
  };

  progressLine(`webhooks, ${scenario}: warming up`);
  await measureWithWebhook(seconds * 2);
  await measureWithoutWebhook(seconds * 2);
  const webhookRounds: Awaited<ReturnType<typeof measureWithWebhook>>[] = [];
  const plainSamples: Sample[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progressLine(`webhooks, ${scenario}: round ${round} of ${rounds}`);
    webhookRounds.push(await measureWithWebhook(seconds));
    plainSamples.push(await measureWithoutWebhook(seconds));
  }
  const samples = webhookRounds.map(({ sample }) => sample);
  return {
    scenario,
    title: scenarioOf(scenario).title,
    withWebhook: summarise(samples),
    withoutWebhook: summarise(plainSamples),
    share: median(speedRatios(samples, plainSamples)),
    goalShare,
    deliveriesPerSecond: median(webhookRounds.map((round) => round.deliveriesPerSecond)),
    backlog: median(webhookRounds.map((round) => round.backlog)),
  };
}
