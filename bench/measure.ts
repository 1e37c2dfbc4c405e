/** One run, from the first start of the product to the finished report. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { measureGrowth } from './growth/measure-growth.ts';
import { Helper } from './helper-process.ts';
import { describeMachine } from './machine/describe-machine.ts';
import type { Pinning } from './machine/pinning.ts';
import { ownMebibytes, residentMebibytes } from './machine/process-usage.ts';
import type { Options } from './options.ts';
import { measurePeers } from './peers/measure-peers.ts';
import { progressLine } from './progress.ts';
import { measureRealtime } from './realtime/measure-realtime.ts';
import { formatCount } from './reports/format-figures.ts';
import {
  type FillResult,
  type LoadedMemory,
  type Measurements,
  noMeasurements,
  type Report,
  type ScenarioResult,
} from './reports/results.ts';
import { findGeneratorWarnings } from './reports/warnings.ts';
import { measuredProduct } from './scenarios/measure-sample.ts';
import { type MeasuredTargets, measureScenario } from './scenarios/measure-scenario.ts';
import { measureEmptyStarts, measureFilledStarts } from './scenarios/measure-starts.ts';
import { scenarioNames, sortByRunOrder } from './scenarios/scenarios.ts';
import { measureSearch } from './search/measure-search.ts';
import { measureSlowSync } from './slow-sync/measure-slow-sync.ts';
import { measureSoak } from './soak/measure-soak.ts';
import { type Databases, openDatabases } from './targets/databases.ts';
import { createService, fill, registerTarget } from './targets/prepare-service.ts';
import { primeBaseline } from './targets/prime-baseline.ts';
import { type ProductOptions, startProduct, stopProduct } from './targets/product.ts';
import { measureWebhooks } from './webhooks/measure-webhooks.ts';

/** Measures what the options request. The caller stops the processes that this starts. */
export async function measure(
  options: Options,
  productOptions: ProductOptions,
  pinning: Pinning | null,
): Promise<Report> {
  const startedAt = new Date().toISOString();
  const machine = describeMachine(productOptions.temporaryFolder, options.smoke ? 20 : 200);
  progressLine('starting the database');
  const databases = await openDatabases(options.postgres, productOptions.temporaryFolder);
  const load = new Helper('./load/load-process.ts', pinning?.load ?? null);
  await load.ready();
  const measurements = await runMeasurements(options, productOptions, databases, load, pinning);
  return {
    startedAt,
    database: databases.kind,
    pinned: pinning !== null && options.soakMs === null,
    machine,
    options,
    ...measurements,
    warnings: findGeneratorWarnings(measurements),
  };
}

async function runMeasurements(
  options: Options,
  productOptions: ProductOptions,
  databases: Databases,
  load: Helper,
  pinning: Pinning | null,
): Promise<Measurements> {
  if (options.growth)
    return { ...noMeasurements, growth: await measureGrowth(load, productOptions, databases, options) };
  if (options.webhooks)
    return { ...noMeasurements, webhooks: await measureWebhooks(load, productOptions, databases, options) };
  if (options.realtime) {
    const realtime = await measureRealtime(productOptions, databases, options, pinning?.load ?? null);
    return { ...noMeasurements, realtime };
  }
  if (options.search)
    return { ...noMeasurements, search: await measureSearch(load, productOptions, databases, options) };
  if (options.peers)
    return { ...noMeasurements, peers: await measurePeers(load, productOptions, databases, options) };
  if (options.soakMs !== null) {
    const soak = await measureSoak(load, productOptions, databases, {
      lengthMs: options.soakMs,
      rate: options.rate,
    });
    return { ...noMeasurements, soak };
  }
  if (options.slowSync) {
    const slowSync = await measureSlowSync(productOptions, databases, options, pinning?.load ?? null);
    return { ...noMeasurements, slowSync };
  }
  return { ...noMeasurements, ...(await measureScenarios(options, productOptions, databases, load)) };
}

async function measureScenarios(
  options: Options,
  productOptions: ProductOptions,
  databases: Databases,
  load: Helper,
): Promise<Pick<Measurements, 'fill' | 'starts' | 'loadedMemory' | 'scenarios'>> {
  const { rows, connections, seconds, rounds } = options;
  const startSettings = options.smoke ? { times: 1, restMs: 100 } : { times: 5, restMs: idleMs };
  progressLine('starting servers on empty databases');
  const emptyStarts = await measureEmptyStarts(productOptions, () => databases.create(), startSettings);

  const databaseUrl = await databases.create();
  const { serviceSid, filled } = await fillDatabase(databaseUrl);
  progressLine('starting the server on the filled database');
  const filledStarts = await measureFilledStarts(
    productOptions,
    databaseUrl,
    formatCount(rows),
    startSettings,
  );

  const product = await startProduct(productOptions, databaseUrl);
  await registerTarget(load, 'product', product.port, serviceSid);
  const baseline = new Helper('./targets/baseline-server.ts', productOptions.processor);
  const baselinePort = await baseline.listening();
  await registerTarget(load, 'baseline', baselinePort, serviceSid, { from: 'target', name: 'product' });
  const measuredTargets: MeasuredTargets = {
    product: measuredProduct('product', product),
    baseline: { target: 'baseline', pid: baseline.pid },
    reference: await (databases.kind === 'PostgreSQL' ? startPool() : startMinimal()),
  };

  const results: ScenarioResult[] = [];
  for (const name of sortByRunOrder(options.scenarios)) {
    await primeBaseline(name, { product: product.port, baseline: baselinePort }, load, baseline);
    const settings = { connections, seconds, maxRequests: null };
    results.push(await measureScenario(load, measuredTargets, name, settings, rounds));
  }
  const position = (result: ScenarioResult): number => scenarioNames.indexOf(result.scenario);
  return {
    fill: filled,
    starts: [...emptyStarts, ...filledStarts],
    loadedMemory: await measureLoadedMemory(product.pid, options.smoke ? 0 : idleAfterLoadMs),
    scenarios: results.toSorted((a, b) => position(a) - position(b)),
  };

  async function fillDatabase(url: string): Promise<{ serviceSid: string; filled: FillResult }> {
    const filler = await startProduct(productOptions, url);
    const sid = await createService(filler);
    await registerTarget(load, 'product', filler.port, sid);
    const result = await fill(load, 'product', 'conversations', rows, connections);
    await fill(load, 'product', 'members', rows, connections);
    await fill(load, 'product', 'messages', rows, connections);
    await stopProduct(filler);
    return { serviceSid: sid, filled: result };
  }

  async function startPool(): Promise<MeasuredTargets['reference']> {
    progressLine('filling the tables of the pool server');
    const pool = new Helper('./targets/pool-server.ts', productOptions.processor, {
      BENCH_DATABASE_URL: await databases.create(),
      BENCH_SERVICE_SID: serviceSid,
      BENCH_SEED_ROWS: String(rows),
    });
    const port = await pool.listening();
    await registerTarget(load, 'pool', port, serviceSid, { from: 'seed', count: rows });
    return { target: 'pool', pid: pool.pid };
  }

  async function startMinimal(): Promise<MeasuredTargets['reference']> {
    progressLine('filling the tables of the minimal server');
    const minimal = new Helper('./targets/minimal-server.ts', productOptions.processor, {
      BENCH_DATABASE_PATH: join(productOptions.temporaryFolder, 'minimal.db'),
      BENCH_SERVICE_SID: serviceSid,
      BENCH_SEED_ROWS: String(rows),
    });
    const port = await minimal.listening();
    await registerTarget(load, 'minimal', port, serviceSid, { from: 'seed', count: rows });
    return { target: 'minimal', pid: minimal.pid };
  }
}

/** Longer than the product needs to notice that it is idle. */
const idleMs = 12_000;

/** The same after load, when its log consumers have to catch up first. */
const idleAfterLoadMs = 30_000;

/** 200 MB. */
const maxLoadedMebibytes = 200e6 / 2 ** 20;

async function measureLoadedMemory(pid: number, restMs: number): Promise<LoadedMemory | null> {
  const [resident, own] = [residentMebibytes(pid), ownMebibytes(pid)];
  if (resident === null) return null;
  await sleep(restMs);
  return {
    residentMebibytes: resident,
    ownMebibytes: own,
    restMebibytes: residentMebibytes(pid),
    goal: maxLoadedMebibytes,
  };
}
