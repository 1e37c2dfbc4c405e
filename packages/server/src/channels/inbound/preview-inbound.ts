import type { Channel, PreActionEvent } from '@colloquy/contract';
import { previewAttachedMedia } from '../../media/attach-media.ts';
import { findAutoCreation } from '../../resources/configuration-address/auto-creation.ts';
import { previewConversation } from '../../resources/conversation/preview.ts';
import { findCreateDefaults } from '../../resources/conversation/store.ts';
import { previewMessage } from '../../resources/message/preview.ts';
import { findPair } from '../../resources/participant/address-pairs.ts';
import type { Reader } from '../../storage/storage.ts';
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
  const key = { account_sid: accountSid, address: inbound.from, proxy_address: inbound.to };
  const pair = await reader.one(findPair, key);
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
  const address = await findAutoCreation(reader, accountSid, inbound.to);
  if (address === undefined) return undefined;
  const serviceSid = address.auto_creation_conversation_service_sid ?? defaultServiceSid;
  const target = await reader.one(findCreateDefaults, {
    account_sid: accountSid,
    chat_service_sid: serviceSid,
  });
  if (target === undefined) return undefined;
  const fields = {
    ...previewConversation(target, {}),
    messaging_binding_address: inbound.from,
    messaging_binding_proxy_address: inbound.to,
    message_body: inbound.body ?? null,
    media: await previewAttachedMedia(reader, target.service_id, inbound.mediaSid),
  };
  return { event: 'onConversationAdd', serviceSid, fields };
}
