/** Webhooks: how soon and how fast they are told, what that costs the requests, and a backlog of many. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Databases } from './database.ts';
import type { Helper } from './helper.ts';
import type { Options } from './options.ts';
import { type ProductPlace, stopProduct } from './product.ts';
import { progressLine } from './progress.ts';
import { measureBacklog } from './webhook-backlog.ts';
import { measureDrain } from './webhook-drain.ts';
import { prepareWebhookPlace, Recipient, tell, type WebhookPlace } from './webhook-place.ts';
import type { LatencyResult, WebhookFindings } from './webhook-results.ts';
import { measureWrites } from './webhook-writes.ts';

/** A fifth of them have a participant who posts. */
const conversations = { usual: 25_000, smoke: 100 };
/** Something that comes twice comes soon after: a second process, or a second look, was too early. */
const aftermathMilliseconds = { usual: 2000, smoke: 200 };
const goals = { goalP50Milliseconds: 20, goalP99Milliseconds: 100 };

/** Measures all that concerns webhooks. */
export async function measureWebhooks(
  load: Helper,
  productPlace: ProductPlace,
  databases: Databases,
  options: Options,
): Promise<WebhookFindings> {
  const { connections, smoke } = options;
  const prepare = async (name: string): Promise<WebhookPlace> =>
    prepareWebhookPlace(
      name,
      smoke ? conversations.smoke : conversations.usual,
      load,
      productPlace,
      await databases.create(),
      connections,
    );
  const told = await prepare('told');
  const untold = await prepare('untold');
  const recipient = await Recipient.start(load, 'told');
  await tell(told, recipient.url);

  const latency = await measureLatency(load, told, recipient, options);
  const writes = await measureWrites(load, { told, untold }, recipient, options);
  const drain = await measureDrain(load, told, recipient, options);
  await sleep(smoke ? aftermathMilliseconds.smoke : aftermathMilliseconds.usual);
  await recipient.complete();
  for (const { product } of [told, untold]) await stopProduct(product);
  return { latency, writes, drain, backlog: await measureBacklog(load, productPlace, databases, options) };
}

/** Posts at a steady rate, for as long as all rounds of the other measurements together. */
async function measureLatency(
  load: Helper,
  told: WebhookPlace,
  recipient: Recipient,
  { connections, rate, seconds, rounds }: Options,
): Promise<LatencyResult> {
  const take = async (duration: number) => {
    const report = await load.paced({
      kind: 'paced',
      target: told.target,
      receiver: recipient.name,
      connections,
      rate,
      seconds: duration,
      until: null,
    });
    recipient.expected += report.messages;
    await recipient.complete();
    return report;
  };
  progressLine(`webhooks: warming up, ${rate} messages a second`);
  await take(seconds * 2);
  progressLine(`webhooks: ${rate} messages a second`);
  return { ...(await take(seconds * rounds)), rate, ...goals };
}
