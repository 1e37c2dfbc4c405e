import { ApiError } from '@colloquy/contract';
import type { Instant } from '../platform/instant.ts';
import { canonicalSid } from '../rest/canonical-sid.ts';
import type { Reader, Transaction } from '../storage/storage.ts';
import { scheduleContentDeletion } from './content/content-deletion.ts';
import { findMedia, lockMedia, type MediaRow, mediaOfMessage, removeMedia, setMessage } from './store.ts';

/** The properties of media in the reply for a message. */
export type AttachedMedia = Pick<MediaRow, 'sid' | 'size' | 'content_type' | 'filename' | 'category'>;

/**
 * Attaches media to a message that is written in the same transaction.
 *
 * @throws ApiError 50510 for a malformed SID, 50507 for media that does not exist, 50508 for media of
 * another message.
 */
export async function attachMedia(
  transaction: Transaction,
  serviceId: number,
  mediaSid: string,
  { conversationSid, messageSid, time, identity }: Attachment,
): Promise<AttachedMedia> {
  const sid = canonicalSid('ME', mediaSid);
  if (sid === undefined) throw new ApiError(50510);
  const found = await transaction.lock(lockMedia, { service_id: serviceId, sid });
  if (found === undefined || !canAttach(found, identity)) throw new ApiError(50507);
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

/** Users attach what they have uploaded themselves: attached media is no longer its uploader's to send or to delete. */
const canAttach = ({ author }: MediaRow, identity: string | undefined): boolean =>
  identity === undefined || author === identity;

const toAttachedMedia = ({ sid, size, content_type, filename, category }: MediaRow): AttachedMedia => ({
  sid,
  size,
  content_type,
  filename,
  category,
});

/** The SIDs of media that exist and have a property. */
export async function selectMedia(
  reader: Reader,
  serviceId: number,
  mediaSids: readonly string[],
  condition: (media: AttachedMedia) => boolean,
): Promise<string[]> {
  const rows = await findAllMedia(reader, serviceId, mediaSids);
  return rows.filter(condition).map(({ sid }) => sid);
}

async function findAllMedia(reader: Reader, serviceId: number, mediaSids: readonly string[]) {
  const sids = mediaSids.flatMap((sid) => canonicalSid('ME', sid) ?? []);
  const rows = await Promise.all(sids.map((sid) => reader.one(findMedia, { service_id: serviceId, sid })));
  return rows.filter((row) => row !== undefined);
}

/** The JSON that a message will have for its media, without those that {@link attachMedia} will reject. */
export async function previewAttachedMedia(
  reader: Reader,
  serviceId: number,
  mediaSids: readonly string[],
  identity?: string,
): Promise<string | null> {
  const rows = await findAllMedia(reader, serviceId, mediaSids);
  const found = rows.filter((row) => canAttach(row, identity));
  return found.length > 0 ? JSON.stringify(found.map(toAttachedMedia)) : null;
}

/** A message and its conversation. */
export interface MessageRef {
  readonly conversationSid: string;
  readonly messageSid: string;
}

interface Attachment extends MessageRef {
  readonly time: Instant;
  /** The user who posts the message; undefined for a back end. */
  readonly identity?: string | undefined;
}

/** Deletes the media of a message that is deleted in the same transaction. A periodic job deletes the content. */
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

/** Deletes media and schedules the deletion of its content. False when another process has deleted it. */
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
