import { ApiError } from '@colloquy/contract';
import { type Instant, instant } from '../platform/instant.ts';
import type { HandlerDeps } from '../rest/handler.ts';
import type { StoreResult } from '../rest/idempotency/idempotency.ts';
import type { Transaction } from '../storage/storage.ts';
import {
  abandonContent,
  registerUpload,
  retainContent,
  scheduleContentDeletion,
} from './content/content-deletion.ts';
import { addMedia, findMedia, type MediaRow } from './store.ts';

/** Milliseconds after which an upload that no message has named is removed. */
export const unusedTtlMs = 24 * 3_600_000;

/** Runs the function that adds the row of the media; resolves with undefined when the upload took too long. */
type CommitMedia = (
  add: (storeResult?: StoreResult) => Promise<MediaRow | undefined>,
) => Promise<MediaRow | undefined>;

/** What is said of media before its content is there. */
export type NewMediaFields = Pick<
  MediaRow,
  'service_id' | 'content_type' | 'filename' | 'category' | 'author'
>;

/**
 * Makes media of content. Whatever fails on the way, or ends the process, leaves no media without content and no
 * content for good.
 *
 * @param storeContent keeps the content by the SID, durably, and answers its size in bytes.
 * @param commit runs its argument, or resolves with the stored result of an earlier upload.
 * @throws ForeignKeyViolation when the service is gone by the end, and the errors of `keep` and `finish`.
 */
export async function createMedia(
  { storage, clock, sids }: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>,
  fields: NewMediaFields,
  storeContent: (sid: string) => Promise<number>,
  commit: CommitMedia = (add) => add(),
): Promise<MediaRow> {
  const sid = sids.next('ME');
  const due = instant(clock.now() + unusedTtlMs);
  await storage.write((transaction) => registerUpload(transaction, sid, due));
  // Should this fail, the content goes when its row comes due.
  const discard = () => {
    const now = instant(clock.now());
    return storage
      .write((transaction) => discardContent(transaction, fields.service_id, sid, now))
      .catch(() => {});
  };
  try {
    const row = newMedia(sid, fields, await storeContent(sid), instant(clock.now()));
    const created = await commit((storeResult) =>
      storage.write(async (transaction) => {
        const isAdded = (await retainContent(transaction, sid)) && (await transaction.insert(addMedia, row));
        if (isAdded) await storeResult?.(transaction, row);
        return isAdded ? row : undefined;
      }),
    );
    if (created === undefined) throw new ApiError(20001, 'The upload took too long', 408);
    if (created.sid !== sid) await discard();
    return created;
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Has the content of an upload that came to nothing removed, also when that has been done before the content came. */
async function discardContent(transaction: Transaction, service_id: number, sid: string, now: Instant) {
  if (await abandonContent(transaction, sid, now)) return;
  // A commit whose answer got lost has made media all the same.
  const created = await transaction.one(findMedia, { service_id, sid });
  if (created === undefined) await scheduleContentDeletion(transaction, sid, now);
}

const newMedia = (sid: string, fields: NewMediaFields, size: number, now: Instant): MediaRow => ({
  ...fields,
  sid,
  size,
  conversation_sid: null,
  message_sid: null,
  date_created: now,
  date_updated: now,
  date_upload_updated: now,
});
