import { Readable } from 'node:stream';
import { ApiError, invalidParameter } from '@colloquy/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LogTail } from '../events/log-tail.ts';
import { streamFrames } from './event-frames.ts';
import { parseSelection } from './event-selection.ts';

const path = '/colloquy/v1/events';

/** Milliseconds that a stream may take to end when the server stops. */
const closeTimeoutMs = 1000;

export interface StreamOptions {
  readonly tail: LogTail;
  /** Rejects or throws when the credentials in a header open nothing, or nothing any more. */
  readonly authenticate: (authorization: string | undefined) => unknown;
  /** Told of a stream that ended by our fault. */
  readonly onError: (error: unknown, request: FastifyRequest) => void;
  /** Told of a stream that has opened, 1, or closed, -1. */
  readonly onCountChange?: (change: 1 | -1) => void;
  /** Streams that one account may have open in this process. */
  readonly maxStreams?: number;
  /** Milliseconds between two signs of life; the credentials are looked at as often. */
  readonly heartbeatMs?: number;
  /** Milliseconds after which a client that takes nothing is cut off. */
  readonly stallTimeoutMs?: number;
}

/** The event log as a stream of server-sent events, of the account of the credentials. */
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

  /** Counts a stream among its account's until its connection lets go of it. Answers what ends it. */
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

  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.principal === undefined) throw new Error('A hook was to authenticate this request.');
    const { accountSid } = request.principal;
    const { 'last-event-id': lastEventId, authorization } = request.headers;
    const { after, wants } = parseSelection(
      request.query as Parameters<typeof parseSelection>[0],
      // A header that is sent twice has one text for both.
      lastEventId?.toString(),
    );
    const signal = openStream(accountSid, reply);
    const head = await tail.newest();
    // Nobody can have seen it: it is of another server, or of another database.
    if (after !== undefined && after > head) throw invalidParameter('after');
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
        // A proxy of this kind would otherwise keep events back until it has many.
        'x-accel-buffering': 'no',
      })
      .send(stream);
  };
  // Fastify would answer HEAD by reading the stream to its end.
  server.get(path, { exposeHeadRoute: false, config: { operation: 'StreamEvents' } }, handler);
}
