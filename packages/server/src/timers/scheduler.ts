import { Repeated } from '../platform/repeated.ts';
import type { Chore } from '../resources/chore.ts';

/** Milliseconds between two looks for due work. */
const interval = 1000;

/**
 * Looks for due work, once at the start and then every second. What is due is found in the database, so
 * nothing is lost with the process, and what came due meanwhile is done at the next start.
 */
export class Scheduler {
  readonly #chores: readonly Chore[];
  readonly #failed: (error: unknown) => void;
  readonly #running: Repeated;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #woken = false;

  /** @param failed is told of a chore's error; the chore is tried again at the next look. */
  constructor(chores: readonly Chore[], failed: (error: unknown) => void) {
    this.#chores = chores;
    this.#failed = failed;
    this.#running = new Repeated(() => this.#run(), failed);
  }

  start(): void {
    const look = async () => {
      await this.runDue();
      if (!this.#stopped) this.#timer = setTimeout(look, interval).unref();
    };
    void look();
  }

  /** Looks soon, for work that has just been left. */
  wake(): void {
    if (this.#woken || this.#stopped) return;
    this.#woken = true;
    setImmediate(() => {
      this.#woken = false;
      void this.runDue();
    });
  }

  /** Does all that is due now. A call during another waits for it and looks again. */
  runDue(): Promise<void> {
    return this.#running.run();
  }

  /** Whether the chore may have more to do. */
  async #did(chore: Chore): Promise<boolean> {
    try {
      return await chore();
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running.stop();
  }

  async #run(): Promise<void> {
    // In turns, so that much of one kind does not keep the others waiting.
    let left = [...this.#chores];
    while (left.length > 0 && !this.#stopped) {
      const more: Chore[] = [];
      for (const chore of left) if (await this.#did(chore)) more.push(chore);
      left = more;
    }
  }
}
