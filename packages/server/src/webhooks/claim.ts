import { instant } from '../platform/instant.ts';
import type { Reader, Storage } from '../storage/storage.ts';
import { type DeliveryRow, findDueLanes, findFirst, type LaneRow, setLane } from './store.ts';

/** Milliseconds after which another process takes up the work of one that has died. No attempt takes as long. */
export const lease = 60_000;

/** A line that this process works at, and the delivery that it is at. */
export interface Claimed {
  readonly lane: LaneRow;
  readonly delivery: DeliveryRow;
}

/**
 * Takes lines to one server that are due, and that nobody works at.
 *
 * @param room how many.
 * @param busy those that this process works at already.
 */
export function claim(
  storage: Storage,
  origin: string,
  now: number,
  room: number,
  busy: ReadonlySet<number>,
): Promise<Claimed[]> {
  const time = instant(now);
  const limit = room + busy.size;
  const free = ({ id }: LaneRow) => !busy.has(id);
  if (storage.soleOwner) {
    // Nobody else is there to be kept away, and what a process that died had claimed is free.
    return storage.read(async (reader) => {
      const due = await reader.all(findDueLanes, {
        origin,
        now: time,
        expired: instant(now + lease * 2),
        limit,
      });
      return withDelivery(reader, due.filter(free).slice(0, room));
    });
  }
  return storage.write(async (transaction) => {
    const due = await transaction.all(findDueLanes, { origin, now: time, expired: time, limit });
    const lanes = due.filter(free).slice(0, room);
    const claimed = lanes.map((lane) => ({ ...lane, claimed_until: instant(now + lease) }));
    await Promise.all(claimed.map((lane) => transaction.update(setLane, lane)));
    return withDelivery(transaction, claimed);
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
