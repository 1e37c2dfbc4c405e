import type { Channel, PreActionEvent } from '@colloquy/contract';
import { previewAttachedMedia } from '../../media/attach-media.ts';
import { previewConversation } from '../../resources/conversation/preview.ts';
import { previewMessage } from '../../resources/message/preview.ts';
import type { Reader } from '../../storage/storage.ts';
import { findInboundPair, findStarter } from './find-receiver.ts';
import { type InboundMessage, toEventSource, toNewMessage } from './inbound-message.ts';

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

/** The message that would be added to the conversation with the pair of addresses. */
async function previewMessageInConversation(
  reader: Reader,
  accountSid: string,
  inbound: InboundMessage,
): Promise<Preview> {
  const pair = await findInboundPair(reader, accountSid, inbound);
  if (pair === undefined) return undefined;
  const target = {
    serviceId: pair.service_id,
    conversationSid: pair.conversation_sid,
    participantSid: pair.participant_sid,
  };
  const fields = await previewMessage(reader, target, toNewMessage(inbound));
  return { event: 'onMessageAdd', serviceSid: pair.service_sid, fields };
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
  const fields = {
    ...previewConversation(defaults, {}),
    messaging_binding_address: inbound.from,
    messaging_binding_proxy_address: inbound.to,
    message_body: inbound.body ?? null,
    media: await previewAttachedMedia(reader, defaults.service_id, inbound.mediaSid),
  };
  return { event: 'onConversationAdd', serviceSid, fields };
}
