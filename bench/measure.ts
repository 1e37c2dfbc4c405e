/** One run from the first start of the product to the finished report. */

import { teachBare } from './capture.ts';
import { type Contenders, measureScenario } from './contest.ts';
import { type Databases, openDatabases } from './database.ts';
import { measureGrowth } from './growth.ts';
import { Helper } from './helper.ts';
import { describeMachine } from './machine.ts';
import type { Options } from './options.ts';
import type { Pinning } from './pinning.ts';
import { type ProductPlace, startProduct, stopProduct } from './product.ts';
import { progressLine } from './progress.ts';
import type { FillResult, Report, ScenarioResult, StartResult } from './results.ts';
import { inRunningOrder, scenarioNames } from './scenarios.ts';
import { announce, createService, fill } from './service.ts';
import { measureStarts } from './startup.ts';
import { generatorWarnings } from './warnings.ts';
import { measureWebhooks } from './webhooks.ts';

type Findings = Pick<Report, 'fill' | 'starts' | 'scenarios' | 'growth' | 'webhooks'>;

/** Measures what the options ask for. What is started is left to the caller to end. */
export async function measure(
  options: Options,
  place: ProductPlace,
  pinning: Pinning | null,
): Promise<Report> {
  const startedAt = new Date().toISOString();
  const machine = describeMachine(place.temporaryFolder, options.smoke ? 20 : 200);
  progressLine('starting the database');
  const databases = await openDatabases(options.postgres, place.temporaryFolder);
  const load = new Helper('./load.ts', pinning?.load ?? null);
  await load.ready();
  const findings = await find(options, place, databases, load);
  return {
    startedAt,
    database: databases.kind,
    pinned: pinning !== null,
    machine,
    options,
    ...findings,
    warnings: generatorWarnings(findings),
  };
}

async function find(
  options: Options,
  place: ProductPlace,
  databases: Databases,
  load: Helper,
): Promise<Findings> {
  const none = { fill: null, starts: [], scenarios: [], growth: [], webhooks: null };
  if (options.growth) return { ...none, growth: await measureGrowth(load, place, databases, options) };
  if (options.webhooks) return { ...none, webhooks: await measureWebhooks(load, place, databases, options) };
  return { ...none, ...(await measureScenarios(options, place, databases, load)) };
}

async function measureScenarios(
  options: Options,
  place: ProductPlace,
  databases: Databases,
  load: Helper,
): Promise<Pick<Findings, 'fill' | 'starts' | 'scenarios'>> {
  const { rows, connections, seconds, rounds } = options;
  const times = options.smoke ? 1 : 3;
  const rest = options.smoke ? 100 : 1000;
  const starts: StartResult[] = [];
  progressLine('starting the server on an empty database');
  starts.push(await measureStarts(place, () => databases.create(), 0, times, rest));

  const databaseUrl = await databases.create();
  const { serviceSid, filled } = await fillDatabase(databaseUrl);
  progressLine('starting the server on the filled database');
  starts.push(await measureStarts(place, async () => databaseUrl, rows, times, rest));

  const product = await startProduct(place, databaseUrl);
  await announce(load, 'product', product.port, serviceSid);
  const bare = new Helper('./bare.ts', place.processor);
  const barePort = await bare.listening();
  await announce(load, 'bare', barePort, serviceSid, { from: 'target', name: 'product' });
  const contenders: Contenders = {
    product: { target: 'product', pid: product.pid },
    bare: { target: 'bare', pid: bare.pid },
    pool: databases.kind === 'PostgreSQL' ? await startPool() : null,
  };

  const results: ScenarioResult[] = [];
  for (const name of inRunningOrder(options.scenarios)) {
    await teachBare(name, { product: product.port, bare: barePort }, load, bare);
    const settings = { connections, seconds, maximumRequests: null };
    results.push(await measureScenario(load, contenders, name, settings, rounds));
  }
  const position = (result: ScenarioResult): number => scenarioNames.indexOf(result.scenario);
  return { fill: filled, starts, scenarios: results.toSorted((a, b) => position(a) - position(b)) };

  async function fillDatabase(url: string): Promise<{ serviceSid: string; filled: FillResult }> {
    const filler = await startProduct(place, url);
    const sid = await createService(filler);
    await announce(load, 'product', filler.port, sid);
    const result = await fill(load, 'product', 'conversations', rows, connections);
    await fill(load, 'product', 'members', rows, connections);
    await fill(load, 'product', 'messages', rows, connections);
    await stopProduct(filler);
    return { serviceSid: sid, filled: result };
  }

  async function startPool(): Promise<Contenders['pool']> {
    progressLine('filling the tables of the pool server');
    const pool = new Helper('./pool.ts', place.processor, {
      BENCH_DATABASE_URL: await databases.create(),
      BENCH_SERVICE_SID: serviceSid,
      BENCH_SEED_ROWS: String(rows),
    });
    const port = await pool.listening();
    await announce(load, 'pool', port, serviceSid, { from: 'seed', count: rows });
    return { target: 'pool', pid: pool.pid };
  }
}
