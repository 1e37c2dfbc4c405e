/** Creates messages, and waits until every socket of a group has each of them. */

import { openConnections } from '../load/closed-loop.ts';
import type { Connection } from '../load/connection.ts';
import { Histogram, percentilesOf } from '../load/histogram.ts';
import type { MessageRequest, SocketReport } from './realtime-messages.ts';
import type { SocketGroup } from './socket-group.ts';
import { measureOrder } from './socket-report.ts';

const idleTimeoutMs = 30_000;
const created = /"sid":\s*"(IM[0-9a-f]{32})"/;

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
function awaitDeliveries(group: SocketGroup, count: number): Promise<void> {
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

/** @param takeDue see {@link postMessages}; created when the clock starts. */
export async function runMessages(
  group: SocketGroup,
  request: MessageRequest,
  connectionCount: number,
  takeDue: (started: number) => () => number | undefined | null,
): Promise<SocketReport> {
  const connections = await openConnections(request.port, connectionCount);
  group.arrivals.clear();
  group.deliveries = 0;
  try {
    return await measureOrder(group.clients.length, async () => {
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
