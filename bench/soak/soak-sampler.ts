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
    const heapMebibytes = await readHeap(port);
    const count = problems.count - problemsBefore;
    problemsBefore = problems.count;
    return {
      seconds: (performance.now() - started) / 1000,
      residentMebibytes: residentMebibytes(pid),
      ownMebibytes: ownMebibytes(pid),
      heapMebibytes,
      openFiles: openFiles(pid),
      ...requests.takeWindow(),
      problems: count,
    };
  };
}

async function readHeap(port: number): Promise<number> {
  const { body } = await sendExpecting(port, 200, { method: 'GET', path: '/metrics', authorization });
  const bytes = /^nodejs_heap_size_used_bytes (\S+)$/m.exec(body)?.[1];
  if (bytes === undefined) throw new Error('the product reports no size of its heap');
  return Number(bytes) / 2 ** 20;
}
