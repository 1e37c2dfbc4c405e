/** Counts what has arrived at a receiver: the total, duplicates, and webhooks that overtook their predecessor. */

import type { Arrivals } from './webhook-messages.ts';

/** The counted properties of a webhook. */
export interface Arrival {
  /** The same for all attempts of a delivery. */
  readonly token: string;
  readonly conversationSid: string;
  /** Index of the message in its conversation; null when the webhook is not about a message. */
  readonly index: number | null;
}

export class ArrivalCounter {
  readonly #tokens = new Set<string>();
  readonly #newest = new Map<string, number>();
  #duplicates = 0;
  #outOfOrder = 0;
  #lastAt = 0;

  get count(): number {
    return this.#tokens.size;
  }

  /** Milliseconds of this process's clock. */
  get lastAt(): number {
    return this.#lastAt;
  }

  add({ token, conversationSid, index }: Arrival, now: number): void {
    this.#lastAt = now;
    if (this.#tokens.has(token)) {
      this.#duplicates += 1;
      return;
    }
    this.#tokens.add(token);
    if (index === null) return;
    if (index <= (this.#newest.get(conversationSid) ?? -1)) this.#outOfOrder += 1;
    else this.#newest.set(conversationSid, index);
  }

  report(): Arrivals {
    return {
      count: this.#tokens.size,
      duplicates: this.#duplicates,
      outOfOrder: this.#outOfOrder,
      lastAt: this.#lastAt,
      now: performance.now(),
    };
  }
}
