/** Measures how fast deliveries are sent when enough are pending. */

import type { Helper } from '../helper-process.ts';
import { cpuMicroseconds } from '../machine/process-usage.ts';
import type { Options } from '../options.ts';
import { progressLine } from '../progress.ts';
import { median, medianOrNull, ratio } from '../reports/statistics.ts';
import type { DrainRate, DrainResult } from '../reports/webhook-results.ts';
import { measureSample } from '../scenarios/measure-sample.ts';
import type { ReceiverClient, WebhookTarget } from './webhook-target.ts';

/** Shorter than the response timeout of a webhook, so that attempts in flight do not fail. */
const pauseSeconds = 3;
const maxMessages = 20_000;

/**
 * Creates messages while the receiver withholds its responses, so that only a few deliveries start. Then it responds,
 * and the time until the last delivery is measured.
 */
export async function measureDrain(
  load: Helper,
  withWebhook: WebhookTarget,
  receiverClient: ReceiverClient,
  { connections, rounds, smoke }: Options,
): Promise<DrainResult> {
  const settings = { connections, seconds: smoke ? 0.1 : pauseSeconds, maxRequests: maxMessages };
  const measureOnce = async (): Promise<DrainRate> => {
    await receiverClient.setPaused(true);
    const { requests } = await measureSample(load, withWebhook, { scenario: 'post' }, settings);
    receiverClient.expected += requests;
    const cpu = cpuMicroseconds(withWebhook.pid);
    const before = await receiverClient.poll();
    await receiverClient.setPaused(false);
    const { lastAt, count } = await receiverClient.waitForExpected();
    return summariseDrain(count - before.count, lastAt - before.now, cpu, cpuMicroseconds(withWebhook.pid));
  };
  const drains: DrainRate[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progressLine(`webhooks: filling and draining, round ${round} of ${rounds}`);
    drains.push(await measureOnce());
  }
  return {
    deliveries: median(drains.map((drain) => drain.deliveries)),
    deliveriesPerSecond: median(drains.map((drain) => drain.deliveriesPerSecond)),
    cpuMicrosecondsPerDelivery: medianOrNull(drains.map((drain) => drain.cpuMicrosecondsPerDelivery)),
    rounds: drains,
  };
}

/** Speed and CPU time of deliveries, from the CPU times of the process before and after. */
export function summariseDrain(
  deliveries: number,
  milliseconds: number,
  cpuBefore: number | null,
  cpuAfter: number | null,
): DrainRate {
  const used = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
  return {
    deliveries,
    deliveriesPerSecond: deliveries / (milliseconds / 1000),
    cpuMicrosecondsPerDelivery: ratio(used, deliveries),
  };
}
