import { parseDuration, type RetentionKind, retentionKinds } from '@colloquy/contract';
import { appendAct } from '../audit/audit-log.ts';
import type { PeriodicJob } from '../jobs/periodic-job.ts';
import type { Clock } from '../platform/clock.ts';
import { instant } from '../platform/instant.ts';
import type { Storage } from '../storage/storage.ts';
import { deletions } from './delete-expired.ts';
import { cutoff, type WalkedObject, walks } from './find-expired.ts';
import { findDuePolicy, lockPolicy, type PolicyRow, type ServicePolicy, setProgress } from './store.ts';

/** Objects that one run looks at. */
const batchSize = 200;
/** Estimated main-thread cost of one of them. */
const costPerObjectMs = 0.02;

const hourMs = 3_600_000;
/** A service is walked this many times within its shortest period, but not more than hourly and not less than daily. */
const walksPerPeriod = 24;

interface RetentionDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Resolves when background work of this cost may begin. */
  readonly acquire: (costMs: number) => Promise<void>;
}

/**
 * Creates the periodic job that walks through the services with a policy and deletes what has expired. It continues after a
 * restart where it was. Two processes may do the same part, of which the second one finds everything deleted.
 */
export const applyRetention =
  ({ storage, clock, acquire }: RetentionDeps): PeriodicJob =>
  async () => {
    for (let looked = 0; looked < batchSize; ) {
      const now = clock.now();
      const policy = await storage.read((reader) => reader.one(findDuePolicy, { now: instant(now) }));
      if (policy === undefined) return false;
      await acquire(batchSize * costPerObjectMs);
      const progress = await deleteSome(storage, policy, now);
      await advance(storage, policy, progress);
      // A step without objects counts, too, so that many services cannot make a run long.
      looked += Math.max(progress.walked.length, batchSize / 20);
    }
    return true;
  };

/** Looks at the next objects of a walk, and deletes those that have expired. */
async function deleteSome(storage: Storage, policy: ServicePolicy, now: number): Promise<Progress> {
  const kind = kindOf(policy);
  const period = kind && policy[kind];
  if (kind === undefined || period === null || period === undefined) return { walked: [], deleted: 0, now };
  const { service_id, after_sid } = policy;
  const before = cutoff(period, now);
  const walked = await storage.read((reader) =>
    reader.all(walks[kind], { service_id, after_sid, before, limit: batchSize }),
  );
  const groups = Map.groupBy(
    walked.filter(({ expired }) => expired === 1),
    ({ conversation_sid }) => conversation_sid,
  );
  const counts = await Promise.all(
    [...groups.values()].map((objects) =>
      storage.background.write((transaction) =>
        deletions[kind](transaction, objects, { policy, before, now }),
      ),
    ),
  );
  return { walked, deleted: counts.reduce((sum, count) => sum + count, 0), now };
}

const kindOf = ({ step }: PolicyRow): RetentionKind | undefined =>
  retentionKinds.find((kind) => kind === step);

interface Progress {
  readonly walked: readonly WalkedObject[];
  readonly deleted: number;
  readonly now: number;
}

/** Stores how far the walk has come, unless the policy has been changed, or another process has advanced it. */
async function advance(storage: Storage, policy: ServicePolicy, progress: Progress): Promise<void> {
  const { service_id } = policy;
  await storage.background.write(async (transaction) => {
    const stored = await transaction.lock(lockPolicy, { service_id });
    if (stored?.step !== policy.step || stored.after_sid !== policy.after_sid) return;
    if (stored.date_due !== policy.date_due || stored.date_updated !== policy.date_updated) return;
    const next = nextProgress(stored, progress);
    await transaction.update(setProgress, next);
    const isDone = next.date_due !== stored.date_due;
    const count = stored.deleted_count + progress.deleted;
    if (!isDone || count === 0) return;
    appendAct(transaction, {
      time: instant(progress.now),
      account_sid: policy.account_sid,
      actor: 'server',
      operation: 'ApplyRetention',
      service_sid: policy.service_sid,
      count,
    });
  });
}

/** The progress after a batch: the next objects, the next kind of objects, or the next walk. */
function nextProgress(policy: PolicyRow, { walked, deleted, now }: Progress): PolicyRow {
  const deleted_count = policy.deleted_count + deleted;
  const last = walked.at(-1);
  if (last !== undefined && walked.length === batchSize)
    return { ...policy, after_sid: last.sid, deleted_count };
  const kind = kindOf(policy);
  const step = kind && retentionKinds[retentionKinds.indexOf(kind) + 1];
  if (step !== undefined) return { ...policy, step, after_sid: '', deleted_count };
  return { ...policy, ...firstStep, date_due: instant(now + intervalMs(policy)) };
}

/** Where a walk begins. */
export const firstStep = { step: retentionKinds[0], after_sid: '', deleted_count: 0 } as const;

/** How long after a walk the next one begins. */
function intervalMs(policy: PolicyRow): number {
  const periods = retentionKinds.flatMap((kind) => parseDuration(policy[kind] ?? '') ?? []);
  return Math.max(hourMs, Math.min(24 * hourMs, ...periods.map((period) => period / walksPerPeriod)));
}
