/** A product that starts with a backlog: is it delivered, how fast, and does memory stay flat? */

import { setTimeout as sleep } from 'node:timers/promises';
import { copyDelivery } from './bulk-deliveries.ts';
import type { Databases } from './database.ts';
import type { Helper } from './helper.ts';
import { sendExpecting } from './http.ts';
import type { Options } from './options.ts';
import { cpuMicroseconds, ownMebibytes, residentMebibytes } from './proc.ts';
import { freePort } from './processes.ts';
import { authorization, type ProductPlace, startProduct, stopProduct } from './product.ts';
import { progressLine } from './progress.ts';
import { measureSlice } from './slices.ts';
import { median } from './statistics.ts';
import { drained } from './webhook-drain.ts';
import { askForWebhooks, prepareWebhookPlace, Recipient, tell, type WebhookPlace } from './webhook-place.ts';
import type { BacklogResult, MemoryResult } from './webhook-results.ts';

/** What there is of fresh events meanwhile: enough to see them pass, too little to be felt. */
const fresh = { conversations: 100, rate: 20, connections: 4, seconds: 3600 };
const linesWithin = (rows: number) => Math.min(10_000, Math.ceil(rows / 10));
const sampleMilliseconds = { usual: 1000, smoke: 50 };
/** A process has loaded and compiled what it needs by then. */
const settledSample = 5;
const goalGrowth = 1.25;

/** Measures the draining of `rows` deliveries to one server, with new messages told to another. */
export async function measureBacklog(
  load: Helper,
  productPlace: ProductPlace,
  databases: Databases,
  { rows, smoke }: Options,
): Promise<BacklogResult> {
  const databaseUrl = await databases.create();
  const old = await Recipient.start(load, 'backlog');
  const recent = await Recipient.start(load, 'fresh');
  const lines = linesWithin(rows);
  const filled = await fillBacklog();

  progressLine('webhooks: draining the backlog');
  const product = await startProduct(productPlace, databaseUrl);
  const began = await old.look();
  const cpu = cpuMicroseconds(product.pid);
  const samples = sampleMemory(product.pid, smoke ? sampleMilliseconds.smoke : sampleMilliseconds.usual);
  const place = { ...filled, pid: product.pid, product };
  await askForWebhooks(load, place);
  await tell(place, recent.url);
  old.expected = rows;
  const passed = await old.watch(() =>
    load.paced({
      kind: 'paced',
      target: place.target,
      receiver: recent.name,
      connections: fresh.connections,
      rate: fresh.rate,
      seconds: fresh.seconds,
      until: { receiver: old.name, count: rows },
    }),
  );
  recent.expected = passed.messages;
  const { lastAt, count } = await old.complete();
  const cpuAfter = cpuMicroseconds(product.pid);
  const memory = memoryOf(samples.end());
  await recent.complete();
  await stopProduct(product);
  // What has been delivered has been written down as well: another process has nothing to send.
  const another = await startProduct(productPlace, databaseUrl);
  await sleep(smoke ? 200 : 2000);
  await old.complete();
  await stopProduct(another);
  return { ...drained(count, lastAt - began.now, cpu, cpuAfter), lines, memory, fresh: passed };

  /** Has the product make one delivery that finds nobody, and copies it. */
  async function fillBacklog(): Promise<WebhookPlace> {
    const { conversations, connections } = fresh;
    const filler = await prepareWebhookPlace(
      'backlog',
      conversations,
      load,
      productPlace,
      databaseUrl,
      connections,
    );
    await tell(filler, `http://127.0.0.1:${await freePort()}/`);
    const one = { connections: 1, seconds: 60, maximumRequests: 1 };
    await measureSlice(load, filler, { scenario: 'post' }, one);
    await untilItWaits(filler.product.port);
    await stopProduct(filler.product);
    progressLine(`filling: ${rows.toLocaleString('en')} deliveries`);
    await copyDelivery(databaseUrl, old.url, rows, lines);
    return filler;
  }
}

async function untilItWaits(port: number): Promise<void> {
  const path = '/colloquy/v1/webhooks/deliveries?State=pending';
  for (let look = 0; look < 1000; look += 1) {
    const { body } = await sendExpecting(port, 200, { method: 'GET', path, authorization });
    if (body.includes('"WD')) return;
    await sleep(10);
  }
  throw new Error('the product has made no delivery of a message');
}

interface Sample {
  readonly own: number | null;
  readonly resident: number | null;
}

/** Reads a process's memory over and over; `end` answers what it has read. */
function sampleMemory(pid: number, interval: number): { end(): Sample[] } {
  const samples: Sample[] = [];
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

function memoryOf(all: readonly Sample[]): MemoryResult | null {
  const samples = all.map(({ own }) => own).filter((sample) => sample !== null);
  if (samples.length < 2) return null;
  const settled = samples.slice(samples.length > settledSample * 2 ? settledSample - 1 : 0);
  const middle = Math.ceil(settled.length / 2);
  const most = (values: readonly number[]) => Math.max(...values);
  return {
    start: settled[0] ?? 0,
    median: median(settled),
    most: most(settled),
    end: settled.at(-1) ?? 0,
    growth: most(settled.slice(middle)) / most(settled.slice(0, middle)),
    goalGrowth,
    mostResident: most(all.map(({ resident }) => resident ?? 0)),
    samples,
  };
}
