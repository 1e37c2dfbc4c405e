/** The contest: product, bare server and, on PostgreSQL, pool server in turn under the same load. */

import type { Helper } from './helper.ts';
import { progressLine } from './progress.ts';
import type { ScenarioResult, Slice } from './results.ts';
import { type ScenarioName, scenarioOf } from './scenarios.ts';
import {
  type Contender,
  cpuQuotients,
  measureSlice,
  type SliceSettings,
  speedQuotients,
  summarise,
} from './slices.ts';
import { median, medianOrNull } from './statistics.ts';

export interface Contenders {
  readonly product: Contender;
  readonly bare: Contender;
  readonly pool: Contender | null;
}

/** One of those that take turns. */
interface Turn {
  readonly contender: Contender;
  readonly scenario: ScenarioName;
  readonly slices: Slice[];
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
  const turnOf = (contender: Contender, scenario: ScenarioName = name): Turn => ({
    contender,
    scenario,
    slices: [],
  });
  const product = turnOf(contenders.product);
  const bare = turnOf(contenders.bare);
  const pool = contenders.pool === null || scenario.goalTimesPool === null ? null : turnOf(contenders.pool);
  const create = scenario.comparedWithCreate === null ? null : turnOf(contenders.product, 'create');
  const turns = [product, create, bare, pool].filter((turn) => turn !== null);

  const take = ({ contender, scenario }: Turn, during: SliceSettings) =>
    measureSlice(load, contender, { scenario }, during);

  progressLine(`${name}: warming up`);
  // The compiler needs some seconds of load before the larger program is as fast as it gets.
  const warmUp = { ...settings, seconds: settings.seconds * 2 };
  for (const turn of turns) await take(turn, warmUp);
  for (let round = 1; round <= rounds; round += 1) {
    progressLine(`${name}: round ${round} of ${rounds}`);
    for (const turn of turns) turn.slices.push(await take(turn, settings));
  }

  return {
    scenario: name,
    title: scenario.title,
    product: summarise(product.slices),
    bare: summarise(bare.slices),
    pool: pool && summarise(pool.slices),
    shareOfBare: median(speedQuotients(product.slices, bare.slices)),
    cpuShareOfBare: medianOrNull(cpuQuotients(bare.slices, product.slices)),
    timesPool: pool && median(speedQuotients(product.slices, pool.slices)),
    besideCreate: create && {
      create: summarise(create.slices),
      timesCreate: median(speedQuotients(create.slices, product.slices)),
      cpuTimesCreate: medianOrNull(cpuQuotients(product.slices, create.slices)),
      goal: scenario.comparedWithCreate?.goal ?? null,
    },
    goalShare: scenario.goalShare,
    goalP99Milliseconds: scenario.goalP99Milliseconds,
    goalTimesPool: scenario.goalTimesPool,
  };
}
