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

/** Time after which an upload is deleted that no message refers to. */
export const unusedTtlMs = 24 * 3_600_000;

/** Runs the function that adds the row of the media; resolves with undefined when the upload took too long. */
type CommitMedia = (
  add: (storeResult?: StoreResult) => Promise<MediaRow | undefined>,
) => Promise<MediaRow | undefined>;

/** The properties of media that are known before its content. */
export type NewMediaFields = Pick<
  MediaRow,
  'service_id' | 'content_type' | 'filename' | 'category' | 'author'
>;

/**
 * Creates media from content. An error, or the end of the process, leaves no media without content, and no content that
 * is never deleted.
 *
 * @param storeContent stores the content by SID, durably, and resolves with its size in bytes.
 * @param commit runs its argument, or resolves with the stored result of an earlier upload.
 * @throws ForeignKeyViolation when the service has been deleted since, and the errors of `storeContent` and `commit`.
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
  // If this fails, the content is deleted when its row is due.
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

/** Schedules the deletion of the content of a failed upload, also if its row has been deleted before. */
async function discardContent(transaction: Transaction, service_id: number, sid: string, now: Instant) {
  if (await abandonContent(transaction, sid, now)) return;
  // If only the reply to the commit was lost, the media exists.
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
