/** The load generator, a process of its own: it takes orders over IPC, one at a time. */

import { createHash } from 'node:crypto';
import type { Connection } from './connection.ts';
import { fillingOf } from './filling.ts';
import { type HelperReply, isLoadOrder, type LoadOrder, type TargetOrder } from './messages.ts';
import { runPaced } from './paced.ts';
import { awaitArrivals, receiverNamed, startReceiver } from './receivers.ts';
import { type RequestSource, requestsOf, type Target } from './requests.ts';
import { openConnections, runSlice } from './slice.ts';
import type { PacedOrder, PacedReport } from './webhook-messages.ts';
import { wireOf } from './wire.ts';

const targets = new Map<string, Target>();
let opened: { connections: Connection[]; source: RequestSource; target: Target } | undefined;
let lastNumber = 0;

function nextNumber(): number {
  lastNumber += 1;
  return lastNumber;
}

function tell(reply: HelperReply): void {
  process.send?.(reply);
}

function targetNamed(name: string): Target {
  const target = targets.get(name);
  if (target === undefined) throw new Error(`the load process knows no target ${name}`);
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

async function follow(order: LoadOrder): Promise<HelperReply> {
  switch (order.kind) {
    case 'target':
      targets.set(order.name, { ...order, sids: sidsOf(order) });
      return { kind: 'done' };
    case 'fill': {
      const target = targetNamed(order.target);
      const { source, requests } = fillingOf(order, target, nextNumber);
      const connections = await openConnections(target.port, order.connections);
      const limit = { seconds: Infinity, requests };
      const report = await runSlice(connections, source, wireOf(target), limit, progress);
      return { kind: 'slice', report };
    }
    case 'example': {
      const source = requestsOf({ scenario: order.scenario }, targetNamed(order.target), nextNumber);
      return { kind: 'example', ask: source.next(0) };
    }
    case 'open': {
      const target = targetNamed(order.target);
      opened = {
        target,
        source: requestsOf(order.load, target, nextNumber),
        connections: await openConnections(target.port, order.connections),
      };
      return { kind: 'done' };
    }
    case 'run': {
      if (opened === undefined) throw new Error('no connections are open');
      const { connections, source, target } = opened;
      opened = undefined;
      const limit = { seconds: order.seconds, requests: order.maximumRequests ?? Infinity };
      const report = await runSlice(connections, source, wireOf(target), limit, progress);
      return { kind: 'slice', report };
    }
    case 'receiver':
      return { kind: 'ready', port: await startReceiver(order.name) };
    case 'hold':
      receiverNamed(order.receiver).hold(order.isHolding);
      return { kind: 'done' };
    case 'arrivals': {
      const arrivals = await awaitArrivals(order.receiver, order.count, progress);
      return { kind: 'arrivals', arrivals };
    }
    case 'paced':
      return { kind: 'paced', report: await pace(order) };
  }
}

async function pace({ connections, rate, seconds, until, ...order }: PacedOrder): Promise<PacedReport> {
  const target = targetNamed(order.target);
  const { next } = requestsOf({ scenario: 'post' }, target, nextNumber);
  const awaited = until === null ? undefined : receiverNamed(until.receiver).tally;
  const isOver = () => until !== null && awaited !== undefined && awaited.count >= until.count;
  const watch = setInterval(() => progress(awaited?.count ?? 0), 1000);
  try {
    return await runPaced(
      await openConnections(target.port, connections),
      () => next(0),
      wireOf(target),
      receiverNamed(order.receiver),
      { rate, seconds, isOver },
    );
  } finally {
    clearInterval(watch);
  }
}

function progress(requests: number): void {
  tell({ kind: 'progress', requests });
}

process.on('message', (message: unknown) => {
  if (!isLoadOrder(message)) return;
  follow(message).then(tell, (problem: unknown) => {
    tell({ kind: 'failed', message: problem instanceof Error ? problem.message : String(problem) });
  });
});

// The harness is gone: nobody is left to stop this process.
process.on('disconnect', () => process.exit(1));
tell({ kind: 'ready', port: null });
