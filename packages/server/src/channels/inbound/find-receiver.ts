import { addressKey, channelOf } from '@colloquy/contract';
import { type AutoCreation, findAutoCreation } from '../../resources/configuration-address/auto-creation.ts';
import { lockAddress } from '../../resources/configuration-address/store.ts';
import {
  type ConversationRow,
  type CreateDefaults,
  findCreateDefaults,
  lockConversationBy,
} from '../../resources/conversation/store.ts';
import { findPair } from '../../resources/participant/address-pairs.ts';
import { findEmailSender, findGroupSender } from '../../resources/participant/find-by-members.ts';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import { groupOf, type InboundMessage } from './inbound-message.ts';

/** An address that starts conversations, and the service in which it does. */
export interface Starter {
  readonly serviceSid: string;
  readonly address: AutoCreation;
  readonly defaults: CreateDefaults;
}

interface ExistingConversation {
  readonly serviceSid: string;
  readonly conversation: ConversationRow;
}

/** What receives an inbound message: a conversation, or an address that starts one. */
export type Receiver = Starter | ExistingConversation;

/**
 * Finds and locks the conversation of an inbound message, or else the address that starts conversations.
 *
 * @throws ApiError as {@link groupOf}.
 */
export async function findReceiver(
  reader: LockingReader,
  accountSid: string,
  defaultServiceSid: string,
  inbound: InboundMessage,
): Promise<Receiver | undefined> {
  const existing = await lockExisting(reader, accountSid, inbound);
  if (existing !== undefined) return existing;
  if (!(await lockStarters(reader, accountSid, inbound))) return undefined;
  return (
    (await lockExisting(reader, accountSid, inbound)) ??
    findStarter(reader, accountSid, defaultServiceSid, inbound)
  );
}

/**
 * Locks your addresses among those of a message, so that only one message at a time starts a conversation by them and the
 * next one finds it. A group with several of your addresses gets each message once for each of them, at the same time.
 *
 * @returns whether the address that the message came to is yours.
 */
async function lockStarters(
  reader: LockingReader,
  accountSid: string,
  inbound: InboundMessage,
): Promise<boolean> {
  let found = false;
  // The order is the same for all messages of a group, so that two of them cannot deadlock.
  const to = addressKey(inbound.to);
  for (const identifier of [to, ...(groupOf(inbound) ?? []).map(addressKey)].toSorted()) {
    const locked = await reader.lock(lockAddress.address, { account_sid: accountSid, identifier });
    if (identifier === to) found = locked !== undefined;
  }
  return found;
}

async function lockExisting(
  reader: LockingReader,
  accountSid: string,
  inbound: InboundMessage,
): Promise<ExistingConversation | undefined> {
  const sender = await findSender(reader, accountSid, inbound);
  if (sender === undefined) return undefined;
  const { service_sid: serviceSid, conversation_sid: identifier } = sender;
  const key = { account_sid: accountSid, chat_service_sid: serviceSid, identifier };
  const conversation = await reader.lock(lockConversationBy.sid, key);
  return conversation === undefined || conversation.state === 'closed'
    ? undefined
    : { serviceSid, conversation };
}

/**
 * The participant of an open conversation that an inbound message comes from: by all members of its group, by the
 * e-mail address of the conversation, or by the pair of addresses.
 *
 * @throws ApiError as {@link groupOf}.
 */
export function findSender(reader: Reader, accountSid: string, inbound: InboundMessage) {
  const { from: address, to } = inbound;
  const group = groupOf(inbound);
  if (group !== undefined) return findGroupSender(reader, accountSid, address, [...group, to]);
  return channelOf(address) === 'email'
    ? reader.one(findEmailSender, {
        account_sid: accountSid,
        address_key: addressKey(address),
        to_key: addressKey(to),
      })
    : reader.one(findPair, { account_sid: accountSid, address, proxy_address: to });
}

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
