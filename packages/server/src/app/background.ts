import { extendChain } from '../audit/extend-chain.ts';
import { createOutboundConsumer, createOutboundJobHandlers } from '../channels/outbound-consumer.ts';
import { simulator } from '../channels/simulator.ts';
import { LogConsumers } from '../events/log-consumers.ts';
import { deleteOldEvents } from '../events/retention.ts';
import { createJobRunner } from '../jobs/job-runner.ts';
import { Scheduler } from '../jobs/scheduler.ts';
import { findFirstHeldEvent } from '../legal-holds/legal-holds.ts';
import { mediaPeriodicJobs } from '../media/periodic-jobs.ts';
import { MetricsHistory } from '../observe/metrics-history.ts';
import { systemClock } from '../platform/clock.ts';
import { Presence } from '../realtime/presence/presence.ts';
import { resourceJobHandlers, resourcePeriodicJobs } from '../resources/index.ts';
import type { HandlerDeps } from '../rest/handler.ts';
import { deleteExpiredKeys } from '../rest/idempotency/delete-expired-keys.ts';
import { applyRetention } from '../retention/apply-retention.ts';
import { retentionCascade } from '../retention/store.ts';
import { activityCascade } from '../search/activity.ts';
import { buildIndexes } from '../search/build-index.ts';
import { documentCascade } from '../search/documents.ts';
import { searchConsumer, searchJobHandlers } from '../search/search-consumer.ts';
import { removeIndex, turnSearchOff } from '../search/turn-off.ts';
import { createLazySender } from '../webhooks/http/lazy-sender.ts';
import { countBacklog } from '../webhooks/queue/count-backlog.ts';
import { Webhooks } from '../webhooks/webhooks.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { Lifetime } from './lifetime.ts';
import { withWebhookFaults } from './with-webhook-faults.ts';

/** The work that no request waits for, and the handlers, which share their dependencies with it. */
export interface Background {
  readonly deps: HandlerDeps;
  readonly consumers: LogConsumers;
  readonly scheduler: Scheduler;
  readonly webhooks: Webhooks;
  readonly presence: Presence;
  readonly metricsHistory: MetricsHistory;
  /** Runs everything that is due now, and sends the deliveries that come of it. */
  readonly runDue: () => Promise<void>;
}

/** Starts the delivery dispatcher, the log consumers, and the scheduler of the periodic jobs, one of which runs the jobs. */
export async function startBackground(
  { config, storage, clock, sids, randomness, media, metrics, throttle, ...rest }: Infrastructure,
  lifetime: Lifetime,
): Promise<Background> {
  const { findAuthToken, onError, faults, credentialUses, refusedActs } = rest;
  const wakeScheduler = () => scheduler.wake();
  const deps: HandlerDeps = { storage, clock, sids, limits: config.limits, wakeScheduler };
  const acquire = (costMs: number) => throttle.acquire(costMs);
  const webhooks = new Webhooks({
    storage,
    clock,
    randomness,
    sender: withWebhookFaults(
      createLazySender({ allowPrivate: config.privateWebhooks, nameServers: config.nameServers }),
      faults,
    ),
    findAuthToken,
    retentionMs: config.webhookRetentionMs,
    acquire,
    onError,
    onAttempt: ({ disposition, status, error, durationMs }) =>
      metrics.observeAttempt(disposition, status, error, durationMs / 1000),
  });
  if (!config.search) await turnSearchOff(storage);
  const consumers = new LogConsumers({
    storage,
    consumers: [
      webhooks.consumer,
      createOutboundConsumer(wakeScheduler),
      ...(config.search ? [searchConsumer] : []),
    ],
    acquire,
    onError,
  });
  const presence = new Presence(deps);
  const scheduler = new Scheduler(
    [
      // First, because the others delete what it leaves behind.
      applyRetention({ storage, clock, acquire }),
      ...resourcePeriodicJobs(deps, [documentCascade, activityCascade, retentionCascade]),
      createJobRunner(deps, {
        ...resourceJobHandlers,
        ...createOutboundJobHandlers(simulator),
        ...searchJobHandlers,
      }),
      config.search ? buildIndexes({ storage, clock, acquire }) : removeIndex({ storage, acquire }),
      ...mediaPeriodicJobs(deps, media),
      ...webhooks.periodicJobs,
      presence.keepAlive,
      deleteExpiredKeys(deps),
      async () => {
        await credentialUses.flush();
        await refusedActs.flush();
        return false;
      },
      extendChain({ storage }),
      deleteOldEvents({
        storage,
        clock,
        consumers,
        retentionMs: config.eventRetentionMs,
        findHeld: findFirstHeldEvent,
      }),
    ],
    onError,
  );
  metrics.watchBacklog(() => countBacklog(storage));
  metrics.watchConsumers(() => consumers.lags);
  metrics.watchScheduler(() => scheduler.lagMs / 1000);
  const metricsHistory = new MetricsHistory({
    metrics,
    clock: systemClock,
    uptime: () => performance.now(),
    busyTime: () => performance.eventLoopUtilization().active,
    cpuTime: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    onError,
  });
  await lifetime.start('metrics history', metricsHistory);
  await lifetime.start('delivery dispatcher', webhooks);
  await lifetime.start('log consumers', consumers);
  await lifetime.start('counts of the audit log', {
    start: () => {},
    // What is lost without a database is counts, and a stop must not fail for them.
    async stop() {
      for (const counts of [credentialUses, refusedActs]) await counts.flushAll().catch(onError);
    },
  });
  await lifetime.start('scheduler', scheduler);
  const runDue = async () => {
    do await scheduler.runDue();
    while (await consumers.settle());
    await webhooks.settle();
  };
  return { deps, consumers, scheduler, webhooks, presence, metricsHistory, runDue };
}
