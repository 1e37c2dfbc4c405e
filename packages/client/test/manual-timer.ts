import type { Timer } from '../src/platform.ts';

/** Timers that pass when the test says so. */
export function createManualTimer() {
  interface RunningTimer {
    readonly milliseconds: number;
    readonly fire: () => void;
  }
  const runningTimers = new Set<RunningTimer>();
  const waiters: {
    readonly isMatch: (ms: number) => boolean;
    readonly resolve: (timer: RunningTimer) => void;
  }[] = [];
  const timer: Timer = (callback, milliseconds) => {
    const entry = {
      milliseconds,
      fire: () => {
        runningTimers.delete(entry);
        callback();
      },
    };
    runningTimers.add(entry);
    const i = waiters.findIndex(({ isMatch }) => isMatch(milliseconds));
    if (i >= 0) waiters.splice(i, 1)[0]?.resolve(entry);
    return () => runningTimers.delete(entry);
  };
  return {
    timer,
    /** Those that were neither cancelled nor passed. */
    runningTimers: runningTimers as ReadonlySet<RunningTimer>,
    /** The next timer that is started for this long. To be called before it is. */
    waitForTimer: (milliseconds: number) =>
      new Promise<RunningTimer>((resolve) => waiters.push({ isMatch: (ms) => ms === milliseconds, resolve })),
  };
}
