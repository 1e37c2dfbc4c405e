import type { FastifyInstance } from 'fastify';
import { createTokenIssuer } from '../accounts/access-tokens/issue-token.ts';
import { createLazyTokenVerifier } from '../accounts/access-tokens/lazy-token-verifier.ts';
import { mountAccessTokens } from '../accounts/access-tokens/routes.ts';
import { createTestAccount } from '../accounts/accounts.ts';
import { mountApiKeys } from '../accounts/api-keys/routes.ts';
import { loadSecret } from '../accounts/secrets.ts';
import { mountTestAccounts } from '../accounts/test-accounts.ts';
import { mountAudit } from '../admin/audit/routes.ts';
import { mountClock } from '../admin/clock.ts';
import { mountDueWork } from '../admin/due/routes.ts';
import { mountHealth } from '../admin/health.ts';
import { mountMetricsHistory } from '../admin/metrics/routes.ts';
import { mountOpenApi } from '../admin/openapi.ts';
import { mountRequestHistory } from '../admin/requests/routes.ts';
import { mountReset } from '../admin/reset/routes.ts';
import { mountStartPage } from '../admin/start-page.ts';
import { mountConversationSummaries } from '../admin/summaries/routes.ts';
import { mountChannelMetadata } from '../channels/channel-metadata.ts';
import { mountInbound } from '../channels/inbound/routes.ts';
import { isLoopback } from '../config/loopback.ts';
import { referencePath as consoleReferencePath, mountConsole } from '../console/routes.ts';
import { docsPath, mountDocs } from '../docs/routes.ts';
import { createPageKey } from '../examples/page-key.ts';
import { examplePath, mountExamples } from '../examples/routes.ts';
import { createRequestFaults } from '../faults/request-faults.ts';
import { mountFaults } from '../faults/routes.ts';
import { Authenticator } from '../http/authentication.ts';
import { mountOperations } from '../http/mount-operations.ts';
import { createHttpServer } from '../http/server.ts';
import { createStaticFiles, findBuiltPages } from '../http/static-files/static-files.ts';
import { baseUrlOf } from '../http/urls.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import { mountMedia } from '../media/http/routes.ts';
import { createTemporaryLinks } from '../media/http/temporary-links.ts';
import { TestClock } from '../platform/clock.ts';
import { mountRealtimeSessions } from '../realtime/inspection/routes.ts';
import { usersIn } from '../resources/access/users.ts';
import { listDueTimers } from '../resources/conversation/list-due-timers.ts';
import { handlerOf } from '../resources/index.ts';
import { parentsExist } from '../resources/parents-exist.ts';
import { resolveDefaultService } from '../resources/service/default-service.ts';
import { ActionRates } from '../rest/action-rates.ts';
import { Idempotency } from '../rest/idempotency/idempotency.ts';
import { LongReplies } from '../rest/long-replies.ts';
import type { RequestContext } from '../rest/request-context.ts';
import { mountRetention } from '../retention/routes.ts';
import { mountActiveConversations } from '../search/activity-routes.ts';
import { mountSearch } from '../search/routes.ts';
import { mountEventStream } from '../streaming/routes.ts';
import { version } from '../version.ts';
import { createLazySender } from '../webhooks/http/lazy-sender.ts';
import { mountWebhookLanes } from '../webhooks/inspection/lane-routes.ts';
import { listDueDeliveries } from '../webhooks/inspection/list-due-deliveries.ts';
import { mountWebhookInspection } from '../webhooks/inspection/routes.ts';
import { createPreActions } from '../webhooks/pre-action/pre-action.ts';
import type { Background } from './background.ts';
import { countingTokens } from './count-credentials.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { Lifetime } from './lifetime.ts';
import { observeResponses } from './observe-responses.ts';
import { createRealtime } from './realtime.ts';
import { withWebhookFaults } from './with-webhook-faults.ts';

/** How long requests may take to finish when the server stops. */
const drainTimeoutMs = 5000;

/** An HTTP server that listens. */
export interface RunningHttp {
  readonly url: string;
  /** The path of the example page, with its key where it has one; undefined if it is not served. */
  readonly examplePath: string | undefined;
  readonly hasConsole: boolean;
  /** The path of the documentation; undefined if it has not been built. */
  readonly docsPath: string | undefined;
  /** Reports *not ready*, and closes each connection with its next reply. */
  readonly drain: () => void;
  /** Runs all background work that is due now, and what is due in the sessions of the client SDKs. */
  readonly runDue: () => Promise<void>;
}

/**
 * Mounts every path and listens.
 *
 * @param reset removes everything except accounts and API keys.
 * @throws the system's error if it cannot listen on the address.
 */
export async function startHttp(
  infrastructure: Infrastructure,
  background: Background,
  reset: () => Promise<void>,
  lifetime: Lifetime,
): Promise<RunningHttp> {
  const { config, log, storage, clock, randomness, sids, media, keyRing, metrics } = infrastructure;
  const { throttle, findAuthToken, onError, faults } = infrastructure;
  const { deps, consumers, webhooks, presence, runDue } = background;
  // Its connections are its own: a request waits for each pre-action webhook, and none may wait for a delivery.
  const preActionSender = await lifetime.open(
    'pre-action sender',
    () =>
      withWebhookFaults(
        createLazySender({
          allowPrivate: config.privateWebhooks,
          maxConnectionsPerOrigin: 1000,
          nameServers: config.nameServers,
        }),
        faults,
      ),
    (sender) => sender.close(),
  );
  const preActions = createPreActions({
    storage,
    clock,
    sender: preActionSender,
    findAuthToken,
    nextSid: () => sids.next('WD'),
    onAttempt: ({ status, error, durationMs }) =>
      metrics.observeAttempt('pre-action', status, error, durationMs / 1000),
    onError,
  });
  const authenticator = new Authenticator(config.credentials, (sid) => keyRing.find(sid));
  const authenticate = (authorization: string | undefined) => authenticator.authenticate(authorization);
  let draining = false;
  const baseUrl = baseUrlOf(config.publicUrl);
  const consoleFolder = config.console ? findBuiltPages('@colloquy/console') : undefined;
  const referencePath = consoleFolder === undefined ? undefined : consoleReferencePath.slice(1);
  const server = createHttpServer({
    baseUrl,
    referencePath,
    authenticator,
    requestId: () => `RQ${randomness.randomHex(32)}`,
    onError,
    namesIgnoredParameters: isLoopback(config.host),
    isDraining: () => draining,
    onRequest: () => throttle.onRequest(),
    onRejected: (request, { status, code, message }) =>
      log.logger.info({ request, status, code, message }, 'rejected'),
    findFault: faults && createRequestFaults(faults),
    onResponse: observeResponses(infrastructure, (sid) => background.metricsHistory.countRequest(sid)),
  });
  const idempotency = new Idempotency(deps);
  const longReplies = new LongReplies();
  const { cache, refusedActs } = infrastructure;
  const endpointDeps = { ...deps, cache, idempotency, longReplies, refusedActs, baseUrl };
  const operationDeps = {
    ...endpointDeps,
    handlerOf,
    actionRates: new ActionRates(config.actionLimits),
    callPreActions: preActions.callForRequest,
    resolveDefaultService: (sid: string) => resolveDefaultService(deps, sid),
    parentsExist: (request: RequestContext) => parentsExist(storage, request),
    users: usersIn(deps),
    onError,
  };
  mountOperations(server, operationDeps);
  const verifyToken = countingTokens(
    createLazyTokenVerifier(async (sid) => keyRing.find(sid), clock),
    infrastructure,
  );
  mountMedia(server, {
    deps: endpointDeps,
    store: media,
    links: createTemporaryLinks(
      await loadSecret(storage, 'media links', () => randomness.randomHex(64)),
      clock,
    ),
    authenticate,
    verifyToken,
    maxBytes: config.media.maxBytes,
    types: config.media.types,
  });
  mountApiKeys(server, endpointDeps, randomness);
  const issueToken = createTokenIssuer({
    ...deps,
    keyRing,
    randomness,
    resolveDefaultService: (sid) => resolveDefaultService(deps, sid),
  });
  mountAccessTokens(server, endpointDeps, issueToken);
  mountChannelMetadata(server, endpointDeps);
  mountInbound(server, endpointDeps, preActions.callForInbound);
  mountWebhookInspection(server, endpointDeps, () => webhooks.wake());
  mountWebhookLanes(server, endpointDeps, (origin) => webhooks.stateOf(origin));
  const { requestHistory, processSid } = infrastructure;
  mountMetricsHistory(server, endpointDeps, { history: background.metricsHistory, processSid });
  mountRequestHistory(server, endpointDeps, { history: requestHistory, processSid });
  mountConversationSummaries(server, endpointDeps);
  mountAudit(server, endpointDeps);
  mountRetention(server, endpointDeps);
  if (config.search) {
    mountSearch(server, endpointDeps);
    mountActiveConversations(server, endpointDeps);
  }
  mountDueWork(server, endpointDeps, clock, [listJobs, listDueTimers, listDueDeliveries]);
  mountEventStream(server, {
    tail: consumers.tail,
    authenticate,
    onError,
    onCountChange: metrics.changeOpenStreams,
  });
  const { hub, sessions } = createRealtime(infrastructure, background, operationDeps, verifyToken);
  server.server.on('upgrade', (request, socket, head) => sessions.upgrade(request, socket, head));
  mountRealtimeSessions(server, endpointDeps, { sessions, hub, processSid });
  const drain = () => {
    draining = true;
    sessions.drain(config.shutdownGraceMs);
  };
  const runAllDue = async () => {
    await runDue();
    sessions.runDue();
    await hub.settle();
  };

  mountHealth(server, metrics, async () => !draining && (await storage.isUsable()));
  mountOpenApi(server, baseUrl, version);
  const docsFolder = findBuiltPages('@colloquy/docs');
  mountStartPage(server, { referencePath, hasDocs: docsFolder !== undefined, version });
  if (consoleFolder !== undefined) mountConsole(server, createStaticFiles(consoleFolder), config.publicUrl);
  if (docsFolder !== undefined) mountDocs(server, createStaticFiles(docsFolder));
  let servedExample: string | undefined;
  if (config.examples) {
    const { accountSid } = infrastructure.account;
    const isLocal = isLoopback(config.host) && config.publicUrl === undefined;
    const key = isLocal ? createPageKey(randomness) : undefined;
    mountExamples(server, { deps: endpointDeps, tokens: key && { issueToken, accountSid, key } });
    servedExample = examplePath(key);
  }
  if (config.testClock || config.allowReset) mountReset(server, endpointDeps, reset);
  if (faults !== undefined) {
    mountFaults(server, endpointDeps, faults);
    mountTestAccounts(server, endpointDeps, () => createTestAccount({ storage, clock, sids }, randomness));
  }
  if (clock instanceof TestClock) mountClock(server, endpointDeps, clock, runAllDue);

  let url = '';
  await lifetime.start('http server', {
    start: async () => {
      hub.start();
      url = await server.listen({ port: config.port, host: config.host });
      sessions.start();
    },
    stop: async () => {
      draining = true;
      // The HTTP server waits until all sockets are closed, and not only those of requests.
      await sessions.stop();
      await presence.stop();
      await hub.stop();
      await closeServer(server);
    },
  });
  return {
    url,
    hasConsole: consoleFolder !== undefined,
    docsPath: docsFolder === undefined ? undefined : docsPath,
    examplePath: servedExample,
    drain,
    runDue: runAllDue,
  };
}

/** Waits for the requests in flight, and closes the connections that are still open after that. */
async function closeServer(server: FastifyInstance): Promise<void> {
  const force = setTimeout(() => server.server.closeAllConnections(), drainTimeoutMs);
  await server.close();
  clearTimeout(force);
}
