/** The receivers of the load process, which also creates the messages, so that one clock times both. */

import type { Arrivals } from './webhook-messages.ts';
import { Receiver } from './webhook-receiver.ts';

const idleTimeoutMs = 20_000;
const pollIntervalMs = 10;
const progressIntervalMs = 1000;

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
 * Waits until this number of deliveries has arrived at a receiver.
 *
 * @throws Error when nothing has arrived for 20 seconds.
 */
export async function awaitArrivals(
  name: string,
  count: number,
  onProgress: (count: number) => void,
): Promise<Arrivals> {
  const { arrivalCounter } = receiverNamed(name);
  const began = performance.now();
  let lastProgressAt = began;
  for (;;) {
    const now = performance.now();
    if (arrivalCounter.count >= count) return arrivalCounter.report();
    if (now - Math.max(began, arrivalCounter.lastAt) > idleTimeoutMs)
      throw new Error(`${count - arrivalCounter.count} of ${count} webhooks to ${name} have not arrived`);
    if (now - lastProgressAt > progressIntervalMs) {
      lastProgressAt = now;
      onProgress(arrivalCounter.count);
    }
    await new Promise((resolve) => setTimeout(resolve, pollIntervalMs));
  }
}
