/** At the start: it may end before anybody waits for that. */
const parent = process.ppid;

/** Calls back when the process is told to stop: by SIGTERM or SIGINT, of which a second one ends it, or by npm's end. */
export function whenToldToStop(stop: (reason: string) => void): void {
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (process.env['npm_lifecycle_event'] !== undefined) whenOrphaned(() => stop('npm is gone'));
}

/**
 * npm runs a script in a shell, which ends at a signal without passing it on. Then the process has another parent, and
 * takes that for the signal.
 */
function whenOrphaned(stop: () => void): void {
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    stop();
  }, 250).unref();
}
