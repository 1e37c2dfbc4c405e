/** A process is idle when its thread did nothing for nearly all of so long. */
const defaultWindowMs = 5_000;
const idleUtilization = 0.02;

/** The collection stops the thread for 30 to 100 ms with 20 MiB in use; with more than this, it would be noticed. */
const maxHeapBytes = 64 * 2 ** 20;

/**
 * Collects all garbage when the process has become idle, after its start and after each time that it was busy. V8 then also
 * gives back to the system what it keeps for new objects: 16 MiB after a start. By itself it waits for more garbage, which
 * an idle process does not make.
 */
export function releaseIdleMemory(windowMs = defaultWindowMs): void {
  let before = performance.eventLoopUtilization();
  let wasBusy = true;
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    const isBusy = performance.eventLoopUtilization(now, before).utilization > idleUtilization;
    before = now;
    if (wasBusy && !isBusy && process.memoryUsage().heapUsed < maxHeapBytes)
      // Node may be without an inspector, as with its option --permission.
      collectGarbage().catch(() => {});
    wasBusy = isBusy;
  }, windowMs).unref();
}

async function collectGarbage(): Promise<void> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
}
