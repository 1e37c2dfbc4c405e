/** The load generator, a separate process that receives orders over IPC, one at a time. */

import { createHash } from 'node:crypto';
import { type HelperReply, isLoadOrder, type LoadOrder, type TargetOrder } from '../helper-messages.ts';
import type { OpenLoopOrder, OpenLoopReport } from '../webhooks/webhook-messages.ts';
import { awaitArrivals, receiverNamed, startReceiver } from '../webhooks/webhook-receivers.ts';
import { openConnections, runClosedLoop, type SampleLimit } from './closed-loop.ts';
import type { Connection } from './connection.ts';
import { requestsOfDialect } from './dialects.ts';
import { fillRequestsOf } from './fill-requests.ts';
import { runOpenLoop } from './open-loop.ts';
import { type RequestSource, requestsOf, type Target } from './request-source.ts';
import { createRequestSerializer } from './serialize-request.ts';

/** What a sample is taken with. */
interface OpenSample {
  readonly connections: Connection[];
  readonly source: RequestSource;
  readonly target: Target;
}

const targets = new Map<string, Target>();
let openSample: OpenSample | undefined;
/** A second load process begins elsewhere, so that their unique names differ. */
let lastNumber = Number(process.env['BENCH_FIRST_NUMBER'] ?? 0);

function nextNumber(): number {
  lastNumber += 1;
  return lastNumber;
}

function sendReply(reply: HelperReply): void {
  process.send?.(reply);
}

function targetNamed(name: string): Target {
  const target = targets.get(name);
  if (target === undefined) throw new Error(`the load process has no target ${name}`);
  return target;
}

function sidsOf(order: TargetOrder): string[] {
  switch (order.sids.from) {
    case 'fill':
      return targets.get(order.name)?.sids ?? [];
    case 'target':
      return targetNamed(order.sids.name).sids;
    case 'list':
      return [...order.sids.sids];
    case 'seed':
      return Array.from({ length: order.sids.count }, (_, index) => seededSid(index + 1));
  }
}

/** The pool server fills its table with one SQL statement, by the same rule. */
function seededSid(number: number): string {
  return `CH${createHash('md5').update(String(number)).digest('hex')}`;
}

async function executeOrder(order: LoadOrder): Promise<HelperReply> {
  switch (order.kind) {
    case 'target':
      targets.set(order.name, { ...order, sids: sidsOf(order) });
      return { kind: 'done' };
    case 'fill': {
      const target = targetNamed(order.target);
      const { source, requests } = fillRequestsOf(order, target, nextNumber);
      const connections = await openConnections(target.port, order.connections);
      return runSample({ connections, source, target }, { seconds: Infinity, requests });
    }
    case 'example': {
      const source = requestsOf({ scenario: order.scenario }, targetNamed(order.target), nextNumber);
      return { kind: 'example', requestSpec: source.next(0) };
    }
    case 'open': {
      const target = targetNamed(order.target);
      openSample = {
        target,
        source: requestsOfDialect[target.dialect](order.load, target, nextNumber),
        connections: await openConnections(target.port, order.connections),
      };
      return { kind: 'done' };
    }
    case 'run': {
      if (openSample === undefined) throw new Error('no connections are open');
      const sample = openSample;
      openSample = undefined;
      return runSample(sample, { seconds: order.seconds, requests: order.maxRequests ?? Infinity });
    }
    case 'receiver':
      return { kind: 'ready', port: await startReceiver(order.name) };
    case 'pause':
      receiverNamed(order.receiver).setPaused(order.isPaused);
      return { kind: 'done' };
    case 'arrivals': {
      const arrivals = await awaitArrivals(order.receiver, order.count, progress);
      return { kind: 'arrivals', arrivals };
    }
    case 'open-loop':
      return { kind: 'open-loop', report: await runOpenLoopOrder(order) };
  }
}

async function runSample(
  { connections, source, target }: OpenSample,
  limit: SampleLimit,
): Promise<HelperReply> {
  const serialize = createRequestSerializer(target);
  try {
    const report = await runClosedLoop(connections, source, serialize, limit, progress);
    return { kind: 'sample', report };
  } catch (problem) {
    throw new Error(`${target.name}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

async function runOpenLoopOrder({
  connections,
  rate,
  seconds,
  until,
  ...order
}: OpenLoopOrder): Promise<OpenLoopReport> {
  const target = targetNamed(order.target);
  const { next } = requestsOf({ scenario: 'post' }, target, nextNumber);
  const awaited = until === null ? undefined : receiverNamed(until.receiver).arrivalCounter;
  const isOver = () => until !== null && awaited !== undefined && awaited.count >= until.count;
  const watch = setInterval(() => progress(awaited?.count ?? 0), 1000);
  try {
    return await runOpenLoop(
      await openConnections(target.port, connections),
      () => next(0),
      createRequestSerializer(target),
      receiverNamed(order.receiver),
      { rate, seconds, isOver },
    );
  } finally {
    clearInterval(watch);
  }
}

function progress(requests: number): void {
  sendReply({ kind: 'progress', requests });
}

process.on('message', (message: unknown) => {
  if (!isLoadOrder(message)) return;
  executeOrder(message).then(sendReply, (problem: unknown) => {
    sendReply({ kind: 'failed', message: problem instanceof Error ? problem.message : String(problem) });
  });
});

// The harness has exited, so nothing else would stop this process.
process.on('disconnect', () => process.exit(1));
sendReply({ kind: 'ready', port: null });
