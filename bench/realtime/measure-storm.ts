/** Measures a restart of the server: all clients reconnect at the same moment, and continue where they were. */

import type { Helper } from '../helper-process.ts';
import { progressLine } from '../progress.ts';
import type { StormResult } from '../reports/realtime-results.ts';
import type { Databases } from '../targets/databases.ts';
import { authorization, type ProductOptions, stopProduct } from '../targets/product.ts';
import { probePaths } from './measure-idle.ts';
import { createGroups, restart, startRealtimeTarget } from './realtime-target.ts';

const conversationsPerSession = 3;
const atOnce = 50;
const probeRate = 100;

export async function measureStorm(
  { load, prober }: { readonly load: Helper; readonly prober: Helper },
  productOptions: ProductOptions,
  databases: Databases,
  { clients: count, probeSeconds }: { readonly clients: number; readonly probeSeconds: number },
): Promise<StormResult> {
  const before = await startRealtimeTarget(productOptions, await databases.create());
  const clients = await createGroups(before, count, conversationsPerSession);
  const paths = await probePaths(before);
  const group = 'storm';
  progressLine(`opening ${count} sessions`);
  await load.sockets({ kind: 'sockets-start', group, port: before.product.port, clients, atOnce });
  await stopProduct(before.product);
  const { product } = await restart(before, productOptions);
  const { port } = product;
  const probe = () =>
    prober.sockets({
      kind: 'sockets-probe',
      port,
      authorization,
      paths,
      rate: probeRate,
      seconds: probeSeconds,
    });
  // Twice, because the server has just started.
  await probe();
  const requestsBefore = await probe();
  progressLine(`${count} clients reconnect`);
  const [storm, requests] = await Promise.all([
    load.sockets({ kind: 'sockets-resume', group, port }),
    probe(),
  ]);
  await load.sockets({ kind: 'sockets-close', group });
  await stopProduct(product);
  return {
    clients: storm.sockets,
    seconds: storm.latency.max / 1000,
    latency: storm.latency,
    goalSeconds: 10,
    requests: requests.latency,
    requestsBefore: requestsBefore.latency,
  };
}
