import { setImmediate } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { ensureFirstAccount, type FirstAccount } from '../accounts/accounts.ts';
import { KeyRing } from '../accounts/api-keys/key-ring.ts';
import { RequestHistory } from '../admin/requests/request-history.ts';
import { CredentialUses } from '../audit/credential-uses.ts';
import { RefusedActs } from '../audit/refused-acts.ts';
import type { Config } from '../config/config.ts';
import { eventLog } from '../events/event-log.ts';
import { Faults } from '../faults/faults.ts';
import type { ContentStore } from '../media/content/content-store.ts';
import { openContentStore } from '../media/content/open-content-store.ts';
import type { Log } from '../observe/logger.ts';
import { createMetrics, type Metrics } from '../observe/metrics.ts';
import { Outage } from '../observe/outage.ts';
import { BackgroundThrottle } from '../platform/background-throttle.ts';
import { type Clock, systemClock, TestClock } from '../platform/clock.ts';
import { type Randomness, SystemRandomness } from '../platform/randomness.ts';
import { Sids } from '../platform/sids.ts';
import { presentConversation } from '../resources/conversation/store.ts';
import { ResponseCache } from '../rest/response-cache.ts';
import { withoutQuery } from '../rest/without-query.ts';
import { openStorage } from '../storage/open.ts';
import { type Storage, StorageUnavailable } from '../storage/storage.ts';
import { version } from '../version.ts';
import type { FindAuthToken } from '../webhooks/http/build-request.ts';
import type { AppDeps } from './app.ts';
import type { Lifetime } from './lifetime.ts';
import { watchContentStore } from './watch-content-store.ts';

/** What requests and background work share. */
export interface Infrastructure {
  /** With the credentials in use: those of the generated account if none is configured. */
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly sids: Sids;
  /** Names this process where a reply has what is in its memory. */
  readonly processSid: string;
  readonly storage: Storage;
  readonly media: ContentStore;
  readonly metrics: Metrics;
  readonly cache: ResponseCache;
  readonly throttle: BackgroundThrottle;
  readonly requestHistory: RequestHistory;
  readonly credentialUses: CredentialUses;
  readonly refusedActs: RefusedActs;
  readonly account: FirstAccount;
  readonly keyRing: KeyRing;
  /** Undefined if tests may not inject faults. */
  readonly faults: Faults | undefined;
  /** Auth token of an account, which its webhooks are signed with. */
  readonly findAuthToken: FindAuthToken;
  /** Counts and logs an error that is the server's fault. */
  readonly onError: (error: unknown, request?: FastifyRequest) => void;
}

/**
 * Opens the storage and the content store, and adds the configured accounts to the database.
 *
 * @throws StorageRefused, StorageUnavailable.
 */
export async function openInfrastructure(
  config: Config,
  { log, randomness = new SystemRandomness(), ...deps }: AppDeps,
  lifetime: Lifetime,
): Promise<Infrastructure> {
  const clock = config.testClock ? new TestClock(deps.clock) : (deps.clock ?? systemClock);
  await lifetime.open(
    'log',
    () => log,
    async () => {
      // The lines of the last requests are written at the end of their tick.
      await setImmediate();
      await log.close();
    },
  );
  const createOutage = (part: string) =>
    new Outage({ part, logger: log.logger, isOutage: (error) => error instanceof StorageUnavailable });
  const outages = { database: createOutage('database'), content: createOutage('content store') };
  const metrics = createMetrics(version);
  const storage = await lifetime.open(
    'storage',
    () =>
      openStorage(config.databaseUrl, {
        directUrl: config.databaseDirectUrl,
        pageCacheBytes: config.cacheSizes.database,
        observer: {
          onUnavailable: (access, error) => outages.database.recordFailure(access, error),
          onAvailable: (access) => outages.database.recordSuccess(access),
          onMeasured: (access, milliseconds) => metrics.observeDatabase(access, milliseconds / 1000),
        },
      }),
    (opened) => opened.close(),
  );
  const media = await lifetime.open(
    'content store',
    async () => watchContentStore(await openContentStore(config.media.location), outages.content),
    (opened) => opened.close(),
  );
  const sids = new Sids(clock, randomness);
  const cache = new ResponseCache({
    enabled: storage.exclusive,
    maxBytes: config.cacheSizes.responses,
    shown: { table: 'conversation', columns: presentConversation.columns },
    dependsOn: 'service',
  });
  storage.onWrite((writes) => cache.invalidate(writes));
  storage.onAppend(eventLog, (records) => metrics.countEvents(records.length));
  const account = await ensureFirstAccount({ storage, clock, sids }, config.credentials, randomness);
  const credentials = account.kept
    ? [{ sid: account.accountSid, secret: account.authToken, accountSid: account.accountSid }]
    : config.credentials;
  const keyRing = new KeyRing({ storage, clock, credentials, testAccounts: config.testTools });
  return {
    config: { ...config, credentials },
    log,
    clock,
    randomness,
    sids,
    processSid: sids.next('PR'),
    storage,
    media,
    metrics,
    cache,
    throttle: new BackgroundThrottle(),
    requestHistory: new RequestHistory(config.requestHistory),
    credentialUses: new CredentialUses({ storage, clock }),
    refusedActs: new RefusedActs({ storage, clock }),
    account,
    keyRing,
    faults: config.testTools ? new Faults(randomness) : undefined,
    findAuthToken: async (accountSid) => (await keyRing.find(accountSid))?.secret,
    onError: (error, request) => {
      metrics.countError();
      if (Object.values(outages).some((outage) => outage.hasReported(error))) return;
      log.logger.error(
        { err: error, request: request?.id, path: request && withoutQuery(request.url) },
        'failed',
      );
    },
  };
}
