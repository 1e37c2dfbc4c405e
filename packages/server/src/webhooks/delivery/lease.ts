import { instant } from '../../platform/instant.ts';
import type { Reader, Storage } from '../../storage/storage.ts';
import { findFirstPending, type LeasedDelivery } from '../queue/delivery-store.ts';
import {
  findDueLanes,
  findOrigins,
  type LaneRow,
  lockDueLanes,
  lockLane,
  setLane,
} from '../queue/lane-store.ts';
import { maxRetryDelayMs } from './retry-policy.ts';

/** After this time another process takes over the lanes of one that has died. It is longer than any attempt. */
export const leaseMs = 60_000;

/** By how much the clocks of processes that share a database may differ. */
const maxClockDifferenceMs = 10_000;

/** Selects lanes without a lease, or with one that has ended. A sole process ignores leases. */
const toLeaseParameters = ({ exclusive }: Storage, now: number) => ({
  lease_expires_before: instant(exclusive ? now + leaseMs * 2 : now),
  lease_max: instant(now + leaseMs + maxClockDifferenceMs),
});

/** The time by which every lane is due, unless the clock has been set back since. */
const toMaxDue = (now: number) => instant(now + maxRetryDelayMs + maxClockDifferenceMs);

/** Which lanes of an origin are leased: those that were due by a time, or those that the clock has left behind. */
type DueRange = { readonly by: number } | 'ahead';

const firstInstant = instant(0);
const lastInstant = instant(Date.UTC(9999, 11, 31));

const toDueParameters = (range: DueRange, now: number) =>
  range === 'ahead'
    ? { due_after: toMaxDue(now), due_by: lastInstant }
    : { due_after: firstInstant, due_by: instant(range.by) };

/** Reads the origins that have lanes, in order, and whether one of these lanes is due or ahead of the clock: 1 or 0. */
export const findDueOrigins = (storage: Storage, now: number) =>
  storage.read((reader) =>
    reader.all(findOrigins, {
      due_by: instant(now),
      due_max: toMaxDue(now),
      ...toLeaseParameters(storage, now),
    }),
  );

interface LeaseRequest {
  readonly origin: string;
  readonly now: number;
  readonly range: DueRange;
  /** Maximum number of lanes. */
  readonly capacity: number;
  /** The lanes that this process works on already. */
  readonly inProgress: ReadonlySet<number>;
}

/** Leases lanes of one origin that are due and that no process works on. */
export function leaseLanes(
  storage: Storage,
  { origin, now, range, capacity, inProgress }: LeaseRequest,
): Promise<LeasedDelivery[]> {
  const limit = capacity + inProgress.size;
  const parameters = { origin, ...toDueParameters(range, now), ...toLeaseParameters(storage, now), limit };
  const isFree = ({ id }: LaneRow) => !inProgress.has(id);
  if (storage.exclusive) {
    // A sole process remembers its lanes in memory and writes no leases.
    return storage.read(async (reader) => {
      const due = await reader.all(findDueLanes, parameters);
      return attachDeliveries(reader, due.filter(isFree).slice(0, capacity));
    });
  }
  return storage.background.write(async (transaction) => {
    const due = await transaction.lockAll(lockDueLanes, parameters);
    const lanes = due.filter(isFree).slice(0, capacity);
    const leased = lanes.map((lane) => ({ ...lane, leased_until: instant(now + leaseMs) }));
    const updates = leased.map((lane) => transaction.update(setLane, lane));
    const [found] = await Promise.all([attachDeliveries(transaction, leased), ...updates]);
    return found;
  });
}

/** Ends the lease of a lane without an attempt. */
export async function releaseLease(storage: Storage, { lane }: LeasedDelivery): Promise<void> {
  if (storage.exclusive) return;
  await storage.background.write(async (transaction) => {
    const { target, ordering_key } = lane;
    const locked = await transaction.lock(lockLane.byKey, { target, ordering_key });
    // The lease has expired and another process has taken the lane over.
    if (locked === undefined || locked.leased_until !== lane.leased_until) return;
    await transaction.update(setLane, { ...locked, leased_until: null });
  });
}

async function attachDeliveries(reader: Reader, lanes: readonly LaneRow[]): Promise<LeasedDelivery[]> {
  const leased = await Promise.all(
    lanes.map(async (lane) => {
      const delivery = await reader.one(findFirstPending, { lane_id: lane.id });
      return delivery === undefined ? [] : [{ lane, delivery }];
    }),
  );
  return leased.flat();
}
