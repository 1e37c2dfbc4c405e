import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Storage } from '../storage/storage.ts';
import { Breaker } from './breaker.ts';
import { type Claimed, claim } from './claim.ts';
import { finish } from './finish.ts';
import { findOrigins } from './store.ts';
import type { Outcome } from './verdict.ts';

/** Deliveries that are under way at the same time: to one server, and in all. */
const mostPerOrigin = 16;
const mostInAll = 128;
/** Milliseconds between two looks, of real time: what others have left is found even if nobody tells. */
const interval = 1000;
/** Milliseconds of real time that whoever waits for quiet waits at most: where there is much to do, it never is. */
const patience = 30_000;

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
  readonly #breaker = new Breaker();
  /** Where the last look ended for want of room; the next goes on there, so that each server has its turn. */
  #last = '';
  /** How many of these have failed by our own fault, and rest. */
  #failing = 0;
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
        if (this.#again && !this.#stopped) {
          this.#again = false;
          this.wake();
        } else this.#tellIfQuiet();
      });
  }

  /** Sends all that is due now, whatever comes of it; what comes due again later waits. */
  async settle(): Promise<void> {
    if (this.#stopped) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#quiet.add(resolve);
    const enough = setTimeout(resolve, patience);
    this.wake();
    await promise;
    clearTimeout(enough);
    this.#quiet.delete(resolve);
  }

  /** Ends what is under way, and begins nothing more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    while (this.#looking !== undefined) await this.#looking;
    if (this.#count() > this.#failing) await new Promise<void>((resolve) => this.#quiet.add(resolve));
  }

  #tellIfQuiet(): void {
    if (this.#count() > this.#failing) return;
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
    const found = await storage.read((reader) => reader.all(findOrigins, {}));
    const origins = found.map(({ origin }) => origin);
    this.#breaker.keep(origins);
    const next = Math.max(
      origins.findIndex((origin) => origin > this.#last),
      0,
    );
    for (const origin of [...origins.slice(next), ...origins.slice(0, next)]) {
      if (this.#stopped) return;
      const busy = this.#busy.get(origin) ?? new Set<number>();
      const free = Math.min(mostPerOrigin - busy.size, mostInAll - this.#count());
      const room = this.#breaker.room(origin, clock.now(), free, busy.size);
      if (room <= 0) continue;
      const claimed = await claim(storage, origin, clock.now(), room, busy);
      if (claimed.length === 0) continue;
      this.#last = origin;
      this.#busy.set(origin, busy);
      for (const each of claimed) this.#begin(each, busy);
    }
  }

  #begin(claimed: Claimed, busy: Set<number>): void {
    const { id, origin } = claimed.lane;
    busy.add(id);
    const end = () => {
      busy.delete(id);
      if (busy.size === 0 && this.#busy.get(origin) === busy) this.#busy.delete(origin);
    };
    this.#run(claimed).then(
      () => {
        end();
        if (this.#stopped) this.#tellIfQuiet();
        else this.wake();
      },
      (error: unknown) => {
        // The delivery will be sent again, but not at once: what could not be written will not be so soon.
        this.#options.failed(error);
        this.#failing++;
        setTimeout(() => {
          this.#failing--;
          end();
          this.#tellIfQuiet();
        }, interval).unref();
        this.#tellIfQuiet();
      },
    );
  }

  /** Works at a line until nothing in it is due. */
  async #run(first: Claimed): Promise<void> {
    const { storage, clock, attempt, chance } = this.#options;
    for (let next: Claimed | undefined = first; next !== undefined; ) {
      const { origin } = next.lane;
      const started = clock.now();
      const outcome = await attempt(next);
      const now = clock.now();
      this.#breaker.record(origin, outcome, now);
      const goesOn = () => !this.#stopped && this.#breaker.isUp(origin);
      next = await finish(storage, next, outcome, {
        started: instant(started),
        now,
        chance: chance(),
        goesOn,
      });
      if (this.#stopped) return;
    }
  }
}
