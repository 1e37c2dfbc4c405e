/** Measures the start of the official client for users with many conversations. */

import { Helper } from '../helper-process.ts';
import { cpuMicroseconds } from '../machine/process-usage.ts';
import { progressLine } from '../progress.ts';
import type { ClientStartResult } from '../reports/realtime-results.ts';
import { median, medianOrNull } from '../reports/statistics.ts';
import { awaitConsumers } from '../targets/await-consumers.ts';
import type { Databases } from '../targets/databases.ts';
import { type ProductOptions, stopProduct } from '../targets/product.ts';
import type { ClientStart } from './realtime-messages.ts';
import { addMembers, createConversations, signToken, startRealtimeTarget } from './realtime-target.ts';

interface StartGoal {
  readonly conversations: number;
  readonly milliseconds: number;
}

export async function measureClientStarts(
  productOptions: ProductOptions,
  databases: Databases,
  loadProcessor: number | null,
  goals: readonly StartGoal[],
  rounds: number,
): Promise<ClientStartResult[]> {
  const target = await startRealtimeTarget(productOptions, await databases.create());
  const { port, pid } = target.product;
  const most = Math.max(...goals.map(({ conversations }) => conversations));
  const sids = await createConversations(target, most);
  const results: ClientStartResult[] = [];
  for (const goal of goals) {
    const identity = `reader-${goal.conversations}`;
    await addMembers(
      target,
      sids.slice(0, goal.conversations).map((sid): [string, string] => [identity, sid]),
    );
    // An application starts long after its conversations were created.
    await awaitConsumers(target.product);
    const order = {
      kind: 'client-start',
      port,
      token: signToken(target, identity),
      conversations: goal.conversations,
    } as const;
    const samples: (ClientStart & { serverCpu: number | null })[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      progressLine(`the official client starts with ${goal.conversations} conversations, round ${round}`);
      // An application starts one client, so nothing is compiled before.
      const client = new Helper('./realtime/official-client-process.ts', loadProcessor);
      await client.ready();
      const before = cpuMicroseconds(pid);
      const clientStart = await client.clientStart(order);
      const after = cpuMicroseconds(pid);
      samples.push({
        ...clientStart,
        serverCpu: before === null || after === null ? null : (after - before) / 1000,
      });
      await client.stop();
    }
    results.push({
      conversations: goal.conversations,
      milliseconds: median(samples.map(({ milliseconds }) => milliseconds)),
      samples: samples.map(({ milliseconds }) => milliseconds),
      clientCpuMilliseconds: median(samples.map(({ cpuMilliseconds }) => cpuMilliseconds)),
      serverCpuMilliseconds: medianOrNull(samples.map(({ serverCpu }) => serverCpu)),
      goalMilliseconds: goal.milliseconds,
    });
  }
  await stopProduct(target.product);
  return results;
}
