import { CoalescingRunner } from '../platform/coalescing-runner.ts';
import type { PeriodicJob } from './periodic-job.ts';

/** Milliseconds between two looks for due work. */
const pollIntervalMs = 1000;

/**
 * Looks for due work, once at the start and then every second. What is due is found in the database, so
 * nothing is lost with the process, and what came due meanwhile is done at the next start.
 */
export class Scheduler {
  readonly #periodicJobs: readonly PeriodicJob[];
  readonly #onError: (error: unknown) => void;
  readonly #runner: CoalescingRunner;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #wakeScheduled = false;

  /** @param onError is told of a chore's error; the chore is tried again at the next look. */
  constructor(periodicJobs: readonly PeriodicJob[], onError: (error: unknown) => void) {
    this.#periodicJobs = periodicJobs;
    this.#onError = onError;
    this.#runner = new CoalescingRunner(() => this.#runRounds(), onError);
  }

  start(): void {
    const poll = async () => {
      await this.runDue();
      if (!this.#stopped) this.#timer = setTimeout(poll, pollIntervalMs).unref();
    };
    void poll();
  }

  /** Looks soon, for work that has just been left. */
  wake(): void {
    if (this.#wakeScheduled || this.#stopped) return;
    this.#wakeScheduled = true;
    setImmediate(() => {
      this.#wakeScheduled = false;
      void this.runDue();
    });
  }

  /** Does all that is due now. A call during another waits for it and looks again. */
  runDue(): Promise<void> {
    return this.#runner.run();
  }

  /** Whether the chore may have more to do. */
  async #runOnce(periodicJob: PeriodicJob): Promise<boolean> {
    try {
      return await periodicJob();
    } catch (error) {
      this.#onError(error);
      return false;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#runner.stop();
  }

  async #runRounds(): Promise<void> {
    // In turns, so that much of one kind does not keep the others waiting.
    let remaining = [...this.#periodicJobs];
    while (remaining.length > 0 && !this.#stopped) {
      const more: PeriodicJob[] = [];
      for (const periodicJob of remaining) if (await this.#runOnce(periodicJob)) more.push(periodicJob);
      remaining = more;
    }
  }
}
