import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Storage } from '../storage/storage.ts';
import { type Claimed, claim } from './claim.ts';
import { finish } from './finish.ts';
import { findOrigins } from './store.ts';
import type { Outcome } from './verdict.ts';

/** Deliveries that are under way at the same time: to one server, and in all. */
const mostPerOrigin = 16;
const mostInAll = 128;
/** Milliseconds between two looks, of real time: what others have left is found even if nobody tells. */
const interval = 1000;

interface DispatcherOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Makes one attempt; never rejects. */
  readonly attempt: (claimed: Claimed) => Promise<Outcome>;
  readonly failed: (error: unknown) => void;
  /** From 0 to 1. */
  readonly chance: () => number;
}

/**
 * Sends what is due, over and over. Lines go on side by side, each in its order; of several processes, each takes
 * lines that no other works at. A server that does not answer fills only its own share.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** Lanes under way, by the server that they go to. */
  readonly #busy = new Map<string, Set<number>>();
  #looking: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  readonly #quiet = new Set<() => void>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** @param look what else is to be done at each look. */
  start(look: () => void): void {
    this.#timer = setInterval(() => {
      look();
      this.wake();
    }, interval).unref();
  }

  /** Looks for what is due. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#looking !== undefined) {
      this.#again = true;
      return;
    }
    this.#looking = this.#look()
      .catch((error: unknown) => this.#options.failed(error))
      .finally(() => {
        this.#looking = undefined;
        if (this.#again) {
          this.#again = false;
          this.wake();
        } else this.#tellIfQuiet();
      });
  }

  /** Sends all that is due now, whatever comes of it; what comes due again later waits. */
  async settle(): Promise<void> {
    if (this.#stopped) return;
    const quiet = new Promise<void>((resolve) => this.#quiet.add(resolve));
    this.wake();
    await quiet;
  }

  /** Ends what is under way, and begins nothing more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    while (this.#looking !== undefined) await this.#looking;
    if (this.#count() > 0) await new Promise<void>((resolve) => this.#quiet.add(resolve));
  }

  #tellIfQuiet(): void {
    if (this.#count() > 0) return;
    for (const resolve of this.#quiet) resolve();
    this.#quiet.clear();
  }

  #count(): number {
    let count = 0;
    for (const lanes of this.#busy.values()) count += lanes.size;
    return count;
  }

  async #look(): Promise<void> {
    const { storage, clock } = this.#options;
    const origins = await storage.read((reader) => reader.all(findOrigins, {}));
    for (const { origin } of origins) {
      const busy = this.#busy.get(origin) ?? new Set<number>();
      const room = Math.min(mostPerOrigin - busy.size, mostInAll - this.#count());
      if (room <= 0 || this.#stopped) continue;
      const claimed = await claim(storage, origin, clock.now(), room, busy);
      if (claimed.length === 0) continue;
      this.#busy.set(origin, busy);
      for (const each of claimed) {
        busy.add(each.lane.id);
        void this.#run(each).finally(() => {
          busy.delete(each.lane.id);
          if (busy.size === 0) this.#busy.delete(origin);
          if (this.#stopped) this.#tellIfQuiet();
          else this.wake();
        });
      }
    }
  }

  /** Works at a line until nothing in it is due. */
  async #run(first: Claimed): Promise<void> {
    const { storage, clock, attempt, failed, chance } = this.#options;
    try {
      for (let next: Claimed | undefined = first; next !== undefined; ) {
        const started = clock.now();
        const outcome = await attempt(next);
        next = await finish(storage, next, outcome, {
          started: instant(started),
          now: clock.now(),
          chance: chance(),
        });
        if (this.#stopped) return;
      }
    } catch (error) {
      // The claim ends by itself, and the delivery is tried again.
      failed(error);
    }
  }
}
