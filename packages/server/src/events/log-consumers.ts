import { setTimeout } from 'node:timers/promises';
import { CoalescingRunner } from '../platform/coalescing-runner.ts';
import type { Storage } from '../storage/storage.ts';
import { type Consumer, ConsumerRunner, loadCursor } from './consumer.ts';
import { eventLog } from './event-log.ts';
import { LogTail } from './log-tail.ts';

/** Milliseconds between two attempts at what another process is at, or what has failed. */
const [retryDelayMs, wakeIntervalMs] = [10, 1000];

interface ReadersOptions {
  readonly storage: Storage;
  readonly consumers: readonly Consumer[];
  /** Resolves when some milliseconds of work may begin; they may at once without it. */
  readonly throttle?: (cost: number) => Promise<void>;
  /** Told of errors; what has failed is tried again. */
  readonly onError: (error: unknown) => void;
}

interface RunningConsumer {
  readonly consumerRunner: ConsumerRunner;
  readonly runner: CoalescingRunner;
}

/**
 * Those who read the log: consumers, whose places are in the database, and whoever follows `tail` from a place of its
 * own. None ever skips a record; each sees every one at least once, in the order of the commits.
 */
export class LogConsumers {
  readonly tail: LogTail;
  readonly #options: ReadersOptions;
  readonly #stopping = new AbortController();
  #consumers: readonly RunningConsumer[] = [];
  /** Records that had been consumed when all was settled last. */
  #settledCount = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReadersOptions) {
    this.#options = options;
    this.tail = new LogTail(options);
  }

  async start(): Promise<void> {
    const { storage, consumers } = this.#options;
    await this.tail.start();
    this.#consumers = await Promise.all(consumers.map((consumer) => this.#startConsumer(consumer)));
    this.tail.onEvents(() => this.wake());
    storage.onAppend(eventLog, () => this.tail.wake());
    this.#timer = setInterval(() => this.wake(), wakeIntervalMs).unref();
    // What was committed while it began.
    this.tail.wake();
    this.wake();
  }

  /** How many records each consumer has yet to look at, as far as this process knows, by its name. */
  get lags(): ReadonlyMap<string, number> {
    const { head } = this.tail;
    return new Map(
      this.#consumers.map(({ consumerRunner }) => [consumerRunner.name, head - consumerRunner.position]),
    );
  }

  /** Has consumers go on that waited for something else than records. */
  wake(): void {
    for (const { runner } of this.#consumers) void runner.run();
  }

  /**
   * Resolves when consumers have taken all that is committed by now, or will not take it yet.
   *
   * @returns whether any was taken since the last time.
   */
  async settle(): Promise<boolean> {
    await this.#catchUp();
    const before = this.#settledCount;
    this.#settledCount = this.#consumers.reduce(
      (sum, { consumerRunner }) => sum + consumerRunner.consumed,
      0,
    );
    return this.#settledCount > before;
  }

  /** Has consumers take all that is committed by now, and their places in the database follow. */
  async saveCursors(): Promise<void> {
    await this.#catchUp();
    await Promise.all(this.#consumers.map(({ consumerRunner }) => consumerRunner.save()));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.tail.stop();
    await Promise.all(this.#consumers.map(({ runner }) => runner.stop()));
  }

  async #catchUp(): Promise<void> {
    await this.tail.poll();
    await Promise.all(this.#consumers.map(({ runner }) => runner.run()));
  }

  async #startConsumer(consumer: Consumer): Promise<RunningConsumer> {
    const { storage, onError } = this.#options;
    const cursor = await loadCursor(storage, consumer);
    const consumerRunner = new ConsumerRunner({ ...this.#options, tail: this.tail, consumer }, cursor);
    const runner = new CoalescingRunner(() => this.#runToHead(consumerRunner), onError);
    return { consumerRunner, runner };
  }

  /** Goes on to the end of what is known now; what comes meanwhile asks for another run. */
  async #runToHead(consumerRunner: ConsumerRunner): Promise<void> {
    const { head } = this.tail;
    // The log ends before its place: the database has lost what it had.
    if (consumerRunner.position > head) await consumerRunner.restart();
    while (consumerRunner.position < head && !this.#stopping.signal.aborted) {
      const poll = await consumerRunner.poll();
      if (poll === 'idle' || poll === 'blocked') return;
      if (poll === 'locked') await this.#pause();
    }
  }

  /** Ends early when everything does. */
  async #pause(): Promise<void> {
    await setTimeout(retryDelayMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}
