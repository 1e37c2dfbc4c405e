import { setImmediate } from 'node:timers/promises';
import { CoalescingRunner } from '../platform/coalescing-runner.ts';
import type { Storage } from '../storage/storage.ts';
import { findHead, type LoggedEvent, readEvents, readEventsAfter } from './event-log.ts';
import { RecentEvents } from './recent-events.ts';

/** The number of events that one query reads. */
const pageSize = 100;
/** The interval of polls without a wake-up, which find the events of other processes. */
const pollIntervalMs = 250;

interface LogTailOptions {
  readonly storage: Pick<Storage, 'read' | 'exclusive'>;
  /** Called when a poll fails; not again before one has succeeded. */
  readonly onError: (error: unknown) => void;
}

/**
 * Polls the end of the log once for all consumers and streams of this process. An event is known here some time after
 * its commit: at once after a wake-up, at the next poll otherwise. The newest events are kept in memory.
 */
export class LogTail {
  readonly #storage: LogTailOptions['storage'];
  readonly #onError: LogTailOptions['onError'];
  readonly #poller: CoalescingRunner;
  readonly #listeners = new Set<() => void>();
  #recent = new RecentEvents(0);
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor({ storage, onError }: LogTailOptions) {
    this.#storage = storage;
    this.#onError = onError;
    this.#poller = new CoalescingRunner(
      () => this.#poll(),
      (error) => {
        if (!this.#failing) this.#onError(error);
        this.#failing = true;
      },
    );
  }

  /** The position of the newest event that is known; 0 when there is none. */
  get head(): number {
    return this.#recent.head;
  }

  /** Starts polling after the events that already exist. */
  async start(): Promise<void> {
    this.#recent = new RecentEvents(await this.newest());
    // A caller of `wait` may wait for one of these events already.
    this.#notify();
    this.#timer = setInterval(() => this.wake(), pollIntervalMs).unref();
  }

  /** The position of the newest committed event, which may not be known here yet; 0 when there is none. */
  async newest(): Promise<number> {
    const found = await this.#storage.read((reader) => reader.one(findHead, {}));
    return found?.position ?? 0;
  }

  /** The position of the oldest event that is still in the database; 1 when there is none. */
  async oldest(): Promise<number> {
    const [found] = await this.#storage.read((reader) => readEvents(reader, 0, 1));
    return found?.position ?? 1;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#poller.stop();
  }

  /** Polls soon: a hint that there are new events. */
  wake(): void {
    void this.poll();
  }

  /** Resolves when every event that was committed before the call is known. */
  poll(): Promise<void> {
    return this.#poller.run();
  }

  /**
   * The next events after a position, in order, a maximum of `limit` and fewer of them if they are long; none when none
   * is known yet. Positions have no
   * gaps: if the first event is not at the next position, the events between were removed by the retention.
   */
  async read(position: number, limit = pageSize): Promise<readonly LoggedEvent[]> {
    return (
      this.#recent.after(position, limit) ??
      this.#storage.read((reader) => readEvents(reader, position, limit))
    );
  }

  /** Calls `listener` whenever new events are known. Returns a function that removes it. */
  onEvents(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when there may be events after a position, after a timeout, or when the signal aborts. */
  wait(position: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.head > position) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        removeListener();
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', done);
      const removeListener = this.onEvents(done);
    });
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** A promoted standby may lack the last events: their positions are then given to other events. */
  async #detectRollback(): Promise<void> {
    const newest = await this.newest();
    if (newest >= this.head) return;
    this.#recent = new RecentEvents(newest);
    this.#notify();
  }

  async #poll(): Promise<void> {
    // Events of several commits in one tick are read together, and never in the middle of a commit.
    await setImmediate();
    for (let more = true; more; ) {
      const batch = await this.#storage.read((reader) => readEventsAfter(reader, this.head, pageSize));
      const { events } = batch;
      more = batch.mayHaveMore;
      if (events.length === 0) {
        if (!this.#storage.exclusive) await this.#detectRollback();
        break;
      }
      this.#recent.add(events);
      this.#notify();
    }
    this.#failing = false;
  }
}
