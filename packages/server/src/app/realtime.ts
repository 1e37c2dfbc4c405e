import type { AccessToken } from '../accounts/access-tokens/token-verifier.ts';
import { removeApiKey } from '../accounts/api-keys/store.ts';
import { asApiError } from '../http/send-reply.ts';
import { baseUrlOf } from '../http/urls.ts';
import { Hub } from '../realtime/hub/hub.ts';
import { Realtime } from '../realtime/realtime.ts';
import { endReasons } from '../realtime/session/session.ts';
import { Sessions } from '../realtime/session/sessions.ts';
import { findDefaults, markDeleted } from '../resources/service/store.ts';
import type { OperationDeps } from '../rest/operation-pipeline.ts';
import { serviceKey } from '../rest/service-scope.ts';
import type { Background } from './background.ts';
import type { Infrastructure } from './infrastructure.ts';
import { sessionRequestRecorder } from './request-recorders.ts';
import { createSessionLog } from './session-log.ts';

/** The parts of real time. The hub starts before the server listens, and the sessions stop before the server does. */
interface RealtimeParts {
  readonly hub: Hub;
  readonly sessions: Sessions;
}

/** @param verifyToken rejects with an ApiError for an access token that is not valid. */
export function createRealtime(
  infrastructure: Infrastructure,
  { deps, consumers, presence }: Background,
  operations: OperationDeps,
  verifyToken: (token: string) => Promise<AccessToken>,
): RealtimeParts {
  const { config, log, storage, clock, randomness, sids, keyRing, metrics, onError, faults } = infrastructure;
  const sessionLog = createSessionLog(log.logger);
  const recordRequest = sessionRequestRecorder(infrastructure);
  const hub = new Hub({
    storage: deps.storage,
    tail: consumers.tail,
    maxSubscriptionsPerSession: config.realtime.maxSubscriptionsPerSession,
    metrics,
    onError,
  });
  const listener = new Realtime({
    deps,
    operations,
    hub,
    presence,
    maxMediaBytes: config.media.maxBytes,
    eventRetentionMs: config.eventRetentionMs,
    toApiError: (error) => {
      const apiError = asApiError(error);
      if (apiError.status >= 500) onError(error);
      return apiError;
    },
    onRequest: (request) => {
      sessionLog.requested(request);
      recordRequest(request);
      const { session, operation } = request;
      if (faults?.take(session.user.accountSid, ['socket_drop'], operation?.name)) session.drop('lost');
    },
    onError,
  });
  const baseUrl = baseUrlOf(config.publicUrl);
  const sessions = new Sessions({
    verifyToken,
    clock,
    listener,
    baseUrl: (request) => baseUrl({ headers: request.headers, raw: request }),
    maxSessions: config.realtime.maxSessions,
    maxHeldBytes: config.realtime.maxSessionBufferBytes,
    nextSid: () => sids.next('TS'),
    nextFrameId: () => `TM${randomness.randomHex(32)}`,
    requestId: () => `RQ${randomness.randomHex(32)}`,
    findRevokedReason: async ({ keySid, accountSid, serviceSid }) => {
      if ((await keyRing.find(keySid)) === undefined) return 'key-deleted';
      const key = serviceKey({ accountSid, chatServiceSid: serviceSid });
      const service = await storage.read((reader) => reader.one(findDefaults, key));
      return service === undefined ? 'service-deleted' : undefined;
    },
    onError,
    onOpen: sessionLog.opened,
    onEnd: (session, reason, seconds) => {
      metrics.countSessionEnd(reason);
      sessionLog.ended(session, reason, seconds);
    },
  });
  metrics.watchSessions(endReasons, () => ({ ...sessions.counts, subscriptions: hub.subscriptionCount }));
  storage.onWrite((writes) => {
    for (const { statement, row } of writes)
      if (statement === removeApiKey) sessions.endSessionsOfKey(String(row['sid']));
      // The deletion of a service, and a reset, which deletes all of them.
      else if (
        statement === markDeleted ||
        (statement.kind === 'delete-where' && statement.table.name === 'service')
      )
        sessions.checkTokens();
  });
  return { hub, sessions };
}
