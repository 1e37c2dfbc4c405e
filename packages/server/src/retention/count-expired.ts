import { type RetentionKind, retentionKinds } from '@colloquy/contract';
import type { Reader } from '../storage/storage.ts';
import { cutoff, walks } from './find-expired.ts';

/** Objects that one query reads. */
const pageSize = 1000;

/** Periods by the kind of object; null for what is kept permanently. */
export type Periods = Readonly<Record<RetentionKind, string | null>>;

/**
 * Counts what a retention would delete. Messages and media of conversations that it would delete are counted as well, if
 * they have expired themselves.
 *
 * @param now milliseconds since the epoch.
 */
export async function countExpired(
  reader: Reader,
  service_id: number,
  periods: Periods,
  now: number,
): Promise<Record<RetentionKind, number>> {
  const counts = { closed_conversations: 0, messages: 0, media: 0 };
  for (const kind of retentionKinds) {
    const period = periods[kind];
    if (period !== null) counts[kind] = await countKind(reader, service_id, kind, cutoff(period, now));
  }
  return counts;
}

async function countKind(
  reader: Reader,
  service_id: number,
  kind: RetentionKind,
  before: string,
): Promise<number> {
  let count = 0;
  for (let after_sid = ''; ; ) {
    const page = await reader.all(walks[kind], { service_id, after_sid, before, limit: pageSize });
    count += page.filter(({ expired }) => expired === 1).length;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return count;
    after_sid = last.sid;
  }
}
