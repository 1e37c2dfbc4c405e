/** How fast deliveries go out when there are enough of them. */

import type { Helper } from './helper.ts';
import type { Options } from './options.ts';
import { cpuMicroseconds } from './proc.ts';
import { progressLine } from './progress.ts';
import { measureSlice } from './slices.ts';
import { median, medianOrNull, ratio } from './statistics.ts';
import type { Recipient, WebhookPlace } from './webhook-place.ts';
import type { Drained, DrainResult } from './webhook-results.ts';

/** Shorter than a webhook's time to answer: what is under way meanwhile must not fail. */
const longestHold = 3;
const mostMessages = 20_000;

/**
 * Posts while the receiver keeps its answers back, so that only a few deliveries get under way; then it answers, and
 * the time until the last delivery is taken.
 */
export async function measureDrain(
  load: Helper,
  told: WebhookPlace,
  recipient: Recipient,
  { connections, rounds, smoke }: Options,
): Promise<DrainResult> {
  const settings = { connections, seconds: smoke ? 0.1 : longestHold, maximumRequests: mostMessages };
  const take = async (): Promise<Drained> => {
    await recipient.hold(true);
    const { requests } = await measureSlice(load, told, { scenario: 'post' }, settings);
    recipient.expected += requests;
    const cpu = cpuMicroseconds(told.pid);
    const before = await recipient.look();
    await recipient.hold(false);
    const { lastAt, count } = await recipient.complete();
    return drained(count - before.count, lastAt - before.now, cpu, cpuMicroseconds(told.pid));
  };
  const drains: Drained[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progressLine(`webhooks: filling and draining, round ${round} of ${rounds}`);
    drains.push(await take());
  }
  return {
    deliveries: median(drains.map((drain) => drain.deliveries)),
    deliveriesPerSecond: median(drains.map((drain) => drain.deliveriesPerSecond)),
    cpuMicrosecondsPerDelivery: medianOrNull(drains.map((drain) => drain.cpuMicrosecondsPerDelivery)),
    rounds: drains,
  };
}

/** Speed and CPU time of deliveries, from the CPU times of the process before and after. */
export function drained(
  deliveries: number,
  milliseconds: number,
  cpuBefore: number | null,
  cpuAfter: number | null,
): Drained {
  const used = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
  return {
    deliveries,
    deliveriesPerSecond: deliveries / (milliseconds / 1000),
    cpuMicrosecondsPerDelivery: ratio(used, deliveries),
  };
}
