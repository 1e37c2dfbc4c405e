import { previewAttachedMedia } from '../../media/attach-media.ts';
import type { Reader } from '../../storage/storage.ts';
import { create, mediaSidsOf, type NewMessage, snapshot } from './rules.ts';

/** Where a message would be posted, and by whom. */
export interface MessagePreviewContext {
  readonly serviceId: number;
  readonly conversationSid: string;
  readonly participantSid: string | null;
}

/**
 * What a message would be, for pre-action webhooks. The preview has no SID, no index and no dates of its own: they
 * come with the row.
 */
export async function previewMessage(
  reader: Reader,
  context: MessagePreviewContext,
  settings: NewMessage,
  identity?: string,
) {
  const media = await previewAttachedMedia(reader, context.serviceId, mediaSidsOf(settings), identity);
  const row = create(settings, { ...context, sid: '', index: 0, event: 0, media }, 0);
  return { ...snapshot(row), conversation_sid: context.conversationSid };
}
