/** The process that holds the sockets of clients and creates the messages that they receive. */

import type { HelperReply } from '../helper-messages.ts';
import { Histogram, percentilesOf } from '../load/histogram.ts';
import type { SocketOrder, SocketReport } from './realtime-messages.ts';
import { runMessages } from './run-messages.ts';
import { runProbe } from './run-probe.ts';
import { runTyping } from './run-typing.ts';
import { createGroup, type SocketGroup } from './socket-group.ts';
import { measureOrder } from './socket-report.ts';
import { TwilsockClient } from './twilsock-client.ts';

const groups = new Map<string, SocketGroup>();
function groupNamed(name: string): SocketGroup {
  const group = groups.get(name);
  if (group === undefined) throw new Error(`there is no group ${name}`);
  return group;
}

/** Runs `work` for all items, a number of them at a time, and returns how long each took. */
async function timeEach<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<Histogram> {
  const histogram = new Histogram();
  const began = performance.now();
  const remaining = items[Symbol.iterator]();
  const runNext = async (): Promise<void> => {
    for (const item of remaining) {
      const started = atOnce >= items.length ? began : performance.now();
      await work(item);
      histogram.record(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, runNext));
  return histogram;
}

async function execute(order: SocketOrder): Promise<SocketReport> {
  switch (order.kind) {
    case 'sockets-start': {
      const group = createGroup(order.clients);
      groups.set(order.group, group);
      return measureOrder(group.clients.length, async () => ({
        latency: percentilesOf(
          await timeEach(group.clients, order.atOnce, (client) => client.start(order.port)),
        ),
      }));
    }
    case 'sockets-resume': {
      const { clients, reader } = groupNamed(order.group);
      reader.clear();
      return measureOrder(clients.length, async () => ({
        latency: percentilesOf(
          await timeEach(clients, clients.length, (client) =>
            client instanceof TwilsockClient ? client.resume(order.port) : client.start(order.port),
          ),
        ),
      }));
    }
    case 'sockets-close':
      for (const client of groupNamed(order.group).clients) client.close();
      groups.delete(order.group);
      return measureOrder(0, async () => ({}));
    case 'sockets-burst': {
      let sent = 0;
      return runMessages(groupNamed(order.group), order.request, order.connections, () => () => {
        if (sent === order.messages) return null;
        sent += 1;
        return performance.now();
      });
    }
    case 'sockets-steady': {
      let sent = 0;
      const total = Math.ceil(order.rate * order.seconds);
      return runMessages(groupNamed(order.group), order.request, order.connections, (started) => () => {
        if (sent === total) return null;
        const due = started + (sent * 1000) / order.rate;
        if (due > performance.now()) return undefined;
        sent += 1;
        return due;
      });
    }
    case 'sockets-probe':
      return runProbe(order);
    case 'sockets-typing':
      return runTyping(groupNamed(order.typists), groupNamed(order.group), order);
  }
}

function sendReply(reply: HelperReply): void {
  process.send?.(reply);
}

process.on('message', (order: SocketOrder) => {
  execute(order)
    .then((result) => sendReply({ kind: 'sockets', report: result }))
    .catch((problem: unknown) =>
      sendReply({ kind: 'failed', message: problem instanceof Error ? problem.message : String(problem) }),
    );
});
process.on('disconnect', () => process.exit(1));
sendReply({ kind: 'ready', port: null });
