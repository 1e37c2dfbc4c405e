/** Compares the product with servers that people use in its place: the same requests, in turn, in the same run. */

import type { Helper } from '../helper-process.ts';
import type { Options } from '../options.ts';
import { progressLine } from '../progress.ts';
import type { PeerResult } from '../reports/peer-results.ts';
import type { Sample } from '../reports/samples.ts';
import { median } from '../reports/statistics.ts';
import {
  type MeasuredTarget,
  measuredProduct,
  measureSample,
  speedRatios,
  summarise,
} from '../scenarios/measure-sample.ts';
import { type ScenarioName, sortByRunOrder } from '../scenarios/scenarios.ts';
import type { Databases } from '../targets/databases.ts';
import { createService, fill, registerTarget } from '../targets/prepare-service.ts';
import { type ProductOptions, startProduct } from '../targets/product.ts';
import { peerScenarios, startPeers } from './start-peers.ts';

export async function measurePeers(
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  options: Options,
): Promise<PeerResult[]> {
  const { rows, rounds, seconds } = options;
  const peers = await startPeers(productOptions, rows);
  const product = await startProduct(productOptions, await databases.create());
  const serviceSid = await createService(product);
  await registerTarget(load, 'product', product.port, serviceSid);
  await fill(load, 'product', 'conversations', rows, options.connections);
  for (const { name, port, sids, dialect } of peers) {
    const credentials = dialect === 'conversations' ? {} : { authorization: null };
    await registerTarget(load, name, port, serviceSid, sids, { dialect, ...credentials });
  }

  const results: PeerResult[] = [];
  for (const scenario of sortByRunOrder(peerScenarios))
    for (const connections of [1, options.connections]) results.push(await measureOne(scenario, connections));
  return results;

  async function measureOne(scenario: ScenarioName, connections: number): Promise<PeerResult> {
    const measureOnce = (target: MeasuredTarget, duration: number): Promise<Sample> =>
      measureSample(load, target, { scenario }, { connections, seconds: duration, maxRequests: null });
    const productSamples: Sample[] = [];
    const sides = peers
      .filter((peer) => peer.scenarios.includes(scenario))
      .map((peer) => ({ ...peer, samples: [] as Sample[] }));
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      progressLine(`peers, ${scenario} over ${connections} connections: round ${round} of ${rounds}`);
      const productSample = await measureOnce(measuredProduct('product', product), seconds);
      if (round > 0) productSamples.push(productSample);
      for (const { name, pid, samples } of sides) {
        const sample = await measureOnce({ target: name, pid }, seconds);
        if (round > 0) samples.push(sample);
      }
    }
    return {
      scenario,
      connections,
      product: summarise(productSamples),
      comparisons: sides.map(({ name, samples }) => ({
        name,
        peer: summarise(samples),
        timesPeer: median(speedRatios(productSamples, samples)),
      })),
    };
  }
}
