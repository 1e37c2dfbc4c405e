/** Sends requests at a steady rate. */

import { openConnections } from '../load/closed-loop.ts';
import { Histogram, percentilesOf } from '../load/histogram.ts';
import type { ProbeOrder, SocketReport } from './realtime-messages.ts';
import { measureOrder } from './socket-report.ts';

const connectionCount = 16;

/** Requests that are due while all connections are busy wait, and their wait counts. */
export async function runProbe({
  port,
  authorization,
  paths,
  rate,
  seconds,
}: ProbeOrder): Promise<SocketReport> {
  const connections = await openConnections(port, connectionCount);
  const histogram = new Histogram();
  try {
    return await measureOrder(0, async () => {
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
