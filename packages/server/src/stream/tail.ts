import { setImmediate } from 'node:timers/promises';
import { findHead } from '../events/consumer.ts';
import { type LoggedEvent, readEvents } from '../events/event.ts';
import type { Storage } from '../storage/storage.ts';
import { Window } from './window.ts';

/** Records that are read at a time. */
const page = 100;
/** Milliseconds between two looks for records that nobody has told of: those of other processes. */
const interval = 250;

interface TailOptions {
  readonly storage: Pick<Storage, 'read'>;
  /** Told of a look that failed, once until one succeeds. */
  readonly failed: (error: unknown) => void;
}

/** The end of the log, followed once for all streams of this process, and only while there are any. */
export class Tail {
  readonly #storage: TailOptions['storage'];
  readonly #failed: TailOptions['failed'];
  #window = new Window(0);
  #streams = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #again = false;
  #failing = false;
  readonly #waiting = new Set<() => void>();

  constructor({ storage, failed }: TailOptions) {
    this.#storage = storage;
    this.#failed = failed;
  }

  /** Position of the newest record that is committed, 0 when there is none. */
  async head(): Promise<number> {
    const found = await this.#storage.read((reader) => reader.one(findHead, {}));
    return found?.position ?? 0;
  }

  /**
   * Begins to follow, for one stream more.
   *
   * @param head as just found.
   * @returns ends it.
   */
  join(head: number): () => void {
    if (this.#streams++ === 0) {
      this.#window = new Window(head);
      this.#timer = setInterval(() => this.wake(), interval).unref();
    }
    return () => {
      if (--this.#streams > 0) return;
      clearInterval(this.#timer);
      this.#window = new Window(0);
    };
  }

  /** Looks for new records; a hint that there are some. */
  wake(): void {
    if (this.#streams === 0) return;
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    void this.#look();
  }

  /** The next records after a position, in order; none when none is known yet. */
  async read(position: number): Promise<readonly LoggedEvent[]> {
    return (
      this.#window.after(position, page) ?? this.#storage.read((reader) => readEvents(reader, position, page))
    );
  }

  /** Resolves when there may be records after a position, after some milliseconds, or when the signal says so. */
  wait(position: number, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#window.head > position) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }

  async #look(): Promise<void> {
    try {
      while (this.#again && this.#streams > 0) {
        this.#again = false;
        // What is committed in one turn is read at once, and nothing is read inside of a commit.
        await setImmediate();
        await this.#readOn();
      }
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#failed(error);
      this.#failing = true;
    } finally {
      this.#looking = false;
    }
  }

  async #readOn(): Promise<void> {
    if (this.#streams === 0) return;
    const window = this.#window;
    const events = await this.#storage.read((reader) => readEvents(reader, window.head, page));
    // All streams may have ended meanwhile, and others begun.
    if (events.length === 0 || window !== this.#window) return;
    window.add(events);
    if (events.length === page) this.#again = true;
    for (const done of this.#waiting) done();
  }
}
