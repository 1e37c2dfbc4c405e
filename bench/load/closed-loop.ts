/** The closed loop: each connection sends its next request when the previous reply is complete. */

import type { RequestSpec, SampleReport, UnexpectedReply } from '../helper-messages.ts';
import { Connection } from './connection.ts';
import { Histogram } from './histogram.ts';
import type { RequestSource } from './request-source.ts';

/** When a sample ends. Requests in flight are always completed and counted. */
export interface SampleLimit {
  readonly seconds: number;
  readonly requests: number;
}

const idleTimeoutMs = 20_000;

/** Opens connections to a port of this machine. */
export async function openConnections(port: number, count: number): Promise<Connection[]> {
  const connections = Array.from({ length: count }, () => new Connection(port));
  await Promise.all(connections.map((connection) => connection.waitUntilOpen()));
  return connections;
}

/**
 * Sends requests over the connections until the limit, then closes them; `wire` returns the bytes of a request. The
 * clock stops at the last reply, so requests and seconds belong together. Rejects when a connection breaks or the
 * server is silent.
 */
export async function runClosedLoop(
  connections: readonly Connection[],
  source: RequestSource,
  wire: (requestSpec: RequestSpec) => string,
  limit: SampleLimit,
  onProgress: (requests: number) => void,
): Promise<SampleReport> {
  const histogram = new Histogram();
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const deadline = started + limit.seconds * 1000;
  let sent = 0;
  let idle = 0;
  let lastReply = started;
  let unexpectedCount = 0;
  let firstUnexpected: UnexpectedReply | null = null;
  let watch: NodeJS.Timeout | undefined;

  try {
    await new Promise<void>((resolve, reject) => {
      connections.forEach((connection, slot) => {
        let sentAt = performance.now();
        const sendNext = (now: number): void => {
          if (now >= deadline || sent >= limit.requests) {
            // A server closes connections that are idle for long while others still wait for their replies.
            connection.close();
            idle += 1;
            if (idle === connections.length) resolve();
            return;
          }
          sent += 1;
          sentAt = now;
          connection.send(wire(source.next(slot)));
        };
        connection.onFailure = reject;
        connection.wantsBody = (status) => source.wantsBody || status !== source.expectedStatus(slot);
        connection.onReply = (status, body) => {
          const now = performance.now();
          lastReply = now;
          histogram.record(now - sentAt);
          if (status !== source.expectedStatus(slot)) {
            unexpectedCount += 1;
            firstUnexpected ??= { status, body: body?.toString('utf8', 0, 2000) ?? '' };
          } else if (body !== undefined) {
            source.onReplyBody(slot, body);
          }
          sendNext(now);
        };
        sendNext(sentAt);
      });
      watch = setInterval(() => {
        onProgress(histogram.count);
        if (performance.now() - lastReply > idleTimeoutMs) {
          reject(new Error(`the server has not replied for ${idleTimeoutMs / 1000} s`));
        }
      }, 1000);
    });
  } finally {
    clearInterval(watch);
    for (const connection of connections) connection.close();
  }

  const seconds = (lastReply - started) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    requests: histogram.count,
    seconds,
    p50Milliseconds: histogram.percentile(50),
    p99Milliseconds: histogram.percentile(99),
    generatorCpuShare: (cpu.user + cpu.system) / 1e6 / seconds,
    unexpectedCount,
    firstUnexpected,
  };
}
