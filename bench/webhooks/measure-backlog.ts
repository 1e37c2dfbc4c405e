/** Measures a product that starts with a backlog: whether it is delivered, how fast, and whether memory stays flat. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Helper } from '../helper-process.ts';
import { freePort } from '../machine/child-processes.ts';
import { cpuMicroseconds, ownMebibytes, residentMebibytes } from '../machine/process-usage.ts';
import type { Options } from '../options.ts';
import { progressLine } from '../progress.ts';
import { median } from '../reports/statistics.ts';
import type { BacklogResult, MemoryResult } from '../reports/webhook-results.ts';
import { measureSample } from '../scenarios/measure-sample.ts';
import type { Databases } from '../targets/databases.ts';
import { authorization, type ProductOptions, startProduct, stopProduct } from '../targets/product.ts';
import { sendExpecting } from '../targets/send-request.ts';
import { copyDelivery } from './copy-deliveries.ts';
import { summariseDrain } from './measure-drain.ts';
import {
  configureWebhook,
  enableWebhooks,
  prepareWebhookTarget,
  ReceiverClient,
  type WebhookTarget,
} from './webhook-target.ts';

/** New messages meanwhile: enough to measure them, too few to matter. */
const liveTraffic = { conversations: 100, rate: 20, connections: 4, seconds: 3600 };
const laneCountFor = (rows: number) => Math.min(10_000, Math.ceil(rows / 10));
const sampleIntervalMs = { full: 1000, smoke: 50 };
/** Seconds until a process has loaded and compiled its code. */
const firstSteadySample = 5;
const goalGrowth = 1.25;

/** Measures the draining of `rows` deliveries to one receiver, with new messages sent to another. */
export async function measureBacklog(
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  { rows, smoke }: Options,
): Promise<BacklogResult> {
  const databaseUrl = await databases.create();
  const old = await ReceiverClient.start(load, 'backlog');
  const recent = await ReceiverClient.start(load, 'fresh');
  const lanes = laneCountFor(rows);
  const filled = await fillBacklog();

  progressLine('webhooks: draining the backlog');
  const product = await startProduct(productOptions, databaseUrl);
  const began = await old.poll();
  const cpu = cpuMicroseconds(product.pid);
  const samples = sampleMemory(product.pid, smoke ? sampleIntervalMs.smoke : sampleIntervalMs.full);
  const webhookTarget = { ...filled, pid: product.pid, product };
  await enableWebhooks(load, webhookTarget);
  await configureWebhook(webhookTarget, recent.url);
  old.expected = rows;
  const liveReport = await old.withProgress(() =>
    load.runOpenLoop({
      kind: 'open-loop',
      target: webhookTarget.target,
      receiver: recent.name,
      connections: liveTraffic.connections,
      rate: liveTraffic.rate,
      seconds: liveTraffic.seconds,
      until: { receiver: old.name, count: rows },
    }),
  );
  recent.expected = liveReport.messages;
  const { lastAt, count } = await old.waitForExpected();
  const cpuAfter = cpuMicroseconds(product.pid);
  const memory = memoryOf(samples.end());
  await recent.waitForExpected();
  await stopProduct(product);
  // What has been delivered must also be recorded: another process has nothing to send.
  const another = await startProduct(productOptions, databaseUrl);
  await sleep(smoke ? 200 : 2000);
  await old.waitForExpected();
  await stopProduct(another);
  return {
    ...summariseDrain(count, lastAt - began.now, cpu, cpuAfter),
    lanes,
    memory,
    liveTraffic: liveReport,
  };

  /** Makes the product create one delivery whose target does not respond, and copies it. */
  async function fillBacklog(): Promise<WebhookTarget> {
    const { conversations, connections } = liveTraffic;
    const filler = await prepareWebhookTarget(
      'backlog',
      conversations,
      load,
      productOptions,
      databaseUrl,
      connections,
    );
    await configureWebhook(filler, `http://127.0.0.1:${await freePort()}/`);
    const one = { connections: 1, seconds: 60, maxRequests: 1 };
    await measureSample(load, filler, { scenario: 'post' }, one);
    await waitForPendingDelivery(filler.product.port);
    await stopProduct(filler.product);
    progressLine(`filling: ${rows.toLocaleString('en')} deliveries`);
    await copyDelivery(databaseUrl, old.url, rows, lanes);
    return filler;
  }
}

async function waitForPendingDelivery(port: number): Promise<void> {
  const path = '/colloquy/v1/webhooks/deliveries?State=pending';
  for (let poll = 0; poll < 1000; poll += 1) {
    const { body } = await sendExpecting(port, 200, { method: 'GET', path, authorization });
    if (body.includes('"WD')) return;
    await sleep(10);
  }
  throw new Error('the product has not created a delivery for the message');
}

interface MemorySample {
  readonly own: number | null;
  readonly resident: number | null;
}

/** Samples a process's memory repeatedly; `end` returns the samples. */
function sampleMemory(pid: number, interval: number): { end(): MemorySample[] } {
  const samples: MemorySample[] = [];
  const timer = setInterval(
    () => samples.push({ own: ownMebibytes(pid), resident: residentMebibytes(pid) }),
    interval,
  );
  return {
    end: () => {
      clearInterval(timer);
      return samples;
    },
  };
}

function memoryOf(all: readonly MemorySample[]): MemoryResult | null {
  const samples = all.map(({ own }) => own).filter((sample) => sample !== null);
  if (samples.length < 2) return null;
  const steady = samples.slice(samples.length > firstSteadySample * 2 ? firstSteadySample - 1 : 0);
  const middle = Math.ceil(steady.length / 2);
  const peak = (values: readonly number[]) => Math.max(...values);
  return {
    start: steady[0] ?? 0,
    median: median(steady),
    peak: peak(steady),
    end: steady.at(-1) ?? 0,
    growth: peak(steady.slice(middle)) / peak(steady.slice(0, middle)),
    goalGrowth,
    peakResident: peak(all.map(({ resident }) => resident ?? 0)),
    samples,
  };
}
