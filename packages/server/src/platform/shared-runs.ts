import { setTimeout } from 'node:timers/promises';

/** Longer runs are those that wait, and need no longer pause. */
const maxPauseMs = 1000;

/**
 * Shares the runs of expensive work between its callers. Each gets the result of a run that begins after its call; runs
 * never overlap, and the pause after each of them leaves the other work on the thread its part of the time.
 *
 * @param share of the time that the runs may take, less than 1.
 */
export function shareRuns<Result>(work: () => Promise<Result>, share: number): () => Promise<Result> {
  let next: Promise<Result> | undefined;
  let latest: Promise<unknown> = Promise.resolve();
  let readyAt = 0;

  const runAfter = async (before: Promise<unknown>): Promise<Result> => {
    await before.catch(() => {});
    const pauseMs = readyAt - performance.now();
    if (pauseMs > 0) await setTimeout(pauseMs);
    next = undefined;
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      const endedAt = performance.now();
      readyAt = endedAt + Math.min(maxPauseMs, (endedAt - startedAt) * (1 / share - 1));
    }
  };
  return () => {
    if (next === undefined) {
      next = runAfter(latest);
      latest = next;
    }
    return next;
  };
}
