import { setTimeout } from 'node:timers/promises';
import { CoalescingRunner } from '../platform/coalescing-runner.ts';
import type { Storage } from '../storage/storage.ts';
import type { Consumer } from './consumer.ts';
import { ConsumerRunner } from './consumer-runner.ts';
import { loadOrCreateCursor } from './cursor.ts';
import { eventLog } from './event-log.ts';
import { LogTail } from './log-tail.ts';

/** The delay before a cursor that another process holds is tried again. */
const retryDelayMs = 10;
/** The interval in which consumers poll without a wake-up, which also retries those that failed. */
const wakeIntervalMs = 1000;

/** The signal that events were appended. */
const appendedTopic = 'appended';

interface LogConsumersOptions {
  readonly storage: Storage;
  readonly consumers: readonly Consumer[];
  /** Resolves when background work of this cost may begin. Work is not throttled without it. */
  readonly acquire?: (costMs: number) => Promise<void>;
  /** Called with each error of a consumer; the consumer is retried. */
  readonly onError: (error: unknown) => void;
}

interface RunningConsumer {
  readonly consumer: ConsumerRunner;
  readonly loop: CoalescingRunner;
  readonly batchDelayMs: number | undefined;
}

/**
 * All log consumers of this process, and the tail of the log that they share with streams. A consumer is called at least
 * once per event, in commit order; what it writes happens exactly once.
 */
export class LogConsumers {
  readonly tail: LogTail;
  readonly #options: LogConsumersOptions;
  readonly #stopping = new AbortController();
  #consumers: readonly RunningConsumer[] = [];
  /** The number of consumed events at the last `settle`. */
  #settledCount = 0;
  /** The runs that collect events first. */
  readonly #delayed = new Map<CoalescingRunner, NodeJS.Timeout>();
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
    storage.signals.on(appendedTopic, () => this.tail.wake());
    storage.onAppend(eventLog, () => {
      this.tail.wake();
      storage.signals.send(appendedTopic);
    });
    this.#timer = setInterval(() => this.wake(), wakeIntervalMs).unref();
    // Events may have been committed since the consumers loaded their cursors.
    this.tail.wake();
    this.wake();
  }

  /** By the name of each consumer, how many events that this process knows are ahead of it. */
  get lags(): ReadonlyMap<string, number> {
    const { head } = this.tail;
    return new Map(this.#consumers.map(({ consumer }) => [consumer.name, head - consumer.position]));
  }

  /** Polls all consumers: for those that are blocked by something other than a missing event. */
  wake(): void {
    for (const { loop, batchDelayMs } of this.#consumers) {
      if (batchDelayMs === undefined) void loop.run();
      else this.#runLater(loop, batchDelayMs);
    }
  }

  #runLater(loop: CoalescingRunner, delayMs: number): void {
    if (this.#delayed.has(loop)) return;
    const run = () => {
      this.#delayed.delete(loop);
      void loop.run();
    };
    this.#delayed.set(loop, globalThis.setTimeout(run, delayMs).unref());
  }

  /**
   * Resolves when the consumers have consumed every event that is committed already, or are blocked.
   *
   * @returns whether any event was consumed since the last call.
   */
  async settle(): Promise<boolean> {
    await this.#catchUp();
    const before = this.#settledCount;
    this.#settledCount = this.#consumers.reduce((sum, { consumer }) => sum + consumer.consumed, 0);
    return this.#settledCount > before;
  }

  /** Lets the consumers catch up, then advances their stored cursors past the events that they skipped. */
  async saveCursors(): Promise<void> {
    await this.#catchUp();
    await Promise.all(this.#consumers.map(({ consumer }) => consumer.save()));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const timer of this.#delayed.values()) clearTimeout(timer);
    this.#stopping.abort();
    await this.tail.stop();
    await Promise.all(this.#consumers.map(({ loop }) => loop.stop()));
  }

  async #catchUp(): Promise<void> {
    await this.tail.poll();
    await Promise.all(this.#consumers.map(({ loop }) => loop.run()));
  }

  async #startConsumer(definition: Consumer): Promise<RunningConsumer> {
    const { storage, onError } = this.#options;
    const cursor = await loadOrCreateCursor(storage, definition);
    const consumer = new ConsumerRunner({ ...this.#options, tail: this.tail, consumer: definition }, cursor);
    const loop = new CoalescingRunner(() => this.#runToHead(consumer), onError);
    return { consumer, loop, batchDelayMs: definition.batchDelayMs };
  }

  /** Polls up to the head of now; a newer event starts another run. */
  async #runToHead(consumer: ConsumerRunner): Promise<void> {
    const { head } = this.tail;
    // The log ends before the cursor: a standby without the last commits has been promoted.
    if (consumer.position > head) await consumer.restart();
    while (consumer.position < head && !this.#stopping.signal.aborted) {
      const result = await consumer.poll();
      if (result === 'idle' || result === 'blocked') return;
      if (result === 'locked') await this.#pause();
    }
  }

  /** Ends early when the consumers are stopped. */
  async #pause(): Promise<void> {
    await setTimeout(retryDelayMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}
