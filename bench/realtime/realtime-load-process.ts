/** The process that holds the sockets of clients and creates the messages that they receive. */

import type { HelperReply } from '../helper-messages.ts';
import { openConnections } from '../load/closed-loop.ts';
import type { Connection } from '../load/connection.ts';
import { Histogram, percentilesOf } from '../load/histogram.ts';
import { NotificationReader } from './notification-reader.ts';
import { PlainClient } from './plain-client.ts';
import type { MessageRequest, SocketOrder, SocketReport } from './realtime-messages.ts';
import { TwilsockClient } from './twilsock-client.ts';

const idleTimeoutMs = 30_000;
const created = /"sid":\s*"(IM[0-9a-f]{32})"/;

interface Group {
  readonly reader: NotificationReader;
  readonly clients: readonly (TwilsockClient | PlainClient)[];
  /** When each socket has received a message, by the message. */
  readonly arrivals: Map<string, number[]>;
  deliveries: number;
  lastDelivery: number;
}

const groups = new Map<string, Group>();
const noLatency = { p50: 0, p95: 0, p99: 0, max: 0 };

function groupNamed(name: string): Group {
  const group = groups.get(name);
  if (group === undefined) throw new Error(`there is no group ${name}`);
  return group;
}

function createGroup(specs: Extract<SocketOrder, { kind: 'sockets-start' }>['clients']): Group {
  const reader = new NotificationReader();
  const arrivals: Group['arrivals'] = new Map();
  const onMessages = (sids: readonly string[]): void => {
    const now = performance.now();
    group.deliveries += sids.length;
    group.lastDelivery = now;
    for (const sid of sids) {
      const times = arrivals.get(sid);
      if (times === undefined) arrivals.set(sid, [now]);
      else times.push(now);
    }
  };
  const group: Group = {
    reader,
    clients:
      typeof specs === 'number'
        ? Array.from({ length: specs }, () => new PlainClient(onMessages))
        : specs.map((spec) => new TwilsockClient(spec, reader, onMessages)),
    arrivals,
    deliveries: 0,
    lastDelivery: 0,
  };
  return group;
}

/** Measures an order, and fills in what it does not measure. */
async function report(
  sockets: number,
  work: () => Promise<Partial<SocketReport>>,
): Promise<SocketReport> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const seconds = result.seconds ?? (performance.now() - started) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    sockets,
    deliveries: 0,
    messages: 0,
    seconds,
    generatorCpuShare: (cpu.user + cpu.system) / 1e6 / ((performance.now() - started) / 1000),
    latency: noLatency,
    replyToSocket: noLatency,
    dueToSocket: noLatency,
    ...result,
  };
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

/** Sends one request, and returns its body. */
const serialize = ({ port, authorization, path, form }: MessageRequest): string =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\n` +
  `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`;

interface Posted {
  readonly due: number;
  readonly replied: number;
}

/** Creates messages when `takeDue` says so; undefined means that none is due now, null that there are no more. */
function postMessages(
  connections: readonly Connection[],
  request: string,
  takeDue: () => number | undefined | null,
): Promise<Map<string, Posted>> {
  const posted = new Map<string, Posted>();
  let busy = 0;
  let lastReply = performance.now();
  return new Promise((resolve, reject) => {
    const idle = [...connections];
    const advance = (): void => {
      while (idle.length > 0) {
        const due = takeDue();
        if (due === null && busy === 0) {
          clearInterval(timer);
          resolve(posted);
        }
        if (due === null || due === undefined) return;
        const connection = idle.shift();
        if (connection === undefined) return;
        busy += 1;
        connection.onReply = (status, body) => {
          lastReply = performance.now();
          const text = body?.toString('latin1') ?? '';
          const sid = created.exec(text)?.[1];
          if (status !== 201 || sid === undefined)
            reject(new Error(`creating a message returned ${status}: ${text}`));
          else posted.set(sid, { due, replied: lastReply });
          busy -= 1;
          idle.push(connection);
          advance();
        };
        connection.send(request);
      }
    };
    for (const connection of connections) {
      connection.wantsBody = () => true;
      connection.onFailure = reject;
    }
    const timer = setInterval(() => {
      if (performance.now() - lastReply > idleTimeoutMs) reject(new Error('no reply to a message'));
      advance();
    }, 1);
    advance();
  });
}

/** Waits until every socket has received every message. */
function awaitDeliveries(group: Group, count: number): Promise<void> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const check = (): void => {
      if (group.deliveries > count) reject(new Error(`${group.deliveries} of ${count} deliveries`));
      else if (group.deliveries === count) resolve();
      else if (performance.now() - Math.max(group.lastDelivery, started) > idleTimeoutMs)
        reject(new Error(`only ${group.deliveries} of ${count} deliveries have arrived`));
      else setTimeout(check, 1);
    };
    check();
  });
}

async function runMessages(
  group: Group,
  request: MessageRequest,
  connectionCount: number,
  takeDue: (started: number) => () => number | undefined | null,
): Promise<SocketReport> {
  const connections = await openConnections(request.port, connectionCount);
  group.arrivals.clear();
  group.deliveries = 0;
  try {
    return await report(group.clients.length, async () => {
      const started = performance.now();
      const posted = await postMessages(connections, serialize(request), takeDue(started));
      await awaitDeliveries(group, posted.size * group.clients.length);
      const [replyToSocket, dueToSocket] = [new Histogram(), new Histogram()];
      for (const [sid, { due, replied }] of posted)
        for (const arrival of group.arrivals.get(sid) ?? []) {
          replyToSocket.record(Math.max(0, arrival - replied));
          dueToSocket.record(arrival - due);
        }
      return {
        deliveries: group.deliveries,
        messages: posted.size,
        seconds: (group.lastDelivery - started) / 1000,
        replyToSocket: percentilesOf(replyToSocket),
        dueToSocket: percentilesOf(dueToSocket),
      };
    });
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** Requests that are due while all connections are busy wait, and their wait counts. */
async function probe({
  port,
  authorization,
  paths,
  rate,
  seconds,
}: Extract<SocketOrder, { kind: 'sockets-probe' }>): Promise<SocketReport> {
  const connections = await openConnections(port, 16);
  const histogram = new Histogram();
  try {
    return await report(0, async () => {
      const started = performance.now();
      const total = Math.ceil(rate * seconds);
      await new Promise<void>((resolve, reject) => {
        const idle = [...connections];
        let sent = 0;
        const advance = (): void => {
          for (;;) {
            const due = started + (sent * 1000) / rate;
            if (sent === total || due > performance.now()) return;
            const connection = idle.shift();
            if (connection === undefined) return;
            const path = paths[sent % paths.length] ?? '/';
            sent += 1;
            connection.onReply = (status) => {
              if (status !== 200) reject(new Error(`GET ${path} returned ${status}`));
              histogram.record(performance.now() - due);
              idle.push(connection);
              if (histogram.count === total) {
                clearInterval(timer);
                resolve();
              } else advance();
            };
            connection.send(
              `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\n\r\n`,
            );
          }
        };
        for (const connection of connections) connection.onFailure = reject;
        const timer = setInterval(advance, 1);
      });
      return { messages: histogram.count, latency: percentilesOf(histogram) };
    });
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function execute(order: SocketOrder): Promise<SocketReport> {
  switch (order.kind) {
    case 'sockets-start': {
      const group = createGroup(order.clients);
      groups.set(order.group, group);
      return report(group.clients.length, async () => ({
        latency: percentilesOf(
          await timeEach(group.clients, order.atOnce, (client) => client.start(order.port)),
        ),
      }));
    }
    case 'sockets-resume': {
      const { clients, reader } = groupNamed(order.group);
      reader.clear();
      return report(clients.length, async () => ({
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
      return report(0, async () => ({}));
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
      return probe(order);
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
