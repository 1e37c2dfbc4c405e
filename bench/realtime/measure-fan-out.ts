/** Measures bursts of messages to many sockets, on the product and on the naive server in turn. */

import type { Helper } from '../helper-process.ts';
import { cpuMicroseconds } from '../machine/process-usage.ts';
import { progressLine } from '../progress.ts';
import type { FanOutResult, FanOutSample } from '../reports/realtime-results.ts';
import { median, medianOrNull, ratio } from '../reports/statistics.ts';
import type { MessageRequest } from './realtime-messages.ts';

/** A server whose sockets are open. */
export interface FanOutTarget {
  readonly group: string;
  readonly pid: number;
  readonly request: MessageRequest;
}

const goalTimes = 8;

/** @param messages of one sample; the naive server needs as long for far fewer. */
export async function measureFanOut(
  load: Helper,
  targets: { readonly product: FanOutTarget; readonly naive: FanOutTarget },
  messages: { readonly product: number; readonly naive: number },
  connections: number,
  rounds: number,
): Promise<FanOutResult> {
  const sample = async ({ group, pid, request }: FanOutTarget, count: number): Promise<FanOutSample> => {
    const before = cpuMicroseconds(pid);
    const report = await load.sockets({
      kind: 'sockets-burst',
      group,
      request,
      messages: count,
      connections,
    });
    const after = cpuMicroseconds(pid);
    const cpu = before === null || after === null ? null : after - before;
    return {
      sockets: report.sockets,
      deliveriesPerSecond: report.deliveries / report.seconds,
      deliveriesPerCpuSecond: ratio(report.deliveries * 1e6, cpu),
      generatorCpuShare: report.generatorCpuShare,
    };
  };
  // The first sample of each lets the compiler optimize.
  for (const name of ['product', 'naive'] as const) await sample(targets[name], messages[name]);
  const samples: { product: FanOutSample; naive: FanOutSample }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progressLine(`bursts to sockets, round ${round}`);
    samples.push({
      product: await sample(targets.product, messages.product),
      naive: await sample(targets.naive, messages.naive),
    });
  }
  const middle = (name: 'product' | 'naive'): FanOutSample => {
    const own = samples.map((each) => each[name]);
    return {
      sockets: own[0]?.sockets ?? 0,
      deliveriesPerSecond: median(own.map((each) => each.deliveriesPerSecond)),
      deliveriesPerCpuSecond: medianOrNull(own.map((each) => each.deliveriesPerCpuSecond)),
      generatorCpuShare: median(own.map((each) => each.generatorCpuShare)),
    };
  };
  return {
    connections,
    messages,
    product: middle('product'),
    naive: middle('naive'),
    timesPerSecond: median(
      samples.map(({ product, naive }) => product.deliveriesPerSecond / naive.deliveriesPerSecond),
    ),
    timesPerCpuSecond: medianOrNull(
      samples.map(({ product, naive }) =>
        ratio(product.deliveriesPerCpuSecond, naive.deliveriesPerCpuSecond),
      ),
    ),
    goalTimes,
    samples,
  };
}
