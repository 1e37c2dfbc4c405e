/** Mixed load at a steady rate for a long time: requests, webhooks, event streams and sockets of one server. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Helper } from '../helper-process.ts';
import { isRunning } from '../machine/child-processes.ts';
import { progressLine } from '../progress.ts';
import { createGroups, type RealtimeTarget, startRealtimeTarget } from '../realtime/realtime-target.ts';
import type { SoakResults, SoakSample } from '../reports/soak-results.ts';
import { memoryTrend, summariseParts } from '../reports/soak-summary.ts';
import type { Databases } from '../targets/databases.ts';
import { type ProductOptions, stopProduct } from '../targets/product.ts';
import { configureWebhook, ReceiverClient } from '../webhooks/webhook-target.ts';
import { EventStreamClient } from './event-stream-client.ts';
import { requestsPerCycle, SoakCycles } from './soak-cycles.ts';
import { SoakProblems } from './soak-problems.ts';
import { SoakRequests } from './soak-requests.ts';
import { createSampler } from './soak-sampler.ts';
import { SoakSockets } from './soak-sockets.ts';

const streamCount = 4;
/** They are the members of the room; the other half visits it. */
const socketCount = 10;
const maxCyclesInFlight = 100;
const settleTimeoutMs = 30_000;
/** What is kept for longer would still grow at the end of an hour. */
const environment = { COLLOQUY_EVENT_RETENTION: 'PT5M', COLLOQUY_WEBHOOK_RETENTION: 'PT5M' };

interface SoakOptions {
  readonly lengthMs: number;
  /** Requests per second. */
  readonly rate: number;
}

/** Everything that puts load on the server. */
interface SoakLoad {
  readonly requests: SoakRequests;
  readonly cycles: SoakCycles;
  readonly streams: readonly EventStreamClient[];
  readonly sockets: SoakSockets;
  readonly receiver: ReceiverClient;
  readonly problems: SoakProblems;
}

/**
 * Runs the load and reports everything that went wrong.
 *
 * @throws Error when the server ends.
 */
export async function measureSoak(
  load: Helper,
  productOptions: ProductOptions,
  databases: Databases,
  { lengthMs, rate }: SoakOptions,
): Promise<SoakResults> {
  // V8 collects with threads beside the event loop, and the generator is idle most of the time.
  const unpinned = { ...productOptions, processor: null, environment };
  const target = await startRealtimeTarget(unpinned, await databases.create());
  const soakLoad = await prepareLoad(load, target);
  const { requests, cycles, streams, sockets, receiver, problems } = soakLoad;
  const following = Promise.all([...streams.map((stream) => stream.run()), sockets.runVisitors()]);

  const started = performance.now();
  const samples: SoakSample[] = [];
  await Promise.all([runCycles(cycles, lengthMs, rate, problems), takeSamples()]);
  const seconds = (performance.now() - started) / 1000;
  const webhooks = await settle(soakLoad);
  for (const stream of streams) stream.stop();
  sockets.stop();
  await following;
  requests.close();
  await stopProduct(target.product);
  return {
    seconds,
    rate,
    requests: requests.count,
    webhooks,
    streamEvents: streams.reduce((sum, { events }) => sum + events, 0),
    streamConnections: streams.reduce((sum, { connections }) => sum + connections, 0),
    socketMessages: sockets.complete * (socketCount / 2),
    socketConnections: sockets.connections,
    parts: summariseParts(samples, seconds),
    trend: memoryTrend(samples, seconds),
    problems: problems.report(),
    samples,
  };

  async function takeSamples(): Promise<void> {
    const takeSample = createSampler(target.product, requests, problems);
    const intervalMs = Math.min(5000, lengthMs / 20);
    while (performance.now() - started < lengthMs) {
      await sleep(intervalMs);
      if (!isRunning(target.product.child)) throw new Error('the server ended during the soak');
      samples.push(await takeSample());
      const spent = Math.round((performance.now() - started) / 1000);
      const arrived = (await receiver.poll()).count;
      progressLine(
        `soak: ${spent} of ${lengthMs / 1000} s, ${requests.count.toLocaleString('en')} requests, ` +
          `${arrived.toLocaleString('en')} webhooks, ${problems.count} errors`,
      );
    }
  }
}

async function prepareLoad(load: Helper, target: RealtimeTarget): Promise<SoakLoad> {
  const { product, serviceSid } = target;
  const problems = new SoakProblems();
  const clients = await createGroups(target, socketCount, 1);
  const roomSid = clients[0]?.conversations[0];
  if (roomSid === undefined) throw new Error('there is no conversation for the sockets');
  const receiver = await ReceiverClient.start(load, 'soak');
  await configureWebhook({ target: 'soak', pid: product.pid, product, serviceSid }, receiver.url);
  const sockets = new SoakSockets(
    product.port,
    clients.slice(0, socketCount / 2),
    clients.slice(socketCount / 2),
    problems,
  );
  await sockets.start();
  const requests = new SoakRequests(product.port, problems);
  const query = `service=${serviceSid}&event=onMessageAdded`;
  return {
    requests,
    cycles: new SoakCycles(requests, serviceSid, { sid: roomSid, author: 'member-0' }),
    streams: Array.from({ length: streamCount }, () => new EventStreamClient(product.port, query, problems)),
    sockets,
    receiver,
    problems,
  };
}

/** Starts cycles when they are due, however long their requests take, and waits for the last ones. */
async function runCycles(
  cycles: SoakCycles,
  lengthMs: number,
  rate: number,
  problems: SoakProblems,
): Promise<void> {
  const intervalMs = (1000 * requestsPerCycle) / rate;
  const inFlight = new Set<Promise<void>>();
  const started = performance.now();
  for (let number = 0; number * intervalMs < lengthMs; number += 1) {
    await sleep(Math.max(0, started + number * intervalMs - performance.now()));
    if (inFlight.size >= maxCyclesInFlight) {
      problems.add('load: behind', 'the server is too slow for this rate');
      await Promise.race(inFlight);
    }
    const cycle = cycles.run().finally(() => inFlight.delete(cycle));
    inFlight.add(cycle);
  }
  await Promise.all(inFlight);
}

/** Waits until everything has arrived, counts what has not, and returns the number of webhooks. */
async function settle({ cycles, streams, sockets, receiver, problems }: SoakLoad): Promise<number> {
  progressLine('soak: waiting for webhooks, streams and sockets');
  receiver.expected = cycles.conversations + cycles.messages;
  await receiver
    .waitForExpected()
    .catch((error: unknown) => problems.add('webhooks: lost, repeated or out of order', error));
  const isComplete = (): boolean =>
    streams.every(({ events }) => events >= cycles.messages) && sockets.complete >= cycles.roomMessages;
  const deadline = performance.now() + settleTimeoutMs;
  while (!isComplete() && performance.now() < deadline) await sleep(50);
  for (const { events } of streams)
    if (events !== cycles.messages)
      problems.add('event stream: wrong number of events', `${events} instead of ${cycles.messages}`);
  if (sockets.complete !== cycles.roomMessages || sockets.incomplete > 0)
    problems.add(
      'socket: wrong number of messages',
      `${sockets.complete} of ${cycles.roomMessages} arrived at all sockets, ${sockets.incomplete} at some`,
    );
  return (await receiver.poll()).count;
}
