import { ApiError, inboundOperation, openApi } from '@colloquy/contract';
import type { FastifyRequest } from 'fastify';
import { createLazyTokenVerifier } from './accounts/access-tokens/lazy-token-verifier.ts';
import { type AccountCredentials, ensureFirstAccount, resolveDefaultService } from './accounts/accounts.ts';
import { createApiKeys } from './accounts/api-keys/api-keys.ts';
import { KeyRing } from './accounts/api-keys/key-ring.ts';
import { mountApiKeys } from './accounts/api-keys/routes.ts';
import { mountClock } from './admin/clock.ts';
import { mountHealth } from './admin/health.ts';
import { mountReference } from './admin/reference.ts';
import { reset } from './admin/reset/reset.ts';
import { mountReset } from './admin/reset/routes.ts';
import { previewInbound } from './channels/inbound/preview-inbound.ts';
import { receiveInbound } from './channels/inbound/receive-inbound.ts';
import { mountInbound } from './channels/inbound/routes.ts';
import { outboundConsumer, outboundJobHandlers } from './channels/outbound-consumer.ts';
import { simulator } from './channels/simulator.ts';
import type { Config } from './config/config.ts';
import { eventLog } from './events/event-log.ts';
import { LogConsumers } from './events/log-consumers.ts';
import { deleteOldEvents } from './events/retention.ts';
import { Authenticator } from './http/authentication.ts';
import { decoder } from './http/decode.ts';
import { mountApi } from './http/routes.ts';
import { createHttpServer, type HttpOptions } from './http/server.ts';
import { baseUrlOf, rawPath, resourcePath } from './http/urls.ts';
import { Scheduler } from './jobs/scheduler.ts';
import { openContentStore } from './media/content/open-content-store.ts';
import { loadLinkSecret } from './media/http/link-secret.ts';
import { mountMedia } from './media/http/routes.ts';
import { createTemporaryLinks } from './media/http/temporary-links.ts';
import { mediaPeriodicJobs } from './media/periodic-jobs.ts';
import type { Log } from './observe/logger.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { BackgroundThrottle } from './platform/background-throttle.ts';
import { type Clock, systemClock, TestClock } from './platform/clock.ts';
import { type Randomness, SystemRandomness } from './platform/randomness.ts';
import { Sids } from './platform/sids.ts';
import { TickBatcher } from './platform/tick-batcher.ts';
import { presentConversation } from './resources/conversation/store.ts';
import { resourcesOf } from './resources/index.ts';
import { parentsExist } from './resources/parents-exist.ts';
import { completeServices } from './resources/service/create-service.ts';
import type { HandlerDeps } from './rest/handler.ts';
import { deleteExpiredKeys } from './rest/idempotency/delete-expired-keys.ts';
import { Idempotency } from './rest/idempotency/idempotency.ts';
import { createRunIdempotent } from './rest/idempotency/run-idempotent.ts';
import { ResponseCache } from './rest/response-cache.ts';
import { openStorage } from './storage/open.ts';
import { ping } from './storage/ping.ts';
import type { Storage } from './storage/storage.ts';
import { mountEventStream } from './streaming/routes.ts';
import { version } from './version.ts';
import { createLazySender } from './webhooks/http/lazy-sender.ts';
import { createInspection } from './webhooks/inspection/inspection.ts';
import { mountWebhookInspection } from './webhooks/inspection/routes.ts';
import { createPreActions } from './webhooks/pre-action/pre-action.ts';
import { countBacklog } from './webhooks/queue/count-backlog.ts';
import { deleteOldDeliveries } from './webhooks/queue/delete-old-deliveries.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** What the server takes from outside beside its configuration; tests bring their own. */
export interface AppDeps {
  readonly log: Log;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
}

/** A running server. */
export interface App extends AsyncDisposable {
  /** Where it listens, as a URL. */
  readonly url: string;
  /** Credentials of the first account, and whether this database keeps them. */
  readonly account: AccountCredentials & { readonly kept: boolean };
  readonly storage: Storage;
  /** Does at once what has come due; for clocks that are moved. */
  runDue(): Promise<void>;
  /** Removes everything but credentials, of all accounts. */
  reset(): Promise<void>;
  /** Answers what is under way, then stops all parts. */
  close(): Promise<void>;
}

/** How long requests may take to end when the server stops, in milliseconds. */
const drainTimeoutMs = 5000;

/**
 * Builds every part of the server and starts it.
 *
 * @throws StorageRefused, StorageUnavailable, or the error of an address that cannot be listened on.
 */
export async function startApp(
  config: Config,
  { log, randomness = new SystemRandomness(), ...rest }: AppDeps,
): Promise<App> {
  const clock = config.testClock ? new TestClock(rest.clock) : (rest.clock ?? systemClock);
  const storage = await openStorage(config.databaseUrl);
  try {
    const metrics = createMetrics(version);
    const sids = new Sids(clock, randomness);
    const replies = new ResponseCache({
      enabled: storage.exclusive,
      shown: { table: 'conversation', columns: presentConversation.columns },
      dependsOn: 'service',
    });
    const wake = () => scheduler.wake();
    const deps: HandlerDeps = { storage, clock, sids, replies, limits: config.limits, wake };
    const resources = resourcesOf(deps, outboundJobHandlers(simulator));
    storage.onWrite((writes) => replies.invalidate(writes));
    storage.onAppend(eventLog, (records) => metrics.events(records.length));
    await completeServices(deps);

    const account = await ensureFirstAccount(deps, config.credentials, randomness);
    const credentials = account.kept
      ? [{ sid: account.accountSid, secret: account.authToken, accountSid: account.accountSid }]
      : config.credentials;
    const onError = (error: unknown, request?: FastifyRequest) => {
      metrics.countError();
      log.logger.error({ err: error, request: request?.id, path: request && rawPath(request.url) }, 'failed');
    };
    const media = await openContentStore(config.media.location);
    const throttle = new BackgroundThrottle();
    const acquire = (costMs: number) => throttle.acquire(costMs);
    const sender = createLazySender({ allowPrivate: config.privateWebhooks });
    const findAuthToken = (sid: string) => credentials.find((each) => each.sid === sid)?.secret;
    const webhooks = new Webhooks({
      storage,
      clock,
      randomness,
      sender,
      findAuthToken,
      acquire,
      onError,
      onAttempt: ({ disposition, status, error, duration }) =>
        metrics.observeAttempt(disposition, status, error, duration / 1000),
    });
    metrics.watchBacklog(() => countBacklog(storage));
    const consumers = [webhooks.consumer, outboundConsumer(wake)];
    const readers = new LogConsumers({ storage, consumers, throttle: acquire, onError });
    metrics.watchConsumers(() => readers.lags);
    const scheduler = new Scheduler(
      [
        ...resources.periodicJobs,
        ...mediaPeriodicJobs(deps, media),
        webhooks.periodicJob,
        deleteExpiredKeys(deps),
        deleteOldDeliveries({ storage, clock, retentionMs: config.webhookRetention }),
        deleteOldEvents({ storage, clock, readers, retentionMs: config.eventRetention }),
      ],
      onError,
    );
    /** All that is due by now, and what webhooks are to be told of it. */
    const runDue = async () => {
      do await scheduler.runDue();
      while (await readers.settle());
      await webhooks.settle();
    };

    const keyRing = new KeyRing({ storage, clock, credentials });
    const authenticator = new Authenticator(credentials, (sid) => keyRing.find(sid));
    const authenticate = (authorization: string | undefined) => authenticator.authenticate(authorization);
    const http = createHttpServer({
      authenticator,
      requestId: () => `RQ${randomness.randomHex(32)}`,
      onError,
      onRequest: () => throttle.onRequest(),
      onResponse: observer(log, metrics.request, () => throttle.onResponse()),
    });
    // Of its own: a request waits for each, and none is to wait for others.
    const preActionSender = createLazySender({
      allowPrivate: config.privateWebhooks,
      maxConnectionsPerOrigin: 1000,
    });
    const ask = createPreActions({
      storage,
      clock,
      sender: preActionSender,
      findAuthToken,
      nextSid: () => sids.next('WD'),
      onAttempt: ({ status, error, duration }) =>
        metrics.observeAttempt('pre-action', status, error, duration / 1000),
      onError,
    });
    const idempotency = new Idempotency(deps);
    const runIdempotent = createRunIdempotent(idempotency, storage);
    mountApi(http, {
      handlers: resources.handlers,
      handlerOver: resources.handlerOver,
      units: storage,
      idempotency,
      ask: ask.callForRequest,
      baseUrl: baseUrlOf(config.publicUrl),
      resolveDefaultService: (sid) => resolveDefaultService(deps, sid),
      parentsExist: (call) => parentsExist(storage, call),
      onError,
    });
    const notFoundError = ({ url }: FastifyRequest) => new ApiError(20404, resourcePath(url));
    mountMedia(http, {
      deps,
      store: media,
      links: createTemporaryLinks(await loadLinkSecret(storage, randomness), clock),
      runIdempotent,
      authenticate,
      verifyToken: createLazyTokenVerifier(async (sid) => keyRing.find(sid), clock),
      baseUrl: baseUrlOf(config.publicUrl),
      notFoundError,
      maxBytes: config.media.maxBytes,
      types: config.media.types,
    });
    mountApiKeys(http, {
      keys: createApiKeys({ ...deps, randomness }),
      runIdempotent,
      decoder,
      notFoundError,
    });
    mountInbound(http, {
      decode: decoder(inboundOperation),
      runIdempotent,
      receiveInbound: async (accountSid, inbound, units, replayed) => {
        if (replayed) return receiveInbound(deps, accountSid, inbound, {}, units);
        const preview = await previewInbound(deps, accountSid, inbound);
        if (preview === undefined) return undefined;
        const changes = await ask.callForInbound({ ...preview, accountSid, actor: null });
        const changed = { [preview.event === 'onMessageAdd' ? 'message' : 'conversation']: changes };
        return receiveInbound(deps, accountSid, inbound, changed, units);
      },
    });
    mountEventStream(http, { tail: readers.tail, authenticate, onError, onCountChange: metrics.streams });
    mountWebhookInspection(http, {
      inspection: createInspection({ storage, clock, sids, wake: () => webhooks.wake() }),
      runIdempotent,
      baseUrl: baseUrlOf(config.publicUrl),
    });
    let draining = false;
    mountHealth(http, metrics, async () => {
      const run = await storage.read((reader) => reader.one(ping, {}));
      return run !== undefined && !draining;
    });
    mountReference(http, (request) => openApi(baseUrlOf(config.publicUrl)(request), version));
    const empty = async () => {
      await reset(deps);
      // The contents of media are removed by a chore.
      await scheduler.runDue();
    };
    if (config.testClock || config.allowReset) mountReset(http, empty);
    if (clock instanceof TestClock) mountClock(http, clock, runDue);

    // Before the first request: what a new reader is not told of was there before it.
    await readers.start();
    const url = await http.listen({ port: config.port, host: config.host }).catch(async (error: unknown) => {
      await readers.stop();
      throw error;
    });
    scheduler.start();
    webhooks.start();

    const stop = async () => {
      draining = true;
      const force = setTimeout(() => http.server.closeAllConnections(), drainTimeoutMs);
      await http.close();
      clearTimeout(force);
      await scheduler.stop();
      await readers.stop();
      await webhooks.stop();
      await preActionSender.close();
      await media.close();
      await storage.close();
      // What was answered in this turn is told at its end.
      await new Promise((resolve) => setImmediate(resolve));
      await log.close();
    };
    let stopped: Promise<void> | undefined;
    const close = () => {
      stopped ??= stop();
      return stopped;
    };
    return { url, account, storage, runDue, reset: empty, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** One line in the log and one observation for each request. */
function observer(log: Log, observe: Metrics['request'], onResponse: () => void): HttpOptions['onResponse'] {
  const turn = new TickBatcher();
  return (request, status, milliseconds) => {
    onResponse();
    turn.atEnd(() => {
      observe(request.routeOptions.config?.operation ?? 'other', status, milliseconds / 1000);
      log.onResponse({
        request: request.id,
        method: request.method,
        path: rawPath(request.url),
        status,
        milliseconds: Math.round(milliseconds * 100) / 100,
        actor: request.principal?.actor,
      });
    });
  };
}
