/** Measures what a slow disk costs: a product with slow syncs and one without, in turn under the same load. */

import { Helper } from '../helper-process.ts';
import type { Options } from '../options.ts';
import { progressLine } from '../progress.ts';
import type { Sample } from '../reports/samples.ts';
import type { SlowSyncResult, SlowSyncResults } from '../reports/slow-sync-results.ts';
import { median } from '../reports/statistics.ts';
import { measuredProduct, measureSample, speedRatios, summarise } from '../scenarios/measure-sample.ts';
import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { Databases } from '../targets/databases.ts';
import { createService, fill, registerTarget } from '../targets/prepare-service.ts';
import { type Product, type ProductOptions, startProduct } from '../targets/product.ts';
import { compileSlowSync } from './slow-sync-library.ts';

const delayMs = 3;

/** Reads that are measured while as many connections create conversations. */
const reads: readonly ScenarioName[] = ['fetch-hot', 'fetch-uniform', 'list'];

/** A product, and the samples that were taken of it. */
interface Side {
  readonly name: 'fast' | 'slow';
  readonly product: Product;
}

export async function measureSlowSync(
  productOptions: ProductOptions,
  databases: Databases,
  options: Options,
  loadProcessor: number | null,
): Promise<SlowSyncResults> {
  const readLoad = new Helper('./load/load-process.ts', loadProcessor);
  const writeLoad = new Helper('./load/load-process.ts', loadProcessor, { BENCH_FIRST_NUMBER: '1000000000' });
  await Promise.all([readLoad.ready(), writeLoad.ready()]);
  const environment = compileSlowSync(productOptions.temporaryFolder, delayMs);
  const sides: Side[] = [
    { name: 'fast', product: await startProduct(productOptions, await databases.create()) },
    {
      name: 'slow',
      product: await startProduct({ ...productOptions, environment }, await databases.create()),
    },
  ];
  for (const { name, product } of sides) {
    const serviceSid = await createService(product);
    await registerTarget(readLoad, name, product.port, serviceSid);
    await fill(readLoad, name, 'conversations', options.rows, options.connections);
    const sids = { from: 'list', sids: [] } as const;
    await registerTarget(writeLoad, name, product.port, serviceSid, sids);
  }

  const results: SlowSyncResult[] = [];
  for (const read of reads) results.push(await measureBeside(read));
  return { delayMs, reads: results, create: await measureCreates() };

  /** Half of the connections read, and the other half create. */
  async function measureBeside(scenario: ScenarioName): Promise<SlowSyncResult> {
    const settings = { connections: Math.ceil(options.connections / 2), maxRequests: null };
    const measureBoth = async ({ name, product }: Side, seconds: number): Promise<Sample> => {
      const target = measuredProduct(name, product);
      const [sample] = await Promise.all([
        measureSample(readLoad, target, { scenario }, { ...settings, seconds }),
        measureSample(writeLoad, target, { scenario: 'create' }, { ...settings, seconds }),
      ]);
      return sample;
    };
    return measureInTurn(scenario, measureBoth);
  }

  function measureCreates(): Promise<SlowSyncResult> {
    const { connections } = options;
    return measureInTurn('create', ({ name, product }, seconds) =>
      measureSample(
        writeLoad,
        measuredProduct(name, product),
        { scenario: 'create' },
        { connections, seconds, maxRequests: null },
      ),
    );
  }

  async function measureInTurn(
    scenario: ScenarioName,
    measureOnce: (side: Side, seconds: number) => Promise<Sample>,
  ): Promise<SlowSyncResult> {
    progressLine(`slow syncs, ${scenario}: warming up`);
    for (const side of sides) await measureOnce(side, options.seconds * 2);
    const samples = { fast: [] as Sample[], slow: [] as Sample[] };
    for (let round = 1; round <= options.rounds; round += 1) {
      progressLine(`slow syncs, ${scenario}: round ${round} of ${options.rounds}`);
      for (const side of sides) samples[side.name].push(await measureOnce(side, options.seconds));
    }
    return {
      scenario,
      fast: summarise(samples.fast),
      slow: summarise(samples.slow),
      speedRatio: median(speedRatios(samples.slow, samples.fast)),
    };
  }
}
