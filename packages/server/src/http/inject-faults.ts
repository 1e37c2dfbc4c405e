import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { ApiError } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { sendError } from './send-reply.ts';

/** What happens to a request because a test wants it. */
interface RequestFault {
  readonly delayMs: number;
  /** Sent instead of handling the request. */
  readonly error: ApiError | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Closes the connection before the request is handled, or instead of sending its reply. */
  readonly disconnect: 'before' | 'after' | undefined;
}

/** Finds the fault of a request to an operation of the contract; undefined if it has none. */
export type FindRequestFault = (
  accountSid: string,
  operation: string | undefined,
) => RequestFault | undefined;

/** Makes requests fail, after their credentials have been checked. A server without faults has no such hooks. */
export function injectFaults(server: FastifyInstance, find: FindRequestFault): void {
  const withoutReply = new WeakSet<object>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  // A delay can be longer than a server that stops waits for its requests.
  server.addHook('preClose', (done) => {
    closing.abort();
    done();
  });
  server.addHook('preHandler', async (request, reply) => {
    const { accountSid } = request.principal ?? {};
    const fault = accountSid && find(accountSid, request.routeOptions.config?.operationId);
    if (!fault) return;
    if (fault.delayMs > 0)
      await setTimeout(fault.delayMs, undefined, { signal: closing.signal }).catch(() => {});
    if (fault.disconnect === 'after') withoutReply.add(request);
    if (fault.disconnect === 'before') {
      request.raw.socket.destroy();
      // Nobody gets it, but the request is counted and logged as all others are.
      sendError(reply, new ApiError(20503));
    } else if (fault.error !== undefined) {
      const { retryAfterSeconds } = fault;
      if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
      sendError(reply, fault.error, retryAfterSeconds === undefined);
    }
  });
  server.addHook('onSend', async (request) => {
    if (withoutReply.has(request)) request.raw.socket.destroy();
  });
}
