import { ApiError } from '@colloquy/contract';
import type { Instant } from '../platform/instant.ts';
import { canonicalSid } from '../rest/canonical-sid.ts';
import type { Reader, Transaction } from '../storage/storage.ts';
import { scheduleContentDeletion } from './content/content-deletion.ts';
import { findMedia, lockMedia, type MediaRow, mediaOfMessage, removeMedia, setMessage } from './store.ts';

/** What a message shows of a piece of media. */
export type AttachedMedia = Pick<MediaRow, 'sid' | 'size' | 'content_type' | 'filename' | 'category'>;

/**
 * Gives media to a message, which is written in the same transaction.
 *
 * @throws ApiError 50510 for a text that is no SID of media, 50507 for media that is not there, 50508 for media of
 * another message.
 */
export async function attachMedia(
  transaction: Transaction,
  serviceId: number,
  mediaSid: string,
  { conversationSid, messageSid, time }: MessageRef & { readonly time: Instant },
): Promise<AttachedMedia> {
  const sid = canonicalSid('ME', mediaSid);
  if (sid === undefined) throw new ApiError(50510);
  const found = await transaction.lock(lockMedia, { service_id: serviceId, sid });
  if (found === undefined) throw new ApiError(50507);
  if (found.message_sid !== null && found.message_sid !== messageSid) throw new ApiError(50508);
  await transaction.update(setMessage, {
    service_id: serviceId,
    sid,
    conversation_sid: conversationSid,
    message_sid: messageSid,
    date_updated: time,
  });
  return toAttachedMedia(found);
}

const toAttachedMedia = ({ sid, size, content_type, filename, category }: MediaRow): AttachedMedia => ({
  sid,
  size,
  content_type,
  filename,
  category,
});

/** JSON of what a message will show of media; null when there is none, which is for {@link attachMedia} to refuse. */
export async function previewAttachedMedia(
  reader: Reader,
  serviceId: number,
  mediaSid: string | undefined,
): Promise<string | null> {
  const sid = mediaSid && canonicalSid('ME', mediaSid);
  const found = sid && (await reader.one(findMedia, { service_id: serviceId, sid }));
  return found ? JSON.stringify([toAttachedMedia(found)]) : null;
}

/** A message and the conversation that it is in. */
export interface MessageRef {
  readonly conversationSid: string;
  readonly messageSid: string;
}

/** Removes the media of a message, which is removed in the same transaction; the content goes soon after. */
export async function deleteMediaOfMessage(
  transaction: Transaction,
  serviceId: number,
  { conversationSid, messageSid }: MessageRef,
  time: Instant,
): Promise<void> {
  const rows = await transaction.all(mediaOfMessage, {
    service_id: serviceId,
    conversation_sid: conversationSid,
    message_sid: messageSid,
  });
  for (const { sid } of rows) await deleteMediaWithContent(transaction, serviceId, sid, time);
}

/** Removes media and has its content removed. False when another process was faster. */
export async function deleteMediaWithContent(
  transaction: Transaction,
  serviceId: number,
  sid: string,
  time: Instant,
): Promise<boolean> {
  const removed = await transaction.remove(removeMedia, { service_id: serviceId, sid });
  if (removed) await scheduleContentDeletion(transaction, sid, time);
  return removed;
}
