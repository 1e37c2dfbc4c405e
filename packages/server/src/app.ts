import { openApi } from '@colloquy/contract';
import type { FastifyRequest } from 'fastify';
import { mountClock } from './admin/clock.ts';
import { mountHealth } from './admin/health.ts';
import { mountReference } from './admin/reference.ts';
import type { Config } from './config/config.ts';
import { eventLog } from './events/event.ts';
import { Authenticator } from './http/authentication.ts';
import { mountApi } from './http/routes.ts';
import { createHttpServer, type HttpOptions } from './http/server.ts';
import { baseUrlOf, rawPath } from './http/urls.ts';
import type { Log } from './observe/logger.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { type Clock, systemClock, TestClock } from './platform/clock.ts';
import { type Random, SystemRandom } from './platform/random.ts';
import { Sids } from './platform/sids.ts';
import { Turn } from './platform/turn.ts';
import {
  type Credentials,
  defaultService,
  ensureAccount,
  keptAccount,
} from './resources/account/accounts.ts';
import { chores, handlers } from './resources/index.ts';
import { Replies } from './resources/replies.ts';
import { serviceExists } from './resources/service/store.ts';
import { openStorage } from './storage/open.ts';
import { ping } from './storage/ping.ts';
import type { Storage } from './storage/storage.ts';
import { Scheduler } from './timers/scheduler.ts';
import { version } from './version.ts';

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
    const replies = new Replies({ enabled: storage.soleOwner });
    const tools = { storage, clock, sids, replies };
    storage.onAppend(eventLog, (records) => {
      replies.changed(records);
      metrics.events(records.length);
    });

    const account = await firstAccount(config, tools, random);
    const credentials = account.kept
      ? [{ sid: account.accountSid, secret: account.authToken, accountSid: account.accountSid }]
      : config.credentials;
    const failed = (error: unknown, request?: FastifyRequest) => {
      metrics.failure();
      log.logger.error({ err: error, request: request?.id, path: request && rawPath(request.url) }, 'failed');
    };
    const scheduler = new Scheduler(chores(tools), failed);

    const http = createHttpServer({
      authenticator: new Authenticator(credentials),
      requestId: () => `RQ${random.hex(32)}`,
      failed,
      answered: observer(log, metrics.request),
    });
    mountApi(http, {
      handlers: handlers(tools),
      baseUrl: baseUrlOf(config.publicUrl),
      defaultService: (sid) => defaultService(tools, sid),
      serviceExists: (account_sid, service_sid) =>
        storage.read(
          async (reader) => (await reader.one(serviceExists, { account_sid, service_sid })) !== undefined,
        ),
      failed,
    });
    let draining = false;
    mountHealth(http, metrics, async () => {
      const answer = await storage.read((reader) => reader.one(ping, {}));
      return answer !== undefined && !draining;
    });
    mountReference(http, (request) => openApi(baseUrlOf(config.publicUrl)(request), version));
    if (clock instanceof TestClock) mountClock(http, clock, () => scheduler.runDue());

    const url = await http.listen({ port: config.port, host: config.host });
    scheduler.start();

    const stop = async () => {
      draining = true;
      const force = setTimeout(() => http.server.closeAllConnections(), drainTime);
      await http.close();
      clearTimeout(force);
      await scheduler.stop();
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
    return { url, account, storage, runDue: () => scheduler.runDue(), close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** The account that is configured first, or the one that the database keeps. */
async function firstAccount(
  config: Config,
  tools: Parameters<typeof ensureAccount>[0],
  random: Random,
): Promise<App['account']> {
  for (const { sid, accountSid } of config.credentials) {
    if (sid === accountSid) await ensureAccount(tools, sid);
  }
  const [first] = config.credentials;
  if (first === undefined) return { ...(await keptAccount(tools, random)), kept: true };
  return { accountSid: first.accountSid, authToken: first.secret, kept: false };
}

/** One line in the log and one observation for each request. */
function observer(log: Log, observe: Metrics['request']): HttpOptions['answered'] {
  const turn = new Turn();
  return (request, status, milliseconds) =>
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
}
