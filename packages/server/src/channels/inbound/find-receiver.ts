import { type AutoCreation, findAutoCreation } from '../../resources/configuration-address/auto-creation.ts';
import {
  type ConversationRow,
  type CreateDefaults,
  findCreateDefaults,
  lockConversationBy,
} from '../../resources/conversation/store.ts';
import { findPair } from '../../resources/participant/address-pairs.ts';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import type { InboundMessage } from './inbound-message.ts';

/** An address that starts conversations, and the service in which it does. */
export interface Starter {
  readonly serviceSid: string;
  readonly address: AutoCreation;
  readonly defaults: CreateDefaults;
}

/** What receives an inbound message: a conversation, or an address that starts one. */
export type Receiver = Starter | { readonly serviceSid: string; readonly conversation: ConversationRow };

/** Finds and locks the conversation with the pair of addresses, or else finds the address that starts conversations. */
export async function findReceiver(
  reader: LockingReader,
  accountSid: string,
  defaultServiceSid: string,
  inbound: InboundMessage,
): Promise<Receiver | undefined> {
  const pair = await findInboundPair(reader, accountSid, inbound);
  if (pair !== undefined) {
    const { service_sid: serviceSid, conversation_sid: identifier } = pair;
    const key = { account_sid: accountSid, chat_service_sid: serviceSid, identifier };
    const conversation = await reader.lock(lockConversationBy.sid, key);
    if (conversation !== undefined && conversation.state !== 'closed') return { serviceSid, conversation };
  }
  return findStarter(reader, accountSid, defaultServiceSid, inbound);
}

/** The conversation with the pair of addresses of an inbound message. */
export const findInboundPair = (reader: Reader, accountSid: string, { from, to }: InboundMessage) =>
  reader.one(findPair, { account_sid: accountSid, address: from, proxy_address: to });

/** The address of an inbound message, if it starts conversations. */
export async function findStarter(
  reader: Reader,
  accountSid: string,
  defaultServiceSid: string,
  { to }: InboundMessage,
): Promise<Starter | undefined> {
  const address = await findAutoCreation(reader, accountSid, to);
  if (address === undefined) return undefined;
  const serviceSid = address.auto_creation_conversation_service_sid ?? defaultServiceSid;
  const key = { account_sid: accountSid, chat_service_sid: serviceSid };
  const defaults = await reader.one(findCreateDefaults, key);
  return defaults && { serviceSid, address, defaults };
}
