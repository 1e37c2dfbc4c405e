/** The receivers of the load process: in the process that also posts, so that one clock times both. */

import { Receiver } from './receiver.ts';
import type { Arrivals } from './webhook-messages.ts';

const silenceLimitMilliseconds = 20_000;
const lookMilliseconds = 10;
const progressMilliseconds = 1000;

const receivers = new Map<string, Receiver>();

/** Starts a receiver under a name; returns its port. */
export function startReceiver(name: string): Promise<number> {
  const receiver = new Receiver();
  receivers.set(name, receiver);
  return receiver.listen();
}

export function receiverNamed(name: string): Receiver {
  const receiver = receivers.get(name);
  if (receiver === undefined) throw new Error(`the load process has no receiver ${name}`);
  return receiver;
}

/**
 * Waits until as many deliveries have arrived at a receiver.
 *
 * @throws Error when nothing has come for 20 seconds.
 */
export async function awaitArrivals(
  name: string,
  count: number,
  onProgress: (count: number) => void,
): Promise<Arrivals> {
  const { tally } = receiverNamed(name);
  const began = performance.now();
  let told = began;
  for (;;) {
    const now = performance.now();
    if (tally.count >= count) return tally.report();
    if (now - Math.max(began, tally.lastAt) > silenceLimitMilliseconds)
      throw new Error(`${count - tally.count} of ${count} webhooks to ${name} have not come`);
    if (now - told > progressMilliseconds) {
      told = now;
      onProgress(tally.count);
    }
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
  }
}
