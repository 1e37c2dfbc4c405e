/** Measures what two processes on one database add: messages and typing users, for sockets at each of them. */

import type { Helper } from '../helper-process.ts';
import { progressLine } from '../progress.ts';
import type { ProcessesResult } from '../reports/realtime-results.ts';
import type { Databases } from '../targets/databases.ts';
import { type ProductOptions, stopProduct } from '../targets/product.ts';
import { createRoom, restart, startRealtimeTarget } from './realtime-target.ts';

/** More than type at the same time, so that each one is seen before they type again. */
const typistCount = 10;
const atOnce = 10;
const connections = 16;

/** Resolves with null for an engine whose databases processes do not share. */
export async function measureProcesses(
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  { sockets, rate, count }: { readonly sockets: number; readonly rate: number; readonly count: number },
): Promise<ProcessesResult | null> {
  if (databases.kind !== 'PostgreSQL') return null;
  const first = await startRealtimeTarget(productOptions, await databases.create());
  const second = await restart(first, productOptions);
  const { clients, request } = await createRoom(first, typistCount + sockets);
  const typists = 'typists';
  const start = (group: string, port: number, specs: typeof clients) =>
    load.sockets({ kind: 'sockets-start', group, port, clients: specs, atOnce });
  await start(typists, first.product.port, clients.slice(0, typistCount));
  const measureAt = async (port: number) => {
    const group = 'watchers';
    await start(group, port, clients.slice(typistCount));
    const messages = (seconds: number) =>
      load.sockets({ kind: 'sockets-steady', group, request, rate, seconds, connections });
    // The compiler optimizes meanwhile.
    await messages(2);
    const { replyToSocket } = await messages(count / rate);
    const { latency } = await load.sockets({
      kind: 'sockets-typing',
      group,
      typists,
      identities: Array.from({ length: typistCount }, (_, index) => `member-${index}`),
      path: `/v1/Services/${first.serviceSid}/Typing`,
      rate,
      count,
    });
    await load.sockets({ kind: 'sockets-close', group });
    return { messages: replyToSocket, typing: latency };
  };
  progressLine('sockets at the other process');
  const other = await measureAt(second.product.port);
  progressLine('sockets at the same process');
  const same = await measureAt(first.product.port);
  await load.sockets({ kind: 'sockets-close', group: typists });
  for (const { product } of [first, second]) await stopProduct(product);
  return { sockets, rate, count, same, other };
}
