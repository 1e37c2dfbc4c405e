import { ApiError } from '@colloquy/contract';
import { type Instant, instant } from '../../platform/instant.ts';
import type { Transaction, Units } from '../../storage/storage.ts';
import type { Tools } from '../handler.ts';
import { expectContent, giveUpContent, keepContent, removeContent } from './removal.ts';
import { addMedia, findMedia, type MediaRow } from './store.ts';

/** Milliseconds after which an upload that no message has named is removed. */
export const patience = 24 * 3_600_000;

/** Runs the unit that adds the media's row; answers undefined when it came too late. */
type Finish = (add: (units: Units) => Promise<MediaRow | undefined>) => Promise<MediaRow | undefined>;

/** What is said of media before its content is there. */
export type Announced = Pick<MediaRow, 'service_id' | 'content_type' | 'filename' | 'category' | 'author'>;

/**
 * Makes media of content. Whatever fails on the way, or ends the process, leaves no media without content and no
 * content for good.
 *
 * @param keep keeps the content by the SID, durably, and answers its size in bytes.
 * @param finish runs the last unit, or answers what it has answered when the same was uploaded before.
 * @throws MissingParent when the service is gone by the end, and the errors of `keep` and `finish`.
 */
export async function upload(
  { storage, clock, sids }: Pick<Tools, 'storage' | 'clock' | 'sids'>,
  announced: Announced,
  keep: (sid: string) => Promise<number>,
  finish: Finish = (add) => add(storage),
): Promise<MediaRow> {
  const sid = sids.next('ME');
  const due = instant(clock.now() + patience);
  await storage.write((transaction) => expectContent(transaction, sid, due));
  // Should this fail, the content goes when its row comes due.
  const drop = () => {
    const now = instant(clock.now());
    return storage
      .write((transaction) => abandon(transaction, announced.service_id, sid, now))
      .catch(() => {});
  };
  try {
    const row = newMedia(sid, announced, await keep(sid), instant(clock.now()));
    const shown = await finish((units) =>
      units.write(async (transaction) => {
        const kept = (await keepContent(transaction, sid)) && (await transaction.insert(addMedia, row));
        return kept ? row : undefined;
      }),
    );
    if (shown === undefined) throw new ApiError(20001, 'The upload took too long', 408);
    if (shown.sid !== sid) await drop();
    return shown;
  } catch (error) {
    await drop();
    throw error;
  }
}

/** Has the content of an upload that came to nothing removed, also when that has been done before the content came. */
async function abandon(transaction: Transaction, service_id: number, sid: string, now: Instant) {
  if (await giveUpContent(transaction, sid, now)) return;
  // A commit whose answer got lost has made media all the same.
  const shown = await transaction.one(findMedia, { service_id, sid });
  if (shown === undefined) await removeContent(transaction, sid, now);
}

const newMedia = (sid: string, announced: Announced, size: number, now: Instant): MediaRow => ({
  ...announced,
  sid,
  size,
  conversation_sid: null,
  message_sid: null,
  date_created: now,
  date_updated: now,
  date_upload_updated: now,
});
