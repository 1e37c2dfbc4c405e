import { instant } from '../platform/instant.ts';
import type { Reader, Storage } from '../storage/storage.ts';
import {
  type DeliveryRow,
  findDueLanes,
  findFirst,
  findOrigins,
  type LaneRow,
  lockLane,
  setLane,
} from './store.ts';

/** Milliseconds after which another process takes up the work of one that has died. No attempt takes as long. */
export const lease = 60_000;

/** A line that this process works at, and the delivery that it is at. */
export interface Claimed {
  readonly lane: LaneRow;
  readonly delivery: DeliveryRow;
}

/** What is due at a time. Of a sole owner, what a process that died had claimed is free. */
const dueBy = ({ soleOwner }: Storage, now: number, due: number) => ({
  now: instant(due),
  expired: instant(soleOwner ? now + lease * 2 : now),
});

/** Servers that there are deliveries for, in order, and whether any of them is due: 1, or 0. */
export const originsOf = (storage: Storage, now: number) =>
  storage.read((reader) => reader.all(findOrigins, dueBy(storage, now, now)));

interface Wanted {
  readonly origin: string;
  readonly now: number;
  /** When it was due at the latest. */
  readonly due: number;
  /** How many lines. */
  readonly room: number;
  /** Those that this process works at already. */
  readonly busy: ReadonlySet<number>;
}

/** Takes lines to one server that are due, and that nobody works at. */
export function claim(storage: Storage, { origin, now, due: by, room, busy }: Wanted): Promise<Claimed[]> {
  const limit = room + busy.size;
  const free = ({ id }: LaneRow) => !busy.has(id);
  if (storage.soleOwner) {
    // Nobody else is there to be kept away.
    return storage.read(async (reader) => {
      const due = await reader.all(findDueLanes, { origin, ...dueBy(storage, now, by), limit });
      return withDelivery(reader, due.filter(free).slice(0, room));
    });
  }
  return storage.background.write(async (transaction) => {
    const due = await transaction.all(findDueLanes, { origin, ...dueBy(storage, now, by), limit });
    const lanes = due.filter(free).slice(0, room);
    const claimed = lanes.map((lane) => ({ ...lane, claimed_until: instant(now + lease) }));
    const updates = claimed.map((lane) => transaction.update(setLane, lane));
    const [found] = await Promise.all([withDelivery(transaction, claimed), ...updates]);
    return found;
  });
}

/** Gives up a line that nothing has been done for. */
export async function release(storage: Storage, { lane }: Claimed): Promise<void> {
  if (storage.soleOwner) return;
  await storage.background.write(async (transaction) => {
    const { target, stream } = lane;
    const held = await transaction.lock(lockLane.ofTarget, { target, stream }, ({ id }) => `lane ${id}`);
    // Another process has taken it over.
    if (held === undefined || held.claimed_until !== lane.claimed_until) return;
    await transaction.update(setLane, { ...held, claimed_until: null });
  });
}

async function withDelivery(reader: Reader, lanes: readonly LaneRow[]): Promise<Claimed[]> {
  const claimed = await Promise.all(
    lanes.map(async (lane) => {
      const delivery = await reader.one(findFirst, { lane_id: lane.id });
      return delivery === undefined ? [] : [{ lane, delivery }];
    }),
  );
  return claimed.flat();
}
