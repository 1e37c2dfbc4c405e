/** The contest: product, bare server and, on PostgreSQL, pool server in turn under the same load. */

import type { Helper } from './helper.ts';
import { progressLine } from './progress.ts';
import type { ScenarioResult, Slice } from './results.ts';
import { type ScenarioName, scenarioOf } from './scenarios.ts';
import { type Contender, measureSlice, type SliceSettings, summarise } from './slices.ts';
import { median, medianOrNull, ratio } from './statistics.ts';

export interface Contenders {
  readonly product: Contender;
  readonly bare: Contender;
  readonly pool: Contender | null;
}

/**
 * Measures one scenario. The servers take turns within each round, and their quotient is taken round by
 * round: whatever slows the machine for some seconds slows both sides of a quotient.
 */
export async function measureScenario(
  load: Helper,
  contenders: Contenders,
  name: ScenarioName,
  settings: SliceSettings,
  rounds: number,
): Promise<ScenarioResult> {
  const scenario = scenarioOf(name);
  const rivals: Contender[] = [contenders.product, contenders.bare];
  if (contenders.pool !== null && scenario.goalTimesPool !== null) rivals.push(contenders.pool);
  const slices: Slice[][] = rivals.map(() => []);

  progressLine(`${name}: warming up`);
  // The compiler needs some seconds of load before the larger program is as fast as it gets.
  const warmUp = { ...settings, seconds: settings.seconds * 2 };
  for (const rival of rivals) await measureSlice(load, rival, name, warmUp);
  for (let round = 1; round <= rounds; round += 1) {
    progressLine(`${name}: round ${round} of ${rounds}`);
    for (const [index, rival] of rivals.entries()) {
      slices[index]?.push(await measureSlice(load, rival, name, settings));
    }
  }

  const [product = [], bare = [], pool] = slices;
  return {
    scenario: name,
    title: scenario.title,
    product: summarise(product),
    bare: summarise(bare),
    pool: pool === undefined ? null : summarise(pool),
    shareOfBare: median(quotients(product, bare, speed).filter((value) => value !== null)),
    cpuShareOfBare: medianOrNull(quotients(bare, product, cpu)),
    timesPool: pool === undefined ? null : medianOrNull(quotients(product, pool, speed)),
    goalShare: scenario.goalShare,
    goalP99Milliseconds: scenario.goalP99Milliseconds,
    goalTimesPool: scenario.goalTimesPool,
  };
}

type Figure = (slice: Slice) => number | null;

const speed: Figure = (slice) => slice.requestsPerSecond;
const cpu: Figure = (slice) => slice.cpuMicrosecondsPerRequest;

function quotients(
  dividends: readonly Slice[],
  divisors: readonly Slice[],
  figure: Figure,
): (number | null)[] {
  return dividends.map((dividend, round) => {
    const divisor = divisors[round];
    return divisor === undefined ? null : ratio(figure(dividend), figure(divisor));
  });
}
