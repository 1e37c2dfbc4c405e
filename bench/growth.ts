/** Does a request cost more when the database is larger? Two products, a small and a large one, in turn. */

import type { Databases } from './database.ts';
import type { Helper } from './helper.ts';
import type { Options } from './options.ts';
import { type ProductPlace, startProduct } from './product.ts';
import { progressLine } from './progress.ts';
import type { GrowthResult, Slice } from './results.ts';
import type { ScenarioName } from './scenarios.ts';
import { announce, createService, fill } from './service.ts';
import { type Contender, measureSlice } from './slices.ts';
import { ratio } from './statistics.ts';

const smallRows = 1000;

/** Creating makes the small table grow, so it gets few requests per slice. It comes last for the same reason. */
const operations: readonly { title: string; scenario: ScenarioName; maximumRequests: number | null }[] = [
  { title: 'fetch, any row', scenario: 'fetch-uniform', maximumRequests: null },
  { title: 'list of 50, first page', scenario: 'list', maximumRequests: null },
  { title: 'update, any row', scenario: 'update', maximumRequests: null },
  { title: 'create', scenario: 'create', maximumRequests: 2000 },
];

/** Measures CPU time per request at 1,000 rows and at the rows of the options. */
export async function measureGrowth(
  load: Helper,
  place: ProductPlace,
  databases: Databases,
  options: Options,
): Promise<GrowthResult[]> {
  const small = await prepare('small', smallRows);
  const large = await prepare('large', options.rows);
  const results: GrowthResult[] = [];
  for (const { title, scenario, maximumRequests } of operations) {
    const settings = { connections: options.connections, seconds: options.seconds, maximumRequests };
    const slices: { small: Slice[]; large: Slice[] } = { small: [], large: [] };
    progressLine(`growth: ${title}`);
    await measureSlice(load, small, scenario, settings);
    await measureSlice(load, large, scenario, settings);
    for (let round = 0; round < options.rounds; round += 1) {
      slices.small.push(await measureSlice(load, small, scenario, settings));
      slices.large.push(await measureSlice(load, large, scenario, settings));
    }
    const smallCpu = cpuOfAll(slices.small);
    const largeCpu = cpuOfAll(slices.large);
    results.push({
      operation: title,
      smallRows,
      largeRows: options.rows,
      smallCpuMicroseconds: smallCpu,
      largeCpuMicroseconds: largeCpu,
      ratio: ratio(largeCpu, smallCpu),
    });
  }
  return results;

  async function prepare(name: string, rows: number): Promise<Contender> {
    const product = await startProduct(place, await databases.create());
    await announce(load, name, product, await createService(product));
    await fill(load, name, rows, options.connections);
    return { target: name, pid: product.pid };
  }
}

/** CPU time of all slices over requests of all slices: short slices are near the 10 ms of the clock. */
function cpuOfAll(slices: readonly Slice[]): number | null {
  let microseconds = 0;
  let requests = 0;
  for (const slice of slices) {
    if (slice.cpuMicrosecondsPerRequest === null) return null;
    microseconds += slice.cpuMicrosecondsPerRequest * slice.requests;
    requests += slice.requests;
  }
  return requests === 0 ? null : microseconds / requests;
}
