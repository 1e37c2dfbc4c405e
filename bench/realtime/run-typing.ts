/** Lets users type, and measures when others see it. */

import { Histogram, percentilesOf } from '../load/histogram.ts';
import type { SocketReport, TypingOrder } from './realtime-messages.ts';
import type { SocketGroup } from './socket-group.ts';
import { measureOrder } from './socket-report.ts';
import { TwilsockClient } from './twilsock-client.ts';

const timeoutMs = 30_000;

/** @param watchers is the group whose sockets must see each of it. */
export function runTyping(
  typists: SocketGroup,
  watchers: SocketGroup,
  { identities, path, rate, count }: TypingOrder,
): Promise<SocketReport> {
  const clients = typists.clients.filter((client) => client instanceof TwilsockClient);
  const histogram = new Histogram();
  const sentAt = new Map<string, number>();
  return measureOrder(watchers.clients.length, async () => {
    await new Promise<void>((resolve, reject) => {
      const expected = count * watchers.clients.length;
      let sent = 0;
      const started = performance.now();
      const fail = (problem: unknown): void => {
        clearInterval(timer);
        reject(problem);
      };
      watchers.onTyping = (identity) => {
        const since = sentAt.get(identity);
        if (since !== undefined) histogram.record(performance.now() - since);
        if (histogram.count < expected) return;
        clearInterval(timer);
        resolve();
      };
      const timer = setInterval(() => {
        const now = performance.now();
        if (now - started > (count * 1000) / rate + timeoutMs)
          fail(new Error(`only ${histogram.count} of ${expected} sockets have seen that a user types`));
        if (sent === count || now < started + (sent * 1000) / rate) return;
        const [client, identity] = [clients[sent % clients.length], identities[sent % clients.length]];
        sent += 1;
        if (client === undefined || identity === undefined) return;
        sentAt.set(identity, now);
        client.type(path).catch(fail);
      }, 1);
    });
    watchers.onTyping = () => {};
    return { messages: count, latency: percentilesOf(histogram) };
  });
}
