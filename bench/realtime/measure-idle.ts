/** Measures what sessions cost whose clients have started and do nothing. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Helper } from '../helper-process.ts';
import { collectionPath } from '../load/paths-and-forms.ts';
import { cpuMicroseconds, ownMebibytes } from '../machine/process-usage.ts';
import { progressLine } from '../progress.ts';
import type { IdleMemory, IdleResult } from '../reports/realtime-results.ts';
import { median, ratio } from '../reports/statistics.ts';
import type { Databases } from '../targets/databases.ts';
import { authorization, type ProductOptions, stopProduct } from '../targets/product.ts';
import type { Percentiles } from '../webhooks/webhook-messages.ts';
import type { SocketReport } from './realtime-messages.ts';
import {
  createConversations,
  createGroups,
  type RealtimeTarget,
  restart,
  startRealtimeTarget,
} from './realtime-target.ts';

const conversationsPerSession = 3;
const probedConversations = 100;
const atOnce = 50;

/**
 * Lets a signal collect the garbage of the measured process. Opening thousands of sessions leaves a young generation and
 * pooled pages of tens of megabytes, which V8 uses again but does not give back, so that without this the figure depends
 * on when it last collected.
 */
const collectOnSignal = `process.on('SIGUSR2', () => gc({ type: 'major', flavor: 'last-resort' }))`;
const collectable = [
  '--expose-gc',
  '--import',
  `data:text/javascript,${encodeURIComponent(collectOnSignal)}`,
];

interface IdleSizes {
  readonly few: number;
  readonly many: number;
  /** How long the sessions are left alone before memory is read. */
  readonly restMs: number;
  /** How long V8 may take to collect its garbage. */
  readonly collectMs: number;
  readonly probeRate: number;
}

/** @param helpers the process that holds the sockets, and another one that sends requests. */
export async function measureIdle(
  { load, prober }: { readonly load: Helper; readonly prober: Helper },
  pinned: ProductOptions,
  databases: Databases,
  { few, many, restMs, collectMs, probeRate }: IdleSizes,
  { seconds, rounds }: { readonly seconds: number; readonly rounds: number },
): Promise<IdleResult> {
  // V8 collects with threads beside the event loop, for which an operator of so many sessions has the other processor.
  const productOptions = { ...pinned, processor: null };
  const filler = await startRealtimeTarget(productOptions, await databases.create());
  const clients = await createGroups(filler, many, conversationsPerSession);
  const paths = await probePaths(filler);
  await stopProduct(filler.product);
  // A new process has none of the memory that filling took.
  const target = await restart(filler, { ...productOptions, nodeOptions: collectable });
  const other = await startRealtimeTarget(productOptions, await databases.create());
  const { port, pid } = target.product;
  const open = async (group: string, from: number, to: number): Promise<IdleMemory> => {
    progressLine(`opening ${to - from} sessions`);
    await load.sockets({ kind: 'sockets-start', group, port, clients: clients.slice(from, to), atOnce });
    await sleep(restMs);
    const mebibytes = ownMebibytes(pid);
    process.kill(pid, 'SIGUSR2');
    await sleep(collectMs);
    return { sessions: to, mebibytes, collectedMebibytes: ownMebibytes(pid) };
  };
  const fewMemory = await open('few', 0, few);
  const manyMemory = await open('many', few, many);
  const restBefore = cpuMicroseconds(pid);
  await sleep(restMs);
  const restAfter = cpuMicroseconds(pid);

  const probe = createProbe(prober, probeRate, seconds);
  const otherPaths = await probePaths(other);
  const samples: { without: SocketReport; with: SocketReport }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    progressLine(`requests next to ${many} sessions, round ${round}`);
    const sample = { without: await probe(other, otherPaths), with: await probe(target, paths) };
    // The compiler optimizes during the first one.
    if (round > 0) samples.push(sample);
  }
  for (const group of ['few', 'many']) await load.sockets({ kind: 'sockets-close', group });
  for (const { product } of [target, other]) await stopProduct(product);
  const bytes =
    manyMemory.collectedMebibytes === null || fewMemory.collectedMebibytes === null
      ? null
      : ((manyMemory.collectedMebibytes - fewMemory.collectedMebibytes) * 2 ** 20) / (many - few);
  return {
    conversationsPerSession,
    few: fewMemory,
    many: manyMemory,
    bytesPerSession: bytes,
    goalBytesPerSession: 14 * 1024,
    restCpuShare: ratio(
      restBefore === null || restAfter === null ? null : restAfter - restBefore,
      restMs * 1000,
    ),
    withoutSessions: medianPercentiles(samples.map(({ without }) => without.latency)),
    withSessions: medianPercentiles(samples.map((sample) => sample.with.latency)),
    goalTimes: 2,
  };
}

const createProbe =
  (prober: Helper, rate: number, seconds: number) =>
  ({ product }: RealtimeTarget, paths: readonly string[]): Promise<SocketReport> =>
    prober.sockets({ kind: 'sockets-probe', port: product.port, authorization, paths, rate, seconds });

/** Paths of conversations that have no members. */
export async function probePaths(target: RealtimeTarget): Promise<string[]> {
  const sids = await createConversations(target, probedConversations);
  return sids.map((sid) => `${collectionPath(target.serviceSid)}/${sid}`);
}

/** The medians over the rounds. */
function medianPercentiles(rounds: readonly Percentiles[]): Percentiles {
  const of = (name: keyof Percentiles): number => median(rounds.map((each) => each[name]));
  return { p50: of('p50'), p95: of('p95'), p99: of('p99'), max: of('max') };
}
