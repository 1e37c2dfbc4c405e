import { Readable } from 'node:stream';
import { ApiError, invalidParameter, streamEvents } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LogTail } from '../events/log-tail.ts';
import { endpointRoute } from '../http/endpoint-route.ts';
import { callerOf, parameterSources } from '../http/read-request.ts';
import type { OnError } from '../http/send-reply.ts';
import { decoder } from '../rest/decode.ts';
import { streamFrames } from './event-frames.ts';
import { selectEvents } from './event-selection.ts';

/** Milliseconds until a stream is broken off if it does not end when the server stops. */
const closeTimeoutMs = 1000;

export interface StreamOptions {
  readonly tail: LogTail;
  /** Rejects or throws if the credentials in a header are not valid, or no longer valid. */
  readonly authenticate: (authorization: string | undefined) => unknown;
  /** Called when an internal error ends a stream. */
  readonly onError: OnError;
  /** Called when a stream opens (1) or closes (-1). */
  readonly onCountChange?: (change: 1 | -1) => void;
  /** Maximum number of open streams of one account in this process. */
  readonly maxStreams?: number;
  /** Milliseconds between heartbeats, and between checks of the credentials. */
  readonly heartbeatMs?: number;
  /** Milliseconds after which a client that does not read is disconnected. */
  readonly stallTimeoutMs?: number;
}

/** Mounts the route that streams the events of the caller's account as server-sent events. */
export function mountEventStream(
  server: FastifyInstance,
  {
    tail,
    authenticate,
    onError,
    onCountChange,
    maxStreams = 100,
    heartbeatMs = 15_000,
    stallTimeoutMs = 30_000,
  }: StreamOptions,
): void {
  const open = new Map<string, Set<() => void>>();
  let stopping = false;
  server.addHook('preClose', (done) => {
    stopping = true;
    for (const streams of open.values()) for (const stop of streams) stop();
    done();
  });

  /** Registers a stream of an account until its connection closes. Returns the signal that ends it. */
  const openStream = (accountSid: string, { raw }: FastifyReply): AbortSignal => {
    if (stopping) throw new ApiError(20503);
    const streams = open.get(accountSid) ?? new Set();
    if (streams.size >= maxStreams) throw new ApiError(20429);
    const controller = new AbortController();
    const stop = () => {
      controller.abort();
      const force = setTimeout(() => raw.destroy(), closeTimeoutMs);
      raw.once('close', () => clearTimeout(force));
    };
    open.set(accountSid, streams.add(stop));
    onCountChange?.(1);
    raw.once('close', () => {
      controller.abort();
      streams.delete(stop);
      onCountChange?.(-1);
      if (streams.size === 0) open.delete(accountSid);
    });
    return controller.signal;
  };

  const decode = decoder(streamEvents);
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { accountSid } = callerOf(request);
    const { authorization } = request.headers;
    const { after, wants } = selectEvents(decode(parameterSources(request)));
    const signal = openStream(accountSid, reply);
    const head = await tail.newest();
    // A position after the newest record comes from another database.
    if (after !== undefined && after > head)
      throw invalidParameter('after', String(after), `a position up to that of the newest event, ${head}`);
    const oldest = after === undefined ? 1 : await tail.oldest();
    if (after && after < oldest - 1) {
      throw new ApiError(20001, `Events are kept from position ${oldest} on`, 410);
    }
    if (signal.aborted) throw new ApiError(20503);

    const authenticationTimer = setInterval(async () => {
      try {
        await authenticate(authorization);
      } catch {
        reply.raw.destroy();
      }
    }, heartbeatMs).unref();
    signal.addEventListener('abort', () => clearInterval(authenticationTimer));
    const text = streamFrames({
      tail,
      position: Math.max(after ?? head, oldest - 1),
      wants: (event) => event.account_sid === accountSid && wants(event),
      signal,
      heartbeatMs,
      stallTimeoutMs,
      onStall: () => reply.raw.destroy(),
    });
    const stream = Readable.from(text, { objectMode: false });
    stream.once('error', (error) => onError(error, request));
    return reply
      .headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // This header keeps nginx from buffering events.
        'x-accel-buffering': 'no',
      })
      .send(stream);
  };
  // For HEAD, Fastify would read the stream to its end.
  server.route({ ...endpointRoute(streamEvents), exposeHeadRoute: false, handler });
}
