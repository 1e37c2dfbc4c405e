import { setTimeout } from 'node:timers/promises';
import { Repeated } from '../platform/repeated.ts';
import type { Storage } from '../storage/storage.ts';
import { type Consumer, Follower, placeOf } from './consumer.ts';
import { eventLog } from './event.ts';
import { Tail } from './tail.ts';

/** Milliseconds between two attempts at what another process is at, or what has failed. */
const [pause, rest] = [10, 1000];

interface ReadersOptions {
  readonly storage: Storage;
  readonly consumers: readonly Consumer[];
  /** Resolves when some milliseconds of work may begin; they may at once without it. */
  readonly giveWay?: (cost: number) => Promise<void>;
  /** Told of errors; what has failed is tried again. */
  readonly failed: (error: unknown) => void;
}

interface Following {
  readonly follower: Follower;
  readonly going: Repeated;
}

/**
 * Those who read the log: consumers, whose places are in the database, and whoever follows `tail` from a place of its
 * own. None ever skips a record; each sees every one at least once, in the order of the commits.
 */
export class Readers {
  readonly tail: Tail;
  readonly #options: ReadersOptions;
  readonly #stopping = new AbortController();
  #followings: readonly Following[] = [];
  /** Records that had been consumed when all was settled last. */
  #settled = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReadersOptions) {
    this.#options = options;
    this.tail = new Tail(options);
  }

  async start(): Promise<void> {
    const { storage, consumers } = this.#options;
    await this.tail.start();
    this.#followings = await Promise.all(consumers.map((consumer) => this.#following(consumer)));
    this.tail.onNews(() => this.wake());
    storage.onAppend(eventLog, () => this.tail.wake());
    this.#timer = setInterval(() => this.wake(), rest).unref();
    // What was committed while it began.
    this.tail.wake();
    this.wake();
  }

  /** How many records each consumer has yet to look at, as far as this process knows, by its name. */
  get lags(): ReadonlyMap<string, number> {
    const { head } = this.tail;
    return new Map(this.#followings.map(({ follower }) => [follower.name, head - follower.position]));
  }

  /** Has consumers go on that waited for something else than records. */
  wake(): void {
    for (const { going } of this.#followings) void going.run();
  }

  /**
   * Resolves when consumers have taken all that is committed by now, or will not take it yet.
   *
   * @returns whether any was taken since the last time.
   */
  async settle(): Promise<boolean> {
    await this.#catchUp();
    const before = this.#settled;
    this.#settled = this.#followings.reduce((sum, { follower }) => sum + follower.consumed, 0);
    return this.#settled > before;
  }

  /** Has consumers take all that is committed by now, and their places in the database follow. */
  async savePlaces(): Promise<void> {
    await this.#catchUp();
    await Promise.all(this.#followings.map(({ follower }) => follower.save()));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.tail.stop();
    await Promise.all(this.#followings.map(({ going }) => going.stop()));
  }

  async #catchUp(): Promise<void> {
    await this.tail.look();
    await Promise.all(this.#followings.map(({ going }) => going.run()));
  }

  async #following(consumer: Consumer): Promise<Following> {
    const { storage, failed } = this.#options;
    const place = await placeOf(storage, consumer);
    const follower = new Follower({ ...this.#options, tail: this.tail, consumer }, place);
    const going = new Repeated(() => this.#go(follower), failed);
    return { follower, going };
  }

  /** Goes on to the end of what is known now; what comes meanwhile asks for another run. */
  async #go(follower: Follower): Promise<void> {
    const { head } = this.tail;
    // The log ends before its place: the database has lost what it had.
    if (follower.position > head) await follower.restart();
    while (follower.position < head && !this.#stopping.signal.aborted) {
      const step = await follower.step();
      if (step === 'end' || step === 'wait') return;
      if (step === 'held') await this.#pause();
    }
  }

  /** Ends early when everything does. */
  async #pause(): Promise<void> {
    await setTimeout(pause, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}
