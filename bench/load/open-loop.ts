/** The open loop: messages are posted when it is time for them, however long the answers take. */

import type { RequestSpec } from '../helper-messages.ts';
import type { OpenLoopReport, Percentiles } from '../webhooks/webhook-messages.ts';
import type { Receiver } from '../webhooks/webhook-receiver.ts';
import type { Connection } from './connection.ts';
import { Histogram } from './histogram.ts';

export interface OpenLoopOptions {
  /** Requests a second, evenly. */
  readonly rate: number;
  readonly seconds: number;
  /** Ends it before its time. */
  readonly isOver: () => boolean;
}

const idleTimeoutMs = 20_000;
const created = /"sid":\s*"(IM[0-9a-f]{32})"/;

/** A message on its way: when it was to be sent, and when answered. Milliseconds. */
interface MessageTimes {
  readonly due: number;
  readonly answered: number;
}

/**
 * Posts messages over the connections, then closes them; ends when the last message has been answered and told of to
 * the receiver. Times are taken from when a message was due: what the generator or a connection makes it wait is in
 * them.
 *
 * @throws Error when a reply has another status than 201, a connection breaks, or nothing comes for 20 seconds.
 */
export async function runOpenLoop(
  connections: readonly Connection[],
  next: () => RequestSpec,
  wire: (requestSpec: RequestSpec) => string,
  receiver: Receiver,
  { rate, seconds, isOver }: OpenLoopOptions,
): Promise<OpenLoopReport> {
  const waiting: number[] = [];
  const idle = [...connections];
  const answered = new Map<string, MessageTimes>();
  const arrivals = new Map<string, number>();
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const total = Math.ceil(rate * seconds);
  let due = 0;
  let lastReply = started;
  let lastNews = started;
  let timer: NodeJS.Timeout | undefined;

  try {
    await new Promise<void>((resolve, reject) => {
      let ended = false;
      const sendWaiting = (): void => {
        while (waiting.length > 0 && idle.length > 0) {
          // The one that has rested longest: a server closes what is never used.
          const connection = idle.shift();
          const at = waiting.shift();
          if (connection === undefined || at === undefined) return;
          connection.onReply = (status, body) => {
            lastReply = performance.now();
            lastNews = lastReply;
            const text = body?.toString('latin1') ?? '';
            const sid = created.exec(text)?.[1];
            if (status !== 201 || sid === undefined)
              reject(new Error(`a post was answered ${status}: ${text}`));
            else answered.set(sid, { due: at, answered: lastReply });
            idle.push(connection);
            sendWaiting();
          };
          connection.send(wire(next()));
        }
      };
      for (const connection of connections) {
        connection.wantsBody = () => true;
        connection.onFailure = reject;
      }
      receiver.onMessage = (sid, now) => {
        lastNews = now;
        if (!arrivals.has(sid)) arrivals.set(sid, now);
      };
      timer = setInterval(() => {
        const now = performance.now();
        if (isOver()) ended = true;
        while (!ended && due < total && started + (due * 1000) / rate <= now) {
          waiting.push(started + (due * 1000) / rate);
          due += 1;
        }
        ended ||= due >= total;
        sendWaiting();
        if (ended && answered.size === due && arrivals.size >= due) resolve();
        if (now - lastNews > idleTimeoutMs)
          reject(new Error(`of ${due} messages ${answered.size} were answered and ${arrivals.size} told of`));
      }, 1);
    });
  } finally {
    clearInterval(timer);
    receiver.onMessage = undefined;
    for (const connection of connections) connection.close();
  }
  const spent = Math.max(lastReply - started, 1) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    messages: due,
    perSecond: due / spent,
    generatorCpuShare: (cpu.user + cpu.system) / 1e6 / spent,
    dueToReply: percentiles([...answered.values()].map((journey) => journey.answered - journey.due)),
    ...sinceArrival(answered, arrivals),
  };
}

/** A webhook can overtake the reply: then it came after nothing. */
function sinceArrival(answered: ReadonlyMap<string, MessageTimes>, arrivals: ReadonlyMap<string, number>) {
  const journeys = [...answered].map(([sid, journey]) => {
    const arrived = arrivals.get(sid);
    if (arrived === undefined) throw new Error(`message ${sid} has not been told of`);
    return { ...journey, arrived };
  });
  return {
    dueToArrival: percentiles(journeys.map(({ due, arrived }) => arrived - due)),
    replyToArrival: percentiles(journeys.map(({ answered, arrived }) => Math.max(0, arrived - answered))),
  };
}

function percentiles(milliseconds: readonly number[]): Percentiles {
  const histogram = new Histogram();
  for (const each of milliseconds) histogram.record(each);
  return {
    p50: histogram.percentile(50),
    p95: histogram.percentile(95),
    p99: histogram.percentile(99),
    max: histogram.percentile(100),
  };
}
