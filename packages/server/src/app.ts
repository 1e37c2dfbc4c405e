import { ApiError, inboundOperation, openApi } from '@colloquy/contract';
import type { FastifyRequest } from 'fastify';
import { lazyTokenVerifier } from './access-token/lazy.ts';
import { mountClock } from './admin/clock.ts';
import { mountHealth } from './admin/health.ts';
import { mountInbound } from './admin/inbound.ts';
import { mountReference } from './admin/reference.ts';
import { mountReset } from './admin/reset.ts';
import { mountWebhooks } from './admin/webhooks.ts';
import { carriage, carriageSteps } from './channels/carriage.ts';
import { simulator } from './channels/simulator.ts';
import type { Config } from './config/config.ts';
import { eventLog } from './events/event.ts';
import { Readers } from './events/readers.ts';
import { forgetEvents } from './events/retention.ts';
import { Authenticator } from './http/authentication.ts';
import { decoder } from './http/decode.ts';
import { forgetKeys } from './http/idempotency/forget.ts';
import { Idempotency } from './http/idempotency/idempotency.ts';
import { onceWith } from './http/idempotency/once.ts';
import { mountApi } from './http/routes.ts';
import { createHttpServer, type HttpOptions } from './http/server.ts';
import { baseUrlOf, rawPath, resourcePath } from './http/urls.ts';
import { mountKeys } from './keys/routes.ts';
import { mediaChores } from './media/chores.ts';
import { temporaryLinks } from './media/links.ts';
import { openContentStore } from './media/open.ts';
import { mountMedia } from './media/routes.ts';
import { linkSecret } from './media/secret.ts';
import type { Log } from './observe/logger.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { type Clock, systemClock, TestClock } from './platform/clock.ts';
import { Precedence } from './platform/precedence.ts';
import { type Random, SystemRandom } from './platform/random.ts';
import { Sids } from './platform/sids.ts';
import { Turn } from './platform/turn.ts';
import { type Credentials, defaultService, firstAccount } from './resources/account/accounts.ts';
import { presentConversation } from './resources/conversation/store.ts';
import type { Tools } from './resources/handler.ts';
import { prospectOf } from './resources/inbound/prospect.ts';
import { receive } from './resources/inbound/receive.ts';
import { resourcesOf } from './resources/index.ts';
import { KeyRing } from './resources/key/keyring.ts';
import { keysOf } from './resources/key/keys.ts';
import { parentsExist } from './resources/parents.ts';
import { Replies } from './resources/replies.ts';
import { reset } from './resources/reset.ts';
import { completeServices } from './resources/service/make.ts';
import { openStorage } from './storage/open.ts';
import { ping } from './storage/ping.ts';
import type { Storage } from './storage/storage.ts';
import { mountStream } from './stream/routes.ts';
import { Scheduler } from './timers/scheduler.ts';
import { version } from './version.ts';
import { countPending } from './webhooks/backlog.ts';
import { forgetDeliveries } from './webhooks/forget.ts';
import { inspectionOf } from './webhooks/inspection.ts';
import { lazySender } from './webhooks/lazy-sender.ts';
import { preActions } from './webhooks/pre-action.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** What the server takes from outside beside its configuration; tests bring their own. */
export interface Surroundings {
  readonly log: Log;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** A running server. */
export interface App extends AsyncDisposable {
  /** Where it listens, as a URL. */
  readonly url: string;
  /** Credentials of the first account, and whether this database keeps them. */
  readonly account: Credentials & { readonly kept: boolean };
  readonly storage: Storage;
  /** Does at once what has come due; for clocks that are moved. */
  runDue(): Promise<void>;
  /** Removes everything but credentials, of all accounts. */
  reset(): Promise<void>;
  /** Answers what is under way, then stops all parts. */
  close(): Promise<void>;
}

/** How long requests may take to end when the server stops, in milliseconds. */
const drainTime = 5000;

/**
 * Builds every part of the server and starts it.
 *
 * @throws StorageRefused, StorageUnavailable, or the error of an address that cannot be listened on.
 */
export async function startApp(
  config: Config,
  { log, random = new SystemRandom(), ...rest }: Surroundings,
): Promise<App> {
  const clock = config.testClock ? new TestClock(rest.clock) : (rest.clock ?? systemClock);
  const storage = await openStorage(config.databaseUrl);
  try {
    const metrics = createMetrics(version);
    const sids = new Sids(clock, random);
    const replies = new Replies({
      enabled: storage.soleOwner,
      shown: { table: 'conversation', columns: presentConversation.columns },
      container: 'service',
    });
    const wake = () => scheduler.wake();
    const tools: Tools = { storage, clock, sids, replies, limits: config.limits, wake };
    const resources = resourcesOf(tools, carriageSteps(simulator));
    storage.onWrite((writes) => replies.written(writes));
    storage.onAppend(eventLog, (records) => metrics.events(records.length));
    await completeServices(tools);

    const account = await firstAccount(tools, config.credentials, random);
    const credentials = account.kept
      ? [{ sid: account.accountSid, secret: account.authToken, accountSid: account.accountSid }]
      : config.credentials;
    const failed = (error: unknown, request?: FastifyRequest) => {
      metrics.failure();
      log.logger.error({ err: error, request: request?.id, path: request && rawPath(request.url) }, 'failed');
    };
    const media = await openContentStore(config.media.location);
    const precedence = new Precedence();
    const giveWay = (cost: number) => precedence.giveWay(cost);
    const sender = lazySender({ allowPrivate: config.privateWebhooks });
    const authTokenOf = (sid: string) => credentials.find((each) => each.sid === sid)?.secret;
    const webhooks = new Webhooks({
      storage,
      clock,
      random,
      sender,
      authTokenOf,
      giveWay,
      failed,
      attempted: ({ verdict, status, error, duration }) =>
        metrics.attempt(verdict, status, error, duration / 1000),
    });
    metrics.watchBacklog(() => countPending(storage));
    const consumers = [webhooks.consumer, carriage(wake)];
    const readers = new Readers({ storage, consumers, giveWay, failed });
    metrics.watchReaders(() => readers.lags);
    const scheduler = new Scheduler(
      [
        ...resources.chores,
        ...mediaChores(tools, media),
        webhooks.chore,
        forgetKeys(tools),
        forgetDeliveries({ storage, clock, retention: config.webhookRetention }),
        forgetEvents({ storage, clock, readers, retention: config.eventRetention }),
      ],
      failed,
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
      requestId: () => `RQ${random.hex(32)}`,
      failed,
      arrived: () => precedence.arrived(),
      answered: observer(log, metrics.request, () => precedence.answered()),
    });
    // Of its own: a request waits for each, and none is to wait for others.
    const askingSender = lazySender({ allowPrivate: config.privateWebhooks, connectionsPerOrigin: 1000 });
    const ask = preActions({
      storage,
      clock,
      sender: askingSender,
      authTokenOf,
      nextSid: () => sids.next('WD'),
      asked: ({ status, error, duration }) => metrics.attempt('asked', status, error, duration / 1000),
      failed,
    });
    const idempotency = new Idempotency(tools);
    const once = onceWith(idempotency, storage);
    mountApi(http, {
      handlers: resources.handlers,
      handlerOver: resources.handlerOver,
      units: storage,
      idempotency,
      ask: ask.aboutRequest,
      baseUrl: baseUrlOf(config.publicUrl),
      defaultService: (sid) => defaultService(tools, sid),
      parentsExist: (call) => parentsExist(storage, call),
      failed,
    });
    const missing = ({ url }: FastifyRequest) => new ApiError(20404, resourcePath(url));
    mountMedia(http, {
      tools,
      store: media,
      links: temporaryLinks(await linkSecret(storage, random), clock),
      once,
      authenticate,
      verify: lazyTokenVerifier(async (sid) => keyRing.find(sid), clock),
      baseUrl: baseUrlOf(config.publicUrl),
      missing,
      largest: config.media.largest,
      types: config.media.types,
    });
    mountKeys(http, { keys: keysOf({ ...tools, random }), once, decoder, missing });
    mountInbound(http, {
      decode: decoder(inboundOperation),
      once,
      receive: async (accountSid, inbound, units, again) => {
        if (again) return receive(tools, accountSid, inbound, {}, units);
        const prospect = await prospectOf(tools, accountSid, inbound);
        if (prospect === undefined) return undefined;
        const changes = await ask.aboutInbound({ ...prospect, accountSid, actor: null });
        const changed = { [prospect.event === 'onMessageAdd' ? 'message' : 'conversation']: changes };
        return receive(tools, accountSid, inbound, changed, units);
      },
    });
    mountStream(http, { tail: readers.tail, authenticate, failed, counted: metrics.streams });
    mountWebhooks(http, {
      inspection: inspectionOf({ storage, clock, sids, wake: () => webhooks.wake() }),
      once,
      baseUrl: baseUrlOf(config.publicUrl),
    });
    let draining = false;
    mountHealth(http, metrics, async () => {
      const answer = await storage.read((reader) => reader.one(ping, {}));
      return answer !== undefined && !draining;
    });
    mountReference(http, (request) => openApi(baseUrlOf(config.publicUrl)(request), version));
    const empty = async () => {
      await reset(tools);
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
      const force = setTimeout(() => http.server.closeAllConnections(), drainTime);
      await http.close();
      clearTimeout(force);
      await scheduler.stop();
      await readers.stop();
      await webhooks.stop();
      await askingSender.close();
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
function observer(log: Log, observe: Metrics['request'], answered: () => void): HttpOptions['answered'] {
  const turn = new Turn();
  return (request, status, milliseconds) => {
    answered();
    turn.atEnd(() => {
      observe(request.routeOptions.config?.operation ?? 'other', status, milliseconds / 1000);
      log.answered({
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
