import type { Channel, PreActionEvent } from '@colloquy/contract';
import { previewAttachedMedia } from '../../media/attach-media.ts';
import { previewConversation } from '../../resources/conversation/preview.ts';
import { previewMessage } from '../../resources/message/preview.ts';
import { mediaSidsOf } from '../../resources/message/rules.ts';
import type { Reader } from '../../storage/storage.ts';
import { findSender, findStarter } from './find-receiver.ts';
import { type InboundMessage, toEventSource, toNewMessage } from './inbound-message.ts';
import { planConversation } from './plan-conversation.ts';

/** The change that an inbound message would cause, for pre-action webhooks. */
export interface InboundPreview {
  readonly event: Extract<PreActionEvent, 'onMessageAdd' | 'onConversationAdd'>;
  readonly serviceSid: string;
  readonly source: Uppercase<Channel>;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Finds out what an inbound message would do, without doing it.
 *
 * @returns undefined if no conversation would receive it.
 * @throws ApiError for addresses that do not match.
 */
export async function previewInbound(
  reader: Reader,
  accountSid: string,
  defaultServiceSid: string,
  inbound: InboundMessage,
): Promise<InboundPreview | undefined> {
  const found =
    (await previewMessageInConversation(reader, accountSid, inbound)) ??
    (await previewAutoCreation(reader, accountSid, defaultServiceSid, inbound));
  return found && { ...found, source: toEventSource(inbound) };
}

type Preview = Omit<InboundPreview, 'source'> | undefined;

/** The message that would be added to the conversation of its sender. */
async function previewMessageInConversation(
  reader: Reader,
  accountSid: string,
  inbound: InboundMessage,
): Promise<Preview> {
  const sender = await findSender(reader, accountSid, inbound);
  if (sender === undefined) return undefined;
  const target = {
    serviceId: sender.service_id,
    conversationSid: sender.conversation_sid,
    participantSid: sender.participant_sid,
  };
  const fields = await previewMessage(reader, target, toNewMessage(inbound));
  return { event: 'onMessageAdd', serviceSid: sender.service_sid, fields };
}

/** The conversation that the address would create, with its first message. */
async function previewAutoCreation(
  reader: Reader,
  accountSid: string,
  defaultServiceSid: string,
  inbound: InboundMessage,
): Promise<Preview> {
  const starter = await findStarter(reader, accountSid, defaultServiceSid, inbound);
  if (starter === undefined) return undefined;
  const { serviceSid, defaults } = starter;
  const { settings, initializing, addresses } = planConversation(inbound);
  const fields = {
    ...previewConversation(defaults, settings, initializing),
    ...addresses,
    message_body: inbound.body ?? null,
    media: await previewAttachedMedia(reader, defaults.service_id, mediaSidsOf(inbound)),
  };
  return { event: 'onConversationAdd', serviceSid, fields };
}
