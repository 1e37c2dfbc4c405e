/** Measures webhooks: how soon and how fast they are sent, what they cost requests, and a large backlog. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Helper } from '../helper-process.ts';
import type { Options } from '../options.ts';
import { progressLine } from '../progress.ts';
import type { LatencyResult, WebhookResults } from '../reports/webhook-results.ts';
import type { Databases } from '../targets/databases.ts';
import { type ProductOptions, stopProduct } from '../targets/product.ts';
import { measureBacklog } from './measure-backlog.ts';
import { measureDrain } from './measure-drain.ts';
import { measureWrites } from './measure-writes.ts';
import {
  configureWebhook,
  prepareWebhookTarget,
  ReceiverClient,
  type WebhookTarget,
} from './webhook-target.ts';

/** A fifth of them have a participant who is the author of messages. */
const conversations = { full: 25_000, smoke: 100 };
/** A duplicate arrives soon after: a second process, or a second poll, was too early. */
const duplicateWaitMs = { full: 2000, smoke: 200 };
const goals = { goalP50Milliseconds: 20, goalP99Milliseconds: 100 };

/** Runs all webhook measurements. */
export async function measureWebhooks(
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  options: Options,
): Promise<WebhookResults> {
  const { connections, smoke } = options;
  const prepare = async (name: string): Promise<WebhookTarget> =>
    prepareWebhookTarget(
      name,
      smoke ? conversations.smoke : conversations.full,
      load,
      productOptions,
      await databases.create(),
      connections,
    );
  const withWebhook = await prepare('with-webhook');
  const withoutWebhook = await prepare('without-webhook');
  const receiverClient = await ReceiverClient.start(load, 'with-webhook');
  await configureWebhook(withWebhook, receiverClient.url);

  const latency = await measureLatency(load, withWebhook, receiverClient, options);
  const writes = await measureWrites(load, { withWebhook, withoutWebhook }, receiverClient, options);
  const drain = await measureDrain(load, withWebhook, receiverClient, options);
  await sleep(smoke ? duplicateWaitMs.smoke : duplicateWaitMs.full);
  await receiverClient.waitForExpected();
  for (const { product } of [withWebhook, withoutWebhook]) await stopProduct(product);
  return { latency, writes, drain, backlog: await measureBacklog(load, productOptions, databases, options) };
}

/** Creates messages at a steady rate, for as long as all rounds of the other measurements together. */
async function measureLatency(
  load: Helper,
  withWebhook: WebhookTarget,
  receiverClient: ReceiverClient,
  { connections, rate, seconds, rounds }: Options,
): Promise<LatencyResult> {
  const measureOnce = async (duration: number) => {
    const report = await load.runOpenLoop({
      kind: 'open-loop',
      target: withWebhook.target,
      receiver: receiverClient.name,
      connections,
      rate,
      seconds: duration,
      until: null,
    });
    receiverClient.expected += report.messages;
    await receiverClient.waitForExpected();
    return report;
  };
  progressLine(`webhooks: warming up, ${rate} messages a second`);
  await measureOnce(seconds * 2);
  progressLine(`webhooks: ${rate} messages a second`);
  return { ...(await measureOnce(seconds * rounds)), rate, ...goals };
}
