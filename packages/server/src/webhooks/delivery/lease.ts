import { instant } from '../../platform/instant.ts';
import type { Reader, Storage } from '../../storage/storage.ts';
import {
  type DeliveryRow,
  findDueLanes,
  findFirstPending,
  findOrigins,
  type LaneRow,
  lockDueLanes,
  lockLane,
  setLane,
} from '../queue/store.ts';

/** Milliseconds after which another process takes up the work of one that has died. No attempt takes as long. */
export const leaseMs = 60_000;

/** A line that this process works at, and the delivery that it is at. */
export interface LeasedDelivery {
  readonly lane: LaneRow;
  readonly delivery: DeliveryRow;
}

/** What is due at a time. Of a sole owner, what a process that died had claimed is free. */
const toDueParameters = ({ exclusive }: Storage, now: number, due: number) => ({
  now: instant(due),
  expired: instant(exclusive ? now + leaseMs * 2 : now),
});

/** Servers that there are deliveries for, in order, and whether any of them is due: 1, or 0. */
export const findDueOrigins = (storage: Storage, now: number) =>
  storage.read((reader) => reader.all(findOrigins, toDueParameters(storage, now, now)));

interface LeaseRequest {
  readonly origin: string;
  readonly now: number;
  /** When it was due at the latest. */
  readonly due: number;
  /** How many lines. */
  readonly capacity: number;
  /** Those that this process works at already. */
  readonly inProgress: ReadonlySet<number>;
}

/** Takes lines to one server that are due, and that nobody works at. */
export function leaseLanes(
  storage: Storage,
  { origin, now, due: dueAt, capacity, inProgress }: LeaseRequest,
): Promise<LeasedDelivery[]> {
  const limit = capacity + inProgress.size;
  const isFree = ({ id }: LaneRow) => !inProgress.has(id);
  if (storage.exclusive) {
    // Nobody else is there to be kept away.
    return storage.read(async (reader) => {
      const due = await reader.all(findDueLanes, { origin, ...toDueParameters(storage, now, dueAt), limit });
      return attachDeliveries(reader, due.filter(isFree).slice(0, capacity));
    });
  }
  return storage.background.write(async (transaction) => {
    const due = await transaction.lockAll(lockDueLanes, {
      origin,
      ...toDueParameters(storage, now, dueAt),
      limit,
    });
    const lanes = due.filter(isFree).slice(0, capacity);
    const leased = lanes.map((lane) => ({ ...lane, leased_until: instant(now + leaseMs) }));
    const updates = leased.map((lane) => transaction.update(setLane, lane));
    const [found] = await Promise.all([attachDeliveries(transaction, leased), ...updates]);
    return found;
  });
}

/** Gives up a line that nothing has been done for. */
export async function releaseLease(storage: Storage, { lane }: LeasedDelivery): Promise<void> {
  if (storage.exclusive) return;
  await storage.background.write(async (transaction) => {
    const { target, ordering_key } = lane;
    const locked = await transaction.lock(lockLane.byKey, { target, ordering_key });
    // Another process has taken it over.
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
