import { setImmediate } from 'node:timers/promises';
import { CoalescingRunner } from '../platform/coalescing-runner.ts';
import type { Storage } from '../storage/storage.ts';
import { findHead, type LoggedEvent, readEvents } from './event-log.ts';
import { RecentEvents } from './recent-events.ts';

/** Records that are read at a time. */
const pageSize = 100;
/** Milliseconds between two looks for records that nobody has told of: those of other processes. */
const pollIntervalMs = 250;

interface TailOptions {
  readonly storage: Pick<Storage, 'read' | 'exclusive'>;
  /** Told of a look that failed, once until one succeeds. */
  readonly onError: (error: unknown) => void;
}

/**
 * The end of the log, followed once for all readers of this process. A record is known here some time after its
 * commit: at once when somebody tells of it, and at the next look otherwise. The newest are kept in memory, so
 * readers that keep up share them.
 */
export class LogTail {
  readonly #storage: TailOptions['storage'];
  readonly #onError: TailOptions['onError'];
  readonly #poller: CoalescingRunner;
  readonly #listeners = new Set<() => void>();
  #recent = new RecentEvents(0);
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor({ storage, onError }: TailOptions) {
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

  /** Position of the newest record that is known; 0 when there is none. */
  get head(): number {
    return this.#recent.head;
  }

  /** Begins to follow, behind what is there. */
  async start(): Promise<void> {
    this.#recent = new RecentEvents(await this.newest());
    // Some may wait already for what has come by now.
    this.#notify();
    this.#timer = setInterval(() => this.wake(), pollIntervalMs).unref();
  }

  /** Position of the newest record that is committed, 0 when there is none; it may not be known here yet. */
  async newest(): Promise<number> {
    const found = await this.#storage.read((reader) => reader.one(findHead, {}));
    return found?.position ?? 0;
  }

  /** Position of the oldest record that is kept, in the database, 1 when there is none. */
  async oldest(): Promise<number> {
    const [found] = await this.#storage.read((reader) => readEvents(reader, 0, 1));
    return found?.position ?? 1;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#poller.stop();
  }

  /** Looks for new records soon; a hint that there are some. */
  wake(): void {
    void this.poll();
  }

  /** Resolves when all is known that is committed by now. */
  poll(): Promise<void> {
    return this.#poller.run();
  }

  /**
   * The next records after a position, in order, at most 100; none when none is known yet. Positions have no gaps, so
   * when the first is not the very next, those between have been removed for their age.
   */
  async read(position: number): Promise<readonly LoggedEvent[]> {
    return (
      this.#recent.after(position, pageSize) ??
      this.#storage.read((reader) => readEvents(reader, position, pageSize))
    );
  }

  /** Calls `listener` whenever new records are known. Answers what ends that. */
  onEvents(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when there may be records after a position, after some milliseconds, or when the signal says so. */
  wait(position: number, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.head > position) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        forget();
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
      const forget = this.onEvents(done);
    });
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** A standby that takes over may lack the last records: then positions come again, for others. */
  async #detectRollback(): Promise<void> {
    const newest = await this.newest();
    if (newest >= this.head) return;
    this.#recent = new RecentEvents(newest);
    this.#notify();
  }

  async #poll(): Promise<void> {
    // What is committed in one turn is read at once, and nothing is read inside of a commit.
    await setImmediate();
    for (let more = true; more; ) {
      const events = await this.#storage.read((reader) => readEvents(reader, this.head, pageSize));
      more = events.length === pageSize;
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
