import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ApiError, type Parameters } from '@colloquy/contract';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Principal } from '../rest/incoming-request.ts';
import { notFound } from '../rest/not-found.ts';
import { withoutQuery } from '../rest/without-query.ts';
import { isApiPath } from './api-paths.ts';
import type { Authenticator } from './authentication.ts';
import { addFormParsers, contentEncodingError, ignoreUnusedBody } from './body-parsers.ts';
import { mayUseRememberedCredentials } from './foreign-origin.ts';
import { ignoredQueryNames } from './ignored-query.ts';
import { type FindRequestFault, injectFaults } from './inject-faults.ts';
import { createServer, ServerResponse } from './node-http.ts';
import { rejectRequest, writeError } from './parser-errors.ts';
import { inTurn } from './request-queue.ts';
import { asApiError, commonHeaders, json, type OnError, sendError, sendFailure } from './send-reply.ts';
import { StallDetector } from './stall-detector.ts';
import { withoutSchemas } from './without-schemas.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined on paths that need no credentials. */
    principal: Principal | undefined;
    /** By the monotonic clock, in milliseconds. */
    startedAt: number;
    /** Requests of the same account that are in progress. */
    concurrency: { count: number } | undefined;
    /** The error that was sent as the reply. */
    refusal: ApiError | undefined;
    /** Whether the reply is that of an earlier request with the same idempotency key. */
    replayed: boolean;
  }
  interface FastifyInstance {
    /** Returns the URL at which the client of a request reaches the server. */
    readonly baseUrl: (request: FastifyRequest) => string;
    /** The path of the reference of the API, without a slash at the beginning; undefined if it is not served. */
    readonly referencePath: string | undefined;
  }
  interface FastifyContextConfig {
    /** The name of the operation as a label of metrics. */
    operation?: string;
    /** The name of the operation in the contract. */
    operationId?: string;
    /** What the operation reads from a request. */
    parameters?: Parameters;
    /** Whether successful requests are of little interest, because programs repeat them at short intervals. */
    polled?: boolean;
    /** Whether the path needs no credentials, or its handler checks them itself. */
    public?: boolean;
    /** Whether the body may be large; the handler then limits the time that it takes. */
    slowUpload?: boolean;
  }
}

/** Maximum size of a body. The largest field, 16 KB of attributes, takes three times that when percent-encoded. */
const maxBodyBytes = 1024 * 1024;

/** How long the header and the body of a request may take to arrive. */
const arrivalTimeoutMs = 30_000;

const serverOptions = {
  headersTimeout: arrivalTimeoutMs,
  requestTimeout: arrivalTimeoutMs,
  // By default, these are checked every 30 seconds, and could take twice as long.
  connectionsCheckingInterval: 5000,
  keepAliveTimeout: 72_000,
  // The API replies to a request without Host; the parser would send an empty 400.
  requireHostHeader: false,
  // Some clients offer HTTP/2 in their requests (`Upgrade: h2c`), which a server may ignore. The reply to an upgrade
  // would overtake those to the requests before it.
  shouldUpgradeCallback: ({ headers, socket }: IncomingMessage) =>
    headers.upgrade?.toLowerCase() === 'websocket' && findPendingReply(socket) === undefined,
};

/** How often it is checked, within the time that a client may take nothing of a reply, whether it has taken anything. */
const stallChecks = 6;

/** While the server closes, idle connections are closed at this interval. */
const drainIntervalMs = 50;

export interface HttpOptions {
  readonly authenticator: Authenticator;
  /** Returns the next request id. */
  readonly requestId: () => string;
  readonly baseUrl: FastifyInstance['baseUrl'];
  readonly referencePath?: FastifyInstance['referencePath'];
  readonly onError: OnError;
  /** Whether replies name the parameters in the query of a POST, which are ignored: a hint for developers. */
  readonly namesIgnoredParameters: boolean;
  /** Whether the server is about to stop: each reply then closes its connection. */
  readonly isDraining: () => boolean;
  /** Called when a request has arrived. */
  readonly onRequest: () => void;
  /** Called after a reply to a request that did not get past the HTTP parser. */
  readonly onRejected: (requestId: string, error: ApiError) => void;
  /** Called when a reply is sent, with the time since the request arrived. */
  readonly onResponse: (request: FastifyRequest, status: number, milliseconds: number) => void;
  /** Milliseconds after which a client is disconnected that takes nothing of a reply. */
  readonly stallTimeoutMs?: number;
  /** Finds the faults that tests have created; without it, no request has one. */
  readonly findFault?: FindRequestFault | undefined;
}

/** Creates the HTTP server with what all paths share: authentication, body parsers, errors. */
export function createHttpServer({
  authenticator,
  requestId,
  baseUrl,
  referencePath,
  onError,
  namesIgnoredParameters,
  isDraining,
  onRequest,
  onRejected,
  onResponse,
  stallTimeoutMs = 30_000,
  findFault,
}: HttpOptions): FastifyInstance {
  /** Connections that the parser has given up; they are closed after the reply to their last complete request. */
  const brokenSockets = new WeakSet<Duplex>();
  /** Connections with a request whose body may be slow. */
  const slowUploadSockets = new WeakSet<Duplex>();
  /** Adds the headers of every reply, and reports it. */
  const finish = (request: FastifyRequest, reply: FastifyReply, status: number): void => {
    const milliseconds = performance.now() - request.startedAt;
    reply.headers(commonHeaders);
    reply.header('twilio-request-id', request.id);
    reply.header('twilio-request-duration', (milliseconds / 1000).toFixed(3));
    reply.header('twilio-concurrent-requests', String(request.concurrency?.count ?? 1));
    const ignored = namesIgnoredParameters ? ignoredQueryNames(request) : [];
    if (ignored.length > 0) reply.header('colloquy-ignored-parameters', ignored.join(', '));
    if (isDraining() || brokenSockets.has(request.raw.socket)) reply.header('connection', 'close');
    // Fastify closes the connection when it rejects a body. Before the rest of the body has arrived, that would reset
    // it, and the client or its proxy may lose the reply. Node discards the rest, which must arrive in time as any body.
    else if (reply.hasHeader('connection')) reply.removeHeader('connection');
    if (request.concurrency !== undefined) request.concurrency.count--;
    if (request.routeOptions.config?.slowUpload) slowUploadSockets.delete(request.raw.socket);
    onResponse(request, status, milliseconds);
  };

  const server = Fastify({
    logger: false,
    genReqId: requestId,
    bodyLimit: maxBodyBytes,
    forceCloseConnections: 'idle',
    // Requests that arrive while the server closes are served: SDKs do not expect the 503 of Fastify.
    return503OnClosing: false,
    schemaController: withoutSchemas,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    serverFactory: (handle) => createServer(serverOptions, inTurn(handle)),
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && slowUploadSockets.has(socket)) return;
      if (findPendingReply(socket)?.req.complete) {
        brokenSockets.add(socket);
        return;
      }
      const id = requestId();
      const sent = rejectRequest(error, socket, id);
      if (sent !== undefined) onRejected(id, sent);
    },
    // A request line for a proxy has an absolute URL.
    rewriteUrl: ({ url = '/' }) =>
      url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*(?=[/?]|$)/i, '') || '/',
    // A path that the router cannot decode does not run the hooks.
    frameworkErrors: (_error, request, reply) => {
      request.startedAt = performance.now();
      onRequest();
      // The promise never rejects: it resolves with the error to send.
      void malformedPathError(request, authenticator).then((error) => {
        finish(request, reply, error.status);
        sendError(reply, error);
      });
    },
  });

  server.decorate('baseUrl', baseUrl);
  server.decorate('referencePath', referencePath);
  server.decorateRequest('startedAt', 0);
  server.decorateRequest('concurrency', undefined);
  server.decorateRequest('principal', undefined);
  server.decorateRequest('refusal', undefined);
  server.decorateRequest('replayed', false);

  const concurrency = new Map<string, { count: number }>();
  const admit = (request: FastifyRequest, principal: Principal): ApiError | undefined => {
    request.principal = principal;
    if (request.is404) return noRouteError(request);
    const { accountSid } = principal;
    const counter = concurrency.get(accountSid) ?? { count: 0 };
    if (counter.count === 0) concurrency.set(accountSid, counter);
    counter.count++;
    request.concurrency = counter;
    return contentEncodingError(request);
  };
  server.addHook('onRequest', (request, _reply, done) => {
    request.startedAt = performance.now();
    onRequest();
    // An empty upload keeps its content type.
    if (request.routeOptions.config?.slowUpload) slowUploadSockets.add(request.raw.socket);
    else ignoreUnusedBody(request);
    if (mayUseRememberedCredentials(request.method, request.headers)) return done(foreignOriginError());
    if (request.routeOptions.config?.public || request.method === 'OPTIONS') return done();
    let principal: Principal | Promise<Principal>;
    try {
      principal = authenticator.authenticate(request.headers.authorization);
    } catch (error) {
      return done(asApiError(error));
    }
    // Synchronous in most cases; only credentials from the database need a promise.
    if (principal instanceof Promise) principal.then((found) => done(admit(request, found)), done);
    else done(admit(request, principal));
  });
  // Each reply runs this hook once. Waiting for its last byte instead would cost listeners on each socket.
  server.addHook('onSend', (request, reply, _payload, done) => {
    finish(request, reply, reply.statusCode);
    done();
  });

  if (findFault !== undefined) injectFaults(server, findFault);

  addFormParsers(server);

  server.options('*', { config: { public: true } }, (_request, reply) => reply.code(204).send());
  /** All connections, because Node does not count those as idle that have not received anything yet. */
  const connections = new Set<Socket>();
  server.server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  // A timeout that each request sets and clears would cost a hot fetch 3 % more CPU.
  const stalls = new StallDetector();
  const stallCheck = setInterval(() => {
    for (const socket of connections) if (stalls.countUnchanged(socket) >= stallChecks) socket.destroy();
  }, stallTimeoutMs / stallChecks).unref();
  server.addHook('onClose', async () => clearInterval(stallCheck));
  server.addHook('preClose', (done) => {
    // A server that could not listen has no connections, and no event tells that it is closed.
    if (!server.server.listening) return done();
    // A reply that began before, such as a long download, has promised to keep its connection alive.
    const interval = setInterval(() => {
      server.server.closeIdleConnections();
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, drainIntervalMs);
    server.server.once('close', () => clearInterval(interval));
    done();
  });
  server.setErrorHandler((error, _request, reply) => sendFailure(reply, error, onError));

  // Without these handlers, the parser sends an empty body or closes the connection.
  server.server.on('connect', (_request, socket) => {
    const pending = findPendingReply(socket);
    if (pending !== undefined) {
      // Node has removed its listeners from this socket; without one, an error would end the process.
      socket.on('error', () => socket.destroy());
      pending.once('close', () => socket.end(() => socket.destroy()));
      return;
    }
    const [id, error] = [requestId(), new ApiError(20004)];
    writeError(socket, error, id);
    onRejected(id, error);
  });
  server.server.on('checkExpectation', (_request, response) => {
    const [id, error] = [requestId(), new ApiError(20001, 'The expectation cannot be met', 417)];
    response
      .writeHead(error.status, { 'content-type': json, 'twilio-request-id': id, ...commonHeaders })
      .end(JSON.stringify(error.toBody()));
    onRejected(id, error);
  });
  return server;
}

/** The reply to a request on this connection, until it has been sent. */
function findPendingReply(socket: Duplex): InstanceType<typeof ServerResponse> | undefined {
  // Node keeps the pending response in this property, and documents it for this purpose (http: clientError).
  const response = '_httpMessage' in socket ? socket._httpMessage : undefined;
  return response instanceof ServerResponse ? response : undefined;
}

const foreignOriginError = (): ApiError =>
  new ApiError(20403, 'A page of another origin must send this request with the header X-Requested-With');

/** 405 for a path of the API with another method, 404 for any other path. */
const noRouteError = ({ url }: FastifyRequest): ApiError =>
  isApiPath(withoutQuery(url)) ? new ApiError(20004) : notFound(url);

/** 404, but only for callers with valid credentials. */
async function malformedPathError(request: FastifyRequest, authenticator: Authenticator): Promise<ApiError> {
  try {
    request.principal = await authenticator.authenticate(request.headers.authorization);
    return notFound(request.url);
  } catch (error) {
    return asApiError(error);
  }
}
