/** The report of an order. */

import type { SocketReport } from './realtime-messages.ts';

const noLatency = { p50: 0, p95: 0, p99: 0, max: 0 };

/** Measures an order, and fills in what it does not measure. */
export async function measureOrder(
  sockets: number,
  work: () => Promise<Partial<SocketReport>>,
): Promise<SocketReport> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const seconds = result.seconds ?? (performance.now() - started) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    sockets,
    deliveries: 0,
    messages: 0,
    seconds,
    generatorCpuShare: (cpu.user + cpu.system) / 1e6 / ((performance.now() - started) / 1000),
    latency: noLatency,
    replyToSocket: noLatency,
    dueToSocket: noLatency,
    ...result,
  };
}
