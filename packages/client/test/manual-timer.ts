import type { Timer } from '../src/platform.ts';

/** Timers that pass when the test says so. */
export function manualTimer() {
  interface Running {
    readonly milliseconds: number;
    readonly pass: () => void;
  }
  const running = new Set<Running>();
  const expected: { readonly fits: (ms: number) => boolean; readonly resolve: (timer: Running) => void }[] =
    [];
  const timer: Timer = (callback, milliseconds) => {
    const entry = {
      milliseconds,
      pass: () => {
        running.delete(entry);
        callback();
      },
    };
    running.add(entry);
    const i = expected.findIndex(({ fits }) => fits(milliseconds));
    if (i >= 0) expected.splice(i, 1)[0]?.resolve(entry);
    return () => running.delete(entry);
  };
  return {
    timer,
    /** Those that were neither cancelled nor passed. */
    running: running as ReadonlySet<Running>,
    /** The next timer that is started for this long. To be called before it is. */
    next: (milliseconds: number) =>
      new Promise<Running>((resolve) => expected.push({ fits: (ms) => ms === milliseconds, resolve })),
  };
}
