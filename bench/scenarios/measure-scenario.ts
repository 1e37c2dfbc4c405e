/** The comparison: product, baseline server and the reference server of the engine in turn under the same load. */

import type { Helper } from '../helper-process.ts';
import { progressLine } from '../progress.ts';
import type { ScenarioResult } from '../reports/results.ts';
import type { Sample } from '../reports/samples.ts';
import { median, medianOrNull } from '../reports/statistics.ts';
import {
  cpuRatios,
  type MeasuredTarget,
  measureSample,
  type SampleSettings,
  speedRatios,
  summarise,
} from './measure-sample.ts';
import { type ReferenceServer, type ScenarioName, scenarioOf } from './scenarios.ts';

export interface MeasuredTargets {
  readonly product: MeasuredTarget;
  readonly baseline: MeasuredTarget;
  readonly reference: (MeasuredTarget & { readonly target: ReferenceServer }) | null;
}

/** One of the compared servers. */
interface ComparisonRun {
  readonly measuredTarget: MeasuredTarget;
  readonly scenario: ScenarioName;
  readonly samples: Sample[];
}

/**
 * Measures one scenario. The servers take turns within each round, and their ratio is calculated for each round, so
 * anything that slows the machine down for some seconds affects both sides of a ratio.
 */
export async function measureScenario(
  load: Helper,
  measuredTargets: MeasuredTargets,
  name: ScenarioName,
  settings: SampleSettings,
  rounds: number,
): Promise<ScenarioResult> {
  const scenario = scenarioOf(name);
  const createRun = (measuredTarget: MeasuredTarget, scenario: ScenarioName = name): ComparisonRun => ({
    measuredTarget,
    scenario,
    samples: [],
  });
  const product = createRun(measuredTargets.product);
  const baseline = createRun(measuredTargets.baseline);
  const server = measuredTargets.reference;
  const compared = server === null ? undefined : scenario.references[server.target];
  const reference = server === null || compared === undefined ? null : createRun(server);
  const create = scenario.createComparisonGoal === null ? null : createRun(measuredTargets.product, 'create');
  const runs = [product, create, baseline, reference].filter((run) => run !== null);

  const measureOnce = ({ measuredTarget, scenario }: ComparisonRun, during: SampleSettings) =>
    measureSample(load, measuredTarget, { scenario }, during);

  progressLine(`${name}: warming up`);
  // The compiler needs some seconds of load before the larger program runs at full speed.
  const warmUp = { ...settings, seconds: settings.seconds * 2 };
  for (const run of runs) await measureOnce(run, warmUp);
  for (let round = 1; round <= rounds; round += 1) {
    progressLine(`${name}: round ${round} of ${rounds}`);
    for (const run of runs) run.samples.push(await measureOnce(run, settings));
  }

  return {
    scenario: name,
    title: scenario.title,
    product: summarise(product.samples),
    baseline: summarise(baseline.samples),
    shareOfBaseline: median(speedRatios(product.samples, baseline.samples)),
    cpuShareOfBaseline: medianOrNull(cpuRatios(baseline.samples, product.samples)),
    reference: reference && {
      summary: summarise(reference.samples),
      times: median(speedRatios(product.samples, reference.samples)),
      shareOfBaseline: median(speedRatios(reference.samples, baseline.samples)),
      goal: compared?.goal ?? null,
    },
    createComparison: create && {
      create: summarise(create.samples),
      timesCreate: median(speedRatios(create.samples, product.samples)),
      cpuTimesCreate: medianOrNull(cpuRatios(product.samples, create.samples)),
      goal: scenario.createComparisonGoal?.goal ?? null,
    },
    goalShare: scenario.goalShare,
    goalP99Milliseconds: scenario.goalP99Milliseconds,
  };
}
