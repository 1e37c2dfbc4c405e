import { setTimeout } from 'node:timers/promises';
import { CoalescingRunner } from '../platform/coalescing-runner.ts';
import type { Storage } from '../storage/storage.ts';
import type { Consumer } from './consumer.ts';
import { ConsumerRunner } from './consumer-runner.ts';
import { loadCursor } from './cursor.ts';
import { eventLog } from './event-log.ts';
import { LogTail } from './log-tail.ts';

/** The delay before a cursor that another process holds is tried again. */
const retryDelayMs = 10;
/** The interval in which consumers poll without a wake-up, which also retries those that failed. */
const wakeIntervalMs = 1000;

interface LogConsumersOptions {
  readonly storage: Storage;
  readonly consumers: readonly Consumer[];
  /** Resolves when background work of this cost may begin. Work is not throttled without it. */
  readonly acquire?: (costMs: number) => Promise<void>;
  /** Called with each error of a consumer; the consumer is retried. */
  readonly onError: (error: unknown) => void;
}

interface RunningConsumer {
  readonly consumerRunner: ConsumerRunner;
  readonly runner: CoalescingRunner;
}

/**
 * All log consumers of this process, and the tail of the log that they share with streams. Every consumer sees every
 * event at least once, in commit order, and never skips one.
 */
export class LogConsumers {
  readonly tail: LogTail;
  readonly #options: LogConsumersOptions;
  readonly #stopping = new AbortController();
  #consumers: readonly RunningConsumer[] = [];
  /** The number of consumed events at the last `settle`. */
  #settledCount = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LogConsumersOptions) {
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
    // Events may have been committed since the consumers loaded their cursors.
    this.tail.wake();
    this.wake();
  }

  /** By the name of each consumer, how many events that this process knows are ahead of it. */
  get lags(): ReadonlyMap<string, number> {
    const { head } = this.tail;
    return new Map(
      this.#consumers.map(({ consumerRunner }) => [consumerRunner.name, head - consumerRunner.position]),
    );
  }

  /** Polls all consumers: for those that are blocked by something other than a missing event. */
  wake(): void {
    for (const { runner } of this.#consumers) void runner.run();
  }

  /**
   * Resolves when the consumers have consumed every event that is committed already, or are blocked.
   *
   * @returns whether any event was consumed since the last call.
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

  /** Lets the consumers catch up, then advances their stored cursors past the events that they skipped. */
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

  /** Polls up to the head of now; a newer event starts another run. */
  async #runToHead(consumerRunner: ConsumerRunner): Promise<void> {
    const { head } = this.tail;
    // The log ends before the cursor: a standby without the last commits has been promoted.
    if (consumerRunner.position > head) await consumerRunner.restart();
    while (consumerRunner.position < head && !this.#stopping.signal.aborted) {
      const result = await consumerRunner.poll();
      if (result === 'idle' || result === 'blocked') return;
      if (result === 'locked') await this.#pause();
    }
  }

  /** Ends early when the consumers are stopped. */
  async #pause(): Promise<void> {
    await setTimeout(retryDelayMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}
