/** Measures the sockets of client SDKs: fan-out, latency, memory, the start of the official client, and a storm. */

import { Helper } from '../helper-process.ts';
import { cpuMicroseconds } from '../machine/process-usage.ts';
import type { Options, RealtimePart } from '../options.ts';
import { progressLine } from '../progress.ts';
import type { FanOutResult, RealtimeResults, SteadyResult } from '../reports/realtime-results.ts';
import { ratio } from '../reports/statistics.ts';
import type { Databases } from '../targets/databases.ts';
import { type ProductOptions, stopProduct } from '../targets/product.ts';
import { measureClientStarts } from './measure-client-starts.ts';
import { measureFanOut } from './measure-fan-out.ts';
import { measureIdle } from './measure-idle.ts';
import { measureProcesses } from './measure-processes.ts';
import { measureStorm } from './measure-storm.ts';
import { createRoom, startRealtimeTarget } from './realtime-target.ts';

const atOnce = 50;

/** The length of a warm-up, in samples. */
const warmUpFactor = 5;

/** The sizes of all measurements. */
const sizes = {
  full: {
    sockets: 1000,
    productMessages: 2000,
    naiveMessages: 200,
    steadySockets: 500,
    steadyRate: 200,
    processes: { sockets: 20, rate: 20, count: 400 },
    idle: { few: 1000, many: 10_000, restMs: 20_000, collectMs: 3000, probeRate: 500 },
    starts: [
      { conversations: 400, milliseconds: 1500 },
      { conversations: 1000, milliseconds: 3000 },
    ],
    storm: { clients: 2000, probeSeconds: 3 },
  },
  smoke: {
    sockets: 20,
    productMessages: 40,
    naiveMessages: 40,
    steadySockets: 20,
    steadyRate: 50,
    processes: { sockets: 5, rate: 20, count: 20 },
    idle: { few: 10, many: 20, restMs: 100, collectMs: 100, probeRate: 100 },
    starts: [{ conversations: 20, milliseconds: 1500 }],
    storm: { clients: 20, probeSeconds: 0.2 },
  },
} as const;

export async function measureRealtime(
  productOptions: ProductOptions,
  databases: Databases,
  options: Options,
  loadProcessor: number | null,
): Promise<RealtimeResults> {
  const load = new Helper('./realtime/realtime-load-process.ts', loadProcessor);
  await load.ready();
  const prober = new Helper('./realtime/realtime-load-process.ts', loadProcessor);
  await prober.ready();
  const size = options.smoke ? sizes.smoke : sizes.full;
  const has = (part: RealtimePart): boolean => options.parts.includes(part);
  return {
    fanOut: has('fan-out') ? await runFanOut(load, productOptions, databases, options) : null,
    latency: has('latency') ? await runSteady(load, productOptions, databases, options) : null,
    processes: has('processes')
      ? await measureProcesses(load, productOptions, databases, size.processes)
      : null,
    idle: has('idle')
      ? await measureIdle({ load, prober }, productOptions, databases, size.idle, options)
      : null,
    starts: has('start')
      ? await measureClientStarts(productOptions, databases, loadProcessor, size.starts, options.rounds)
      : [],
    storm: has('storm') ? await measureStorm({ load, prober }, productOptions, databases, size.storm) : null,
  };
}

async function runFanOut(
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  { smoke, connections, rounds }: Options,
): Promise<FanOutResult> {
  const size = smoke ? sizes.smoke : sizes.full;
  const target = await startRealtimeTarget(productOptions, await databases.create());
  const { clients, request } = await createRoom(target, size.sockets);
  const naive = new Helper('./realtime/naive-socket-server.ts', productOptions.processor);
  const naivePort = await naive.listening();
  progressLine('opening the sockets');
  const { port, pid } = target.product;
  await load.sockets({ kind: 'sockets-start', group: 'product', port, clients, atOnce });
  await load.sockets({
    kind: 'sockets-start',
    group: 'naive',
    port: naivePort,
    clients: size.sockets,
    atOnce,
  });
  const result = await measureFanOut(
    load,
    {
      product: { group: 'product', pid, request },
      naive: { group: 'naive', pid: naive.pid, request: { ...request, port: naivePort } },
    },
    { product: size.productMessages, naive: size.naiveMessages },
    connections,
    rounds,
  );
  for (const group of ['product', 'naive']) await load.sockets({ kind: 'sockets-close', group });
  await naive.stop();
  await stopProduct(target.product);
  return result;
}

async function runSteady(
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  { smoke, connections, seconds, rounds }: Options,
): Promise<SteadyResult> {
  const { steadySockets, steadyRate: rate } = smoke ? sizes.smoke : sizes.full;
  const target = await startRealtimeTarget(productOptions, await databases.create());
  const { clients, request } = await createRoom(target, steadySockets);
  const { port, pid } = target.product;
  const group = 'steady';
  await load.sockets({ kind: 'sockets-start', group, port, clients, atOnce });
  progressLine('messages at a steady rate');
  const steady = (duration: number) =>
    load.sockets({ kind: 'sockets-steady', group, request, rate, seconds: duration, connections });
  // The compiler optimizes meanwhile. It takes its time, because the server is idle for a part of it.
  await steady(seconds * warmUpFactor);
  const before = cpuMicroseconds(pid);
  const report = await steady(seconds * rounds);
  const after = cpuMicroseconds(pid);
  await load.sockets({ kind: 'sockets-close', group });
  await stopProduct(target.product);
  return {
    sockets: report.sockets,
    rate,
    messages: report.messages,
    replyToSocket: report.replyToSocket,
    dueToSocket: report.dueToSocket,
    serverCpuShare: ratio(before === null || after === null ? null : after - before, report.seconds * 1e6),
    generatorCpuShare: report.generatorCpuShare,
    goalP99Milliseconds: 50,
  };
}
