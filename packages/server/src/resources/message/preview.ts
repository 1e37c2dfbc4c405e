import { previewAttachedMedia } from '../../media/attach-media.ts';
import type { Reader } from '../../storage/storage.ts';
import { type NewMessage, posted, snapshot } from './rules.ts';

/** Where a message would be posted, and by whom. */
export interface MessagePreviewContext {
  readonly serviceId: number;
  readonly conversationSid: string;
  readonly participantSid: string | null;
}

/**
 * What a message would be, for those who are asked whether it may be posted. What comes with its row, its SID, its
 * index and its dates, they are not told.
 */
export async function previewMessage(reader: Reader, place: MessagePreviewContext, settings: NewMessage) {
  const media = await previewAttachedMedia(reader, place.serviceId, settings.mediaSid);
  const row = posted(settings, { ...place, sid: '', index: 0, event: 0, media }, 0);
  return { ...snapshot(row), conversation_sid: place.conversationSid };
}
