/** At the start: it may end before anybody waits for that. */
const parentPid = process.ppid;

/** Calls back when the process is told to stop: by SIGTERM or SIGINT, of which a second one ends it, or by npm's end. */
export function onShutdownSignal(onStop: (reason: string) => void): void {
  process.once('SIGTERM', onStop);
  process.once('SIGINT', onStop);
  if (process.env['npm_lifecycle_event'] !== undefined) onOrphaned(() => onStop('npm is gone'));
}

/**
 * npm runs a script in a shell, which ends at a signal without passing it on. Then the process has another parent, and
 * takes that for the signal.
 */
function onOrphaned(onStop: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(timer);
    onStop();
  }, 250).unref();
}
