import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ApiError } from '@colloquy/contract';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Principal } from '../rest/incoming-request.ts';
import { notFound, withoutQuery } from '../rest/not-found.ts';
import { isApiPath } from './api-paths.ts';
import type { Authenticator } from './authentication.ts';
import { parseMultipart } from './form.ts';
import { rejectRequest, writeError } from './parser-errors.ts';
import { asApiError, commonHeaders, json, sendError } from './reply.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined on paths that need no credentials. */
    principal: Principal | undefined;
    /** By the monotonic clock, in milliseconds. */
    startedAt: number;
    /** Requests of the same account that are being answered. */
    concurrency: { count: number } | undefined;
  }
  interface FastifyContextConfig {
    /** The contract's name of the operation. */
    operation?: string;
    /** Whether the path needs no credentials, or its handler checks them itself. */
    public?: boolean;
    /** Whether the handler itself minds how long the body takes, which may be large. */
    slowUpload?: boolean;
  }
}

/** Bytes of a body. The largest field, 16 KB of attributes, takes three times that when percent-encoded. */
const maxBodyBytes = 1024 * 1024;

/** Milliseconds between two looks for connections that have become idle, at the end. */
const drainIntervalMs = 50;

export interface HttpOptions {
  readonly authenticator: Authenticator;
  /** Makes the next request id. */
  readonly requestId: () => string;
  /** Told of errors that are our fault. */
  readonly onError: (error: unknown, request: FastifyRequest) => void;
  /** Told of every request; its reply is told of later. */
  readonly onRequest: () => void;
  /** Told of every reply, with the time that it took. */
  readonly onResponse: (request: FastifyRequest, status: number, milliseconds: number) => void;
}

/** The HTTP server with what every path has in common: credentials, bodies, errors. Knows no resource. */
export function createHttpServer({
  authenticator,
  requestId,
  onError,
  onRequest,
  onResponse,
}: HttpOptions): FastifyInstance {
  /** Connections on which nothing more can be read: they are closed after the reply that is due. */
  const broken = new WeakSet<Duplex>();
  /** Connections with a request that may take its time. */
  const slowUpload = new WeakSet<Duplex>();
  let draining = false;

  /** What every reply gets, and what is told of it. */
  const finish = (request: FastifyRequest, reply: FastifyReply, status: number): void => {
    const milliseconds = performance.now() - request.startedAt;
    reply.headers(commonHeaders);
    reply.header('twilio-request-id', request.id);
    reply.header('twilio-request-duration', (milliseconds / 1000).toFixed(3));
    reply.header('twilio-concurrent-requests', String(request.concurrency?.count ?? 1));
    if (draining || broken.has(request.raw.socket)) reply.header('connection', 'close');
    if (request.concurrency !== undefined) request.concurrency.count--;
    if (request.routeOptions.config?.slowUpload) slowUpload.delete(request.raw.socket);
    onResponse(request, status, milliseconds);
  };

  const server = Fastify({
    logger: false,
    genReqId: requestId,
    bodyLimit: maxBodyBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // While it drains, what still arrives is served: a reply of another form would surprise an SDK.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    // The API answers it, not an empty 400 of the parser.
    http: { requireHostHeader: false },
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && slowUpload.has(socket)) return;
      if (awaitsReply(socket)) broken.add(socket);
      else rejectRequest(error, socket, requestId());
    },
    // A proxy's form of the request line has the whole URL.
    rewriteUrl: ({ url = '/' }) =>
      url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*(?=[/?]|$)/i, '') || '/',
    // A path that the router cannot read passes no hook.
    frameworkErrors: (_error, request, reply) => {
      request.startedAt = performance.now();
      onRequest();
      // It never rejects: a failure is the error that it returns.
      void malformedPathError(request, authenticator).then((error) => {
        finish(request, reply, error.status);
        sendError(reply, error);
      });
    },
  });

  server.decorateRequest('startedAt', 0);
  server.decorateRequest('concurrency', undefined);
  server.decorateRequest('principal', undefined);

  const concurrency = new Map<string, { count: number }>();
  const enter = (request: FastifyRequest, principal: Principal): ApiError | undefined => {
    request.principal = principal;
    if (request.is404) return noRouteError(request);
    const { accountSid } = principal;
    const counter = concurrency.get(accountSid) ?? { count: 0 };
    if (counter.count === 0) concurrency.set(accountSid, counter);
    counter.count++;
    request.concurrency = counter;
    return undefined;
  };
  server.addHook('onRequest', (request, _reply, done) => {
    request.startedAt = performance.now();
    onRequest();
    // Some SDKs name a type where there is no body to have it.
    if (request.method === 'DELETE') request.headers['content-type'] = undefined;
    if (request.routeOptions.config?.slowUpload) slowUpload.add(request.raw.socket);
    if (request.routeOptions.config?.public || request.method === 'OPTIONS') return done();
    let principal: Principal | Promise<Principal>;
    try {
      principal = authenticator.authenticate(request.headers.authorization);
    } catch (error) {
      return done(asApiError(error));
    }
    // Nothing waits but for credentials that have to be looked up.
    if (principal instanceof Promise) principal.then((found) => done(enter(request, found)), done);
    else done(enter(request, principal));
  });
  // Every reply passes here, and once. What waits for the last byte instead costs listeners on each socket.
  server.addHook('onSend', (request, reply, _payload, done) => {
    finish(request, reply, reply.statusCode);
    done();
  });

  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, body: Buffer, done) => done(null, body),
  );
  server.addContentTypeParser(
    /^multipart\/form-data/,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer<ArrayBuffer>) =>
      parseMultipart(body, request.headers['content-type'] ?? ''),
  );

  server.options('*', { config: { public: true } }, (_request, reply) => reply.code(204).send());
  /** Connections: Node does not count those as idle on which nothing has come yet. */
  const connections = new Set<Socket>();
  server.server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.addHook('preClose', (done) => {
    draining = true;
    // A reply that has begun before, such as a long download, has promised to keep its connection.
    const look = setInterval(() => {
      server.server.closeIdleConnections();
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, drainIntervalMs);
    server.server.once('close', () => clearInterval(look));
    done();
  });
  server.setErrorHandler((error, request, reply) => {
    const shown = asApiError(error);
    if (shown.status >= 500) onError(error, request);
    sendError(reply, shown);
  });

  // Without these, the parser answers with an empty body or just closes the connection.
  server.server.on('connect', (_request, socket) => writeError(socket, new ApiError(20004), requestId()));
  server.server.on('checkExpectation', (_request, response) => {
    const body = JSON.stringify(new ApiError(20001, 'The expectation cannot be met', 417).toBody());
    response
      .writeHead(417, { 'content-type': json, 'twilio-request-id': requestId(), ...commonHeaders })
      .end(body);
  });
  return server;
}

/** Whether a request that came whole on this connection is still to be answered. */
function awaitsReply(socket: Duplex): boolean {
  // Node keeps the response that is due on its socket; its documentation names it for this very question.
  const response = '_httpMessage' in socket ? socket._httpMessage : undefined;
  return response instanceof ServerResponse && response.req.complete;
}

/** A path of the API that does not take the method, or no path at all. */
const noRouteError = ({ url }: FastifyRequest): ApiError =>
  isApiPath(withoutQuery(url)) ? new ApiError(20004) : notFound(url);

/** There is nothing at such a path, but that is told to those alone who may ask. */
async function malformedPathError(
  { headers, url }: FastifyRequest,
  authenticator: Authenticator,
): Promise<ApiError> {
  try {
    await authenticator.authenticate(headers.authorization);
    return notFound(url);
  } catch (error) {
    return asApiError(error);
  }
}
