/** The open loop: messages are created when they are due, however long the replies take. */

import type { RequestSpec } from '../helper-messages.ts';
import type { OpenLoopReport, Percentiles } from '../webhooks/webhook-messages.ts';
import type { Receiver } from '../webhooks/webhook-receiver.ts';
import type { Connection } from './connection.ts';
import { Histogram, percentilesOf } from './histogram.ts';

export interface OpenLoopOptions {
  /** Requests per second, evenly spaced. */
  readonly rate: number;
  readonly seconds: number;
  /** Stops the loop early. */
  readonly isOver: () => boolean;
}

const idleTimeoutMs = 20_000;
const created = /"sid":\s*"(IM[0-9a-f]{32})"/;

/** A message in flight: when it was due, and when the reply arrived. In milliseconds. */
interface MessageTimes {
  readonly due: number;
  readonly replied: number;
}

/**
 * Creates messages over the connections, then closes them. Ends when the last message has its reply and its webhook.
 * Times start when a message was due, so they include what it waits for the generator or a connection.
 *
 * @throws Error when a reply is not a 201, a connection breaks, or nothing arrives for 20 seconds.
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
  const replies = new Map<string, MessageTimes>();
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
          // The connection that has been idle longest, because a server closes one that is never used.
          const connection = idle.shift();
          const at = waiting.shift();
          if (connection === undefined || at === undefined) return;
          connection.onReply = (status, body) => {
            lastReply = performance.now();
            lastNews = lastReply;
            const text = body?.toString('latin1') ?? '';
            const sid = created.exec(text)?.[1];
            if (status !== 201 || sid === undefined)
              reject(new Error(`creating a message returned ${status}: ${text}`));
            else replies.set(sid, { due: at, replied: lastReply });
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
        if (ended && replies.size === due && arrivals.size >= due) resolve();
        if (now - lastNews > idleTimeoutMs)
          reject(
            new Error(`of ${due} messages, ${replies.size} have a reply and ${arrivals.size} a webhook`),
          );
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
    dueToReply: percentiles([...replies.values()].map((journey) => journey.replied - journey.due)),
    ...sinceArrival(replies, arrivals),
  };
}

/** A webhook can overtake the reply; its time is then 0. */
function sinceArrival(replies: ReadonlyMap<string, MessageTimes>, arrivals: ReadonlyMap<string, number>) {
  const journeys = [...replies].map(([sid, journey]) => {
    const arrived = arrivals.get(sid);
    if (arrived === undefined) throw new Error(`the webhook of message ${sid} has not arrived`);
    return { ...journey, arrived };
  });
  return {
    dueToArrival: percentiles(journeys.map(({ due, arrived }) => arrived - due)),
    replyToArrival: percentiles(journeys.map(({ replied, arrived }) => Math.max(0, arrived - replied))),
  };
}

function percentiles(milliseconds: readonly number[]): Percentiles {
  const histogram = new Histogram();
  for (const each of milliseconds) histogram.record(each);
  return percentilesOf(histogram);
}
