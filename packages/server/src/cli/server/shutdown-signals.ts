/** Read when the process starts, because the parent may end before anything waits for that. */
const parentPid = process.ppid;

/** Calls `onStop` on SIGTERM, SIGINT and the end of npm. A second signal of the same kind ends the process. */
export function onShutdownSignal(onStop: (reason: string) => void): void {
  process.once('SIGTERM', onStop);
  process.once('SIGINT', onStop);
  if (process.env['npm_lifecycle_event'] !== undefined) onOrphaned(() => onStop('npm ended'));
}

/**
 * npm runs a script in a shell that ends on a signal without forwarding it. The process then gets another parent, which
 * is what this detects.
 */
function onOrphaned(onStop: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(timer);
    onStop();
  }, 250).unref();
}
