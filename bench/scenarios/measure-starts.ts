/** Measures how long the product takes to start, and how much memory it uses then. */

import { setTimeout as sleep } from 'node:timers/promises';
import { residentMebibytes } from '../machine/process-usage.ts';
import type { StartResult } from '../reports/results.ts';
import { median, medianOrNull } from '../reports/statistics.ts';
import { type ProductOptions, startProduct, stopProduct } from '../targets/product.ts';

/**
 * Starts and stops the product several times; `databaseUrl` is called for each start. Memory is measured after a
 * pause, when compiled code is installed and the first garbage is collected.
 */
export async function measureStarts(
  productOptions: ProductOptions,
  databaseUrl: () => Promise<string>,
  rows: number,
  times: number,
  restMs: number,
): Promise<StartResult> {
  const starts: number[] = [];
  const memory: (number | null)[] = [];
  for (let count = 0; count < times; count += 1) {
    const product = await startProduct(productOptions, await databaseUrl());
    starts.push(product.startMilliseconds);
    await sleep(restMs);
    memory.push(residentMebibytes(product.pid));
    await stopProduct(product);
  }
  return { rows, startMilliseconds: median(starts), restMebibytes: medianOrNull(memory) };
}
