import { CoalescingRunner } from '../platform/coalescing-runner.ts';
import type { PeriodicJob } from './periodic-job.ts';

/** Real time between two rounds. */
const pollIntervalMs = 1000;

/**
 * Runs the periodic jobs, at its start and then every second. Each finds in the database what is due, so nothing is
 * lost with the process, and what became due while no process ran is done at the next start.
 */
export class Scheduler {
  readonly #periodicJobs: readonly PeriodicJob[];
  readonly #onError: (error: unknown) => void;
  readonly #runner: CoalescingRunner;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #wakeScheduled = false;
  /** When every periodic job had last had its turn. */
  #allRanAt = performance.now();

  /** @param onError receives the error of a periodic job, which runs again in the next round. */
  constructor(periodicJobs: readonly PeriodicJob[], onError: (error: unknown) => void) {
    this.#periodicJobs = periodicJobs;
    this.#onError = onError;
    this.#runner = new CoalescingRunner(() => this.#runRounds(), onError);
  }

  /** Milliseconds of real time by which the periodic jobs are late; 0 while each has its turn every second. */
  get lagMs(): number {
    return Math.max(performance.now() - this.#allRanAt - 2 * pollIntervalMs, 0);
  }

  start(): void {
    const poll = async () => {
      await this.runDue();
      if (!this.#stopped) this.#timer = setTimeout(poll, pollIntervalMs).unref();
    };
    void poll();
  }

  /** Starts a round at the end of this tick, for work that has just been added. */
  wake(): void {
    if (this.#wakeScheduled || this.#stopped) return;
    this.#wakeScheduled = true;
    setImmediate(() => {
      this.#wakeScheduled = false;
      void this.runDue();
    });
  }

  /** Does everything that is due now. A call during a run waits for it and then runs again. */
  runDue(): Promise<void> {
    return this.#runner.run();
  }

  /** Begins no other periodic job, and resolves when the running one has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#runner.stop();
  }

  async #runRounds(): Promise<void> {
    // One batch of each at a time, so that a long backlog of one does not delay the others.
    let remaining = [...this.#periodicJobs];
    let hasAll = true;
    while (remaining.length > 0 && !this.#stopped) {
      const unfinished: PeriodicJob[] = [];
      for (const periodicJob of remaining)
        if (await this.#runBatch(periodicJob)) unfinished.push(periodicJob);
      if (hasAll) this.#allRanAt = performance.now();
      remaining = unfinished;
      // A job that goes on for long may wait for what another one does.
      hasAll = remaining.length > 0 && performance.now() - this.#allRanAt >= pollIntervalMs;
      if (hasAll) remaining = [...this.#periodicJobs];
    }
  }

  /** Returns whether there may be more to do. */
  async #runBatch(periodicJob: PeriodicJob): Promise<boolean> {
    try {
      return await periodicJob();
    } catch (error) {
      this.#onError(error);
      return false;
    }
  }
}
