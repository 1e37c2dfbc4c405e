/** Samples the server's process and the replies since the sample before. */

import { openFiles, ownMebibytes, residentMebibytes } from '../machine/process-usage.ts';
import type { SoakSample } from '../reports/soak-results.ts';
import { authorization, type Product } from '../targets/product.ts';
import { sendExpecting } from '../targets/send-request.ts';
import type { SoakProblems } from './soak-problems.ts';
import type { SoakRequests } from './soak-requests.ts';

/** Returns a function that takes a sample; times count from now. */
export function createSampler(
  { port, pid }: Product,
  requests: SoakRequests,
  problems: SoakProblems,
): () => Promise<SoakSample> {
  const started = performance.now();
  let problemsBefore = 0;
  return async () => {
    const metrics = await readMetrics(port);
    const count = problems.count - problemsBefore;
    problemsBefore = problems.count;
    return {
      seconds: (performance.now() - started) / 1000,
      residentMebibytes: residentMebibytes(pid),
      ownMebibytes: ownMebibytes(pid),
      heapMebibytes: mebibytesIn(metrics, 'nodejs_heap_size_used_bytes'),
      externalMebibytes: mebibytesIn(metrics, 'nodejs_external_memory_bytes'),
      openFiles: openFiles(pid),
      ...requests.takeWindow(),
      problems: count,
    };
  };
}

async function readMetrics(port: number): Promise<string> {
  return (await sendExpecting(port, 200, { method: 'GET', path: '/metrics', authorization })).body;
}

function mebibytesIn(metrics: string, name: string): number {
  const bytes = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1];
  if (bytes === undefined) throw new Error(`the product reports no ${name}`);
  return Number(bytes) / 2 ** 20;
}
