import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { asApiError } from '../http/send-reply.ts';
import { baseUrlOf } from '../http/urls.ts';
import { Hub } from '../realtime/hub/hub.ts';
import { Realtime } from '../realtime/realtime.ts';
import { Sessions } from '../realtime/session/sessions.ts';
import type { OperationDeps } from '../rest/operation-pipeline.ts';
import type { Background } from './background.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { Part } from './lifetime.ts';

/** Real time for the client SDK. The hub starts before the HTTP server, and the sessions stop before it. */
interface RealtimeParts {
  readonly hub: Part;
  readonly sessions: Part;
  /** Takes over the socket of a request that asks for a WebSocket. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Lets no more clients connect, and sends those that are connected to another process. */
  readonly drain: () => void;
}

/** @param verifyToken rejects with an ApiError for an access token that is not valid. */
export function createRealtime(
  { config, clock, sids, keyRing, metrics, log, onError }: Infrastructure,
  { deps, consumers, presence }: Background,
  operations: OperationDeps,
  verifyToken: ConstructorParameters<typeof Sessions>[0]['verifyToken'],
): RealtimeParts {
  const hub = new Hub({
    storage: deps.storage,
    tail: consumers.tail,
    maxSubscriptionsPerSession: config.realtime.maxSubscriptionsPerSession,
    onError,
  });
  const listener = new Realtime({
    deps,
    operations,
    hub,
    presence,
    maxMediaBytes: config.media.maxBytes,
    toApiError: (error) => {
      const apiError = asApiError(error);
      if (apiError.status >= 500) onError(error);
      return apiError;
    },
    onError,
  });
  const baseUrl = baseUrlOf(config.publicUrl);
  const sessions = new Sessions({
    clock,
    nextSid: () => sids.next('TS'),
    verifyToken,
    keyExists: (sid) => {
      const found = keyRing.find(sid);
      return found instanceof Promise ? found.then((key) => key !== undefined) : found !== undefined;
    },
    baseUrl: (request) => baseUrl({ headers: request.headers, raw: request }),
    limits: config.realtime,
    listener,
    onOpen: (session) => log.logger.info({ session }, 'session opened'),
    onEnd: (session, reason, seconds) => {
      metrics.countEndedSession(reason);
      const level = seconds === undefined ? 'debug' : 'info';
      log.logger[level]({ session, reason, seconds: seconds && Math.round(seconds) }, 'session ended');
    },
    onError,
  });
  metrics.watchSessions(() => ({ sessions: sessions.openCount, subscriptions: hub.subscriptionCount }));
  return {
    hub,
    sessions: {
      start: () => sessions.start(),
      stop: async () => {
        sessions.stop();
        await presence.stop();
      },
    },
    upgrade: (request, socket, head) => sessions.upgrade(request, socket, head),
    drain: () => void sessions.drain(config.shutdownGraceMs).catch(onError),
  };
}
